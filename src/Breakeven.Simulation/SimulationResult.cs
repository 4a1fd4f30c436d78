using Breakeven.Workloads;

namespace Breakeven.Simulation;

/// <summary>What a simulation found.</summary>
public sealed class SimulationResult(Objective objective, IOutcomeSink? sink)
{
    public LatencySamples TimeToFirstToken { get; } = new();

    /// <summary>Of requests with more than one token.</summary>
    public LatencySamples TimePerOutputToken { get; } = new();

    public LatencySamples EndToEnd { get; } = new();

    public Timeline Timeline { get; } = new();

    /// <summary>Served requests of which no time was beyond the objective's limits.</summary>
    public long Good { get; private set; }

    /// <summary>Seconds of replicas that were paid for, starting or up.</summary>
    public double ReplicaTime { get; private set; }

    /// <summary>Replicas that were started, those there from the beginning among them.</summary>
    public int ReplicasStarted { get; private set; }

    /// <summary>Tokens of requests that went to the API.</summary>
    public long OverflowedInputTokens { get; private set; }

    public long OverflowedOutputTokens { get; private set; }

    /// <summary>Requests by <see cref="RequestFate"/>.</summary>
    public long Count(RequestFate fate) => _counts[(int)fate];

    private readonly long[] _counts = new long[4];

    public long InputTokens { get; private set; }

    public long OutputTokens { get; private set; }

    /// <summary>Times that a running sequence was thrown out of the cache.</summary>
    public long Preemptions { get; internal set; }

    /// <summary>Prompt tokens found in a cache, and computed; those of pre-empted sequences again.</summary>
    public long TokensFound { get; internal set; }

    public long TokensPrompted { get; internal set; }

    public long Steps { get; internal set; }

    /// <summary>Seconds in which engines ran steps, summed over replicas.</summary>
    public double Busy { get; internal set; }

    /// <summary>Of those, what prompts added to steps.</summary>
    public double PromptTime { get; internal set; }

    /// <summary>Running sequences times seconds.</summary>
    public double RunningTime { get; internal set; }

    /// <summary>Busy seconds in which a request waited because as many sequences ran as may.</summary>
    public double BlockedByCap { get; internal set; }

    /// <summary>The same for want of blocks.</summary>
    public double BlockedByCache { get; internal set; }

    /// <summary>The same because the step was full of prompts.</summary>
    public double BlockedByTokens { get; internal set; }

    /// <summary>Seconds that requests waited for a replica to start, where none was up.</summary>
    public double HeldByStarts { get; private set; }

    /// <summary>The end of the last request, nanoseconds since the first arrival.</summary>
    public long End { get; internal set; }

    /// <summary>Blocks of caches in which nothing runs any more that are not free: none, or the engine has lost them.</summary>
    internal long BlocksLost { get; set; }

    /// <summary>What all outcomes come to: two runs with the same have the same requests, each with the same times, replica and pre-emptions.</summary>
    public ulong Hash { get; private set; }

    internal void Take(in RequestOutcome outcome)
    {
        _counts[(int)outcome.Fate]++;
        if (outcome.Fate == RequestFate.Served)
        {
            TimeToFirstToken.Add(outcome.TimeToFirstToken);
            EndToEnd.Add(outcome.EndToEnd);
            if (outcome.OutputTokens > 1) TimePerOutputToken.Add(outcome.TimePerOutputToken);
            InputTokens += outcome.InputTokens;
            OutputTokens += outcome.OutputTokens;
            End = Math.Max(End, outcome.Last);
            if (IsGood(outcome)) Good++;
        }
        else if (outcome.Fate == RequestFate.Overflowed)
        {
            OverflowedInputTokens += outcome.InputTokens;
            OverflowedOutputTokens += outcome.OutputTokens;
        }

        // A sum, so that it does not matter in which order replicas are looked at.
        unchecked
        {
            Hash += Mixed(Mixed(Mixed((ulong)outcome.Id) ^ (ulong)outcome.First) ^ (ulong)outcome.Last)
                ^ Mixed((ulong)outcome.Replica + 31 * (ulong)outcome.Preemptions + 961 * (ulong)outcome.Fate);
        }

        sink?.Take(outcome);
    }

    internal void Held(long from, long to)
    {
        HeldByStarts += (to - from) * 1e-9;
        if (to > from) Timeline.AddWaiting(from, to, 1);
    }

    internal void Paid(long from, long to)
    {
        ReplicaTime += (to - from) * 1e-9;
        ReplicasStarted++;
        Timeline.AddReplica(from, to);
    }

    private bool IsGood(in RequestOutcome outcome)
    {
        var bounds = objective.Bounds;
        for (var i = 0; i < bounds.Count; i++)
        {
            if (outcome.Time(bounds[i].Metric) > bounds[i].Limit.Value) return false;
        }

        return true;
    }

    // The finaliser of SplitMix64.
    private static ulong Mixed(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15UL;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
            return value ^ (value >> 31);
        }
    }
}
