namespace Breakeven.Performance;

/// <summary>What one replica does at one load.</summary>
public sealed record ServingPoint
{
    /// <summary>Requests a second.</summary>
    public required RequestsPerSecond Rate { get; init; }

    /// <summary>Sequences decoding at once, on average.</summary>
    public required double Batch { get; init; }

    /// <summary>Mean time of a step, which is the mean time per output token; with speculation, of as many tokens as a step yields.</summary>
    public required Seconds Step { get; init; }

    public required Seconds TimeToFirstTokenMean { get; init; }

    /// <summary>At <see cref="Percentile"/>.</summary>
    public required Seconds TimeToFirstToken { get; init; }

    /// <summary>At <see cref="Percentile"/>.</summary>
    public required Seconds TimePerOutputToken { get; init; }

    /// <summary>At <see cref="Percentile"/>.</summary>
    public required Seconds EndToEnd { get; init; }

    /// <summary>The share of busy time that prompts take.</summary>
    public required double PrefillShare { get; init; }

    /// <summary>Running sequences over those that can be admitted.</summary>
    public required double CacheUse { get; init; }

    public required double Percentile { get; init; }
}
