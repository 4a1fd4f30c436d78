namespace Breakeven.Workloads;

/// <summary>What a latency bound is about.</summary>
public enum LatencyMetric
{
    /// <summary>From the request to its first token.</summary>
    TimeToFirstToken,

    /// <summary>The mean gap between a request's output tokens.</summary>
    TimePerOutputToken,

    /// <summary>From the request to its last token.</summary>
    EndToEnd,
}

/// <summary>One bound: a metric, at a percentile (0 to 100), below a time.</summary>
public sealed record LatencyBound(LatencyMetric Metric, double Percentile, Seconds Limit);

/// <summary>The bounds that traffic must be served within; empty means any latency will do.</summary>
public sealed record Objective(IReadOnlyList<LatencyBound> Bounds)
{
    /// <summary>No bound at all.</summary>
    public static Objective None { get; } = new([]);
}
