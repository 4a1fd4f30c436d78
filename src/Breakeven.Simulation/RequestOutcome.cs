using Breakeven.Workloads;

namespace Breakeven.Simulation;

/// <summary>How a request ended.</summary>
public enum RequestFate : byte
{
    /// <summary>All its tokens came from a replica.</summary>
    Served,

    /// <summary>Longer than the model's context, as an engine refuses it.</summary>
    RefusedContext,

    /// <summary>Longer than a replica's whole cache.</summary>
    RefusedCache,

    /// <summary>Sent to the per-token API.</summary>
    Overflowed,
}

/// <summary>What became of one request. Times are nanoseconds since the first arrival.</summary>
public readonly record struct RequestOutcome(
    long Id, long Arrival, int InputTokens, int OutputTokens, long First, long Last, int Replica, int Preemptions, RequestFate Fate)
{
    /// <summary>From arrival to first token, in seconds.</summary>
    public double TimeToFirstToken => (First - Arrival) * 1e-9;

    /// <summary>From arrival to last token, in seconds.</summary>
    public double EndToEnd => (Last - Arrival) * 1e-9;

    /// <summary>Mean gap between tokens, in seconds; 0 for a single token.</summary>
    public double TimePerOutputToken => OutputTokens > 1 ? (Last - First) * 1e-9 / (OutputTokens - 1) : 0;

    /// <summary>The time that a bound is about, in seconds.</summary>
    public double Time(LatencyMetric metric) => metric switch
    {
        LatencyMetric.TimeToFirstToken => TimeToFirstToken,
        LatencyMetric.TimePerOutputToken => TimePerOutputToken,
        _ => EndToEnd,
    };
}

/// <summary>Takes outcomes as they come to be known; of one request a single time.</summary>
public interface IOutcomeSink
{
    void Take(in RequestOutcome outcome);
}
