using System.Text.Json.Serialization;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

internal sealed record LengthsRecord(double Mean, double P50, double P90, double P95, double P99, int Max, double Total)
{
    public static LengthsRecord Of(LengthHistogram lengths)
        => new(lengths.Mean, lengths.Quantile(0.5), lengths.Quantile(0.9), lengths.Quantile(0.95), lengths.Quantile(0.99), lengths.Most, lengths.Sum);
}

/// <summary>Counts in windows of one length; the dispersion is null below ten windows.</summary>
internal sealed record WindowRecord(double WindowS, long Windows, long MostRequests, double? IndexOfDispersion);

internal sealed record StretchRecord(double StartS, long Requests, double RequestsPerSecond, double InputTokensPerSecond, double OutputTokensPerSecond);

/// <summary>What prompts share; null where no request says.</summary>
internal sealed record ReuseRecord(long Requests, long Segments, long DistinctSegments, long ReusedSegments, double ReusedSegmentsShare, double ReusedInputTokens, double ReusedInputShare);

internal sealed record TrafficShowRecord(
    string Trace,
    string Layout,
    long? Seed,
    long Requests,
    long SkippedLines,
    long Unanswered,
    double FirstArrivalS,
    double LastArrivalS,
    double SpanS,
    double? RequestsPerSecond,
    double? GapCv,
    LengthsRecord InputTokens,
    LengthsRecord OutputTokens,
    IReadOnlyList<WindowRecord> Windows,
    ReuseRecord? Prefixes,
    double StretchS,
    IReadOnlyList<StretchRecord> OverTime) : WireRecord
{
    public static TrafficShowRecord Of(TrafficOrigin origin, TraceSummary summary)
    {
        var (width, stretches) = summary.OverTime.Most(TrafficShowSections.StretchesInData);
        return new(
            origin.Name, origin.Format, origin.Seed, summary.Requests, origin.Skipped, origin.Unanswered,
            summary.First.Value, summary.Last.Value, summary.Span.Value, summary.Rate?.Value, summary.GapCv,
            LengthsRecord.Of(summary.Inputs), LengthsRecord.Of(summary.Outputs),
            [.. summary.Counts.Where(counts => counts.Windows > 0).Select(counts => new WindowRecord(counts.Window.Value, counts.Windows, counts.Most, counts.Dispersion))],
            Reuse(summary),
            width.Value,
            [.. stretches.Select(stretch => new StretchRecord(stretch.Start.Value, stretch.Requests, stretch.Requests / width.Value, stretch.InputTokens / width.Value, stretch.OutputTokens / width.Value))]);
    }

    private static ReuseRecord? Reuse(TraceSummary summary) => summary.Prefixes is { Requests: > 0 } prefixes
        ? new(prefixes.Requests, prefixes.Segments, prefixes.Distinct, prefixes.Reused, (double)prefixes.Reused / prefixes.Segments, prefixes.ReusedTokens, prefixes.ReusedTokens / summary.Inputs.Sum)
        : null;
}

internal sealed record RequestRecord(double ArrivalS, int InputTokens, int OutputTokens, string? Prefix);

/// <summary>What make and convert wrote: to a file, or here as the trace, where no file was named.</summary>
internal sealed record TrafficWrittenRecord(string? Out, string From, long? Seed, long SkippedLines, long Unanswered) : WireRecord
{
    public long Requests { get; init; }

    public double FirstArrivalS { get; init; }

    public double LastArrivalS { get; init; }

    public IReadOnlyList<RequestRecord>? Trace { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(TrafficShowRecord))]
[JsonSerializable(typeof(TrafficWrittenRecord))]
internal sealed partial class TrafficJson : JsonSerializerContext;
