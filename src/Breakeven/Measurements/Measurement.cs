namespace Breakeven.Measurements;

/// <summary>One point that somebody measured and published: a deployment, a load, and what came of it. Nothing in it is computed by us.</summary>
public sealed record Measurement
{
    /// <summary>The publisher's own name for the point, or a digest of it.</summary>
    public required string Id { get; init; }

    /// <summary>Who measured it and where it was read.</summary>
    public required string Source { get; init; }

    /// <summary>The source as the row names it; the file's remarks may say more, which is then <see cref="Source"/>.</summary>
    public string SourceKey { get => field ?? Source; init; }

    /// <summary>The day on which it was measured, as written; empty where nobody says.</summary>
    public string Measured { get; init; } = "";

    /// <summary>The file and line it was read from.</summary>
    public required string Where { get; init; }

    /// <summary>The model as the publisher names it.</summary>
    public required string Model { get; init; }

    /// <summary>The accelerator's id in the catalogue, as written.</summary>
    public required string Accelerator { get; init; }

    /// <summary>Devices in all; several replicas where the layout takes fewer.</summary>
    public required int Gpus { get; init; }

    public required string Engine { get; init; }

    public string EngineVersion { get; init; } = "";

    /// <summary>As written: fp8, fp4, "as published", "not stated".</summary>
    public required string Precision { get; init; }

    /// <summary>Ranks, each null where the publisher does not say.</summary>
    public int? Tensor { get; init; }

    public int? Pipeline { get; init; }

    public int? Expert { get; init; }

    public int? Data { get; init; }

    /// <summary>closed-loop, offline, mlperf-offline, mlperf-server, production prefill or decode.</summary>
    public required string Scenario { get; init; }

    /// <summary>Nominal prompt tokens; null where a dataset decides.</summary>
    public double? InputTokens { get; init; }

    /// <summary>Nominal output tokens; null where a dataset decides.</summary>
    public double? OutputTokens { get; init; }

    /// <summary>Mean length over nominal length: 0.9 where lengths are drawn between 0.8 and 1 of the nominal ones.</summary>
    public double LengthRatio { get; init; } = 1;

    /// <summary>Requests kept in flight over all devices; null means as many as the engine takes.</summary>
    public double? Concurrency { get; init; }

    public double? TimeToFirstTokenMs { get; init; }

    public double? TimePerOutputTokenMs { get; init; }

    public double? OutputTokensPerSecond { get; init; }

    public double? TotalTokensPerSecond { get; init; }

    /// <summary>The publisher calls output tokens alone the total.</summary>
    public bool TotalCountsOutput { get; init; }

    public string Note { get; init; } = "";

    /// <summary>What it measures of a metric, or null.</summary>
    public double? ValueOf(PredictedMetric metric) => metric switch
    {
        PredictedMetric.TimeToFirstToken => TimeToFirstTokenMs,
        PredictedMetric.TimePerOutputToken => TimePerOutputTokenMs,
        PredictedMetric.OutputTokensPerSecond => OutputTokensPerSecond,
        _ => TotalTokensPerSecond,
    };
}
