using Breakeven.Performance;
using Breakeven.Performance.Explanations;
using Breakeven.Simulation.Engines;

namespace Breakeven.Simulation;

/// <summary>What kept requests from being served sooner.</summary>
public enum LimitKind
{
    /// <summary>They waited for replicas to start.</summary>
    Starts,

    /// <summary>Requests waited for blocks.</summary>
    Cache,

    /// <summary>They waited because as many sequences ran as the engine is set to run.</summary>
    SchedulerCap,

    /// <summary>They waited for others' prompts, or most of the time goes into prompts.</summary>
    PrefillCompute,

    /// <summary>None waited; tokens come as fast as memory is read.</summary>
    Bandwidth,

    /// <summary>None waited; tokens come as fast as the arithmetic, the link or the host let them.</summary>
    DecodeCompute,
}

/// <summary>The limit of a run, and the shares of busy time that speak for it.</summary>
public sealed record RunLimit(LimitKind Kind, double ByCache, double ByCap, double ByPrompts, double PromptShare)
{
    // A queue in less of the busy time than this is chance.
    private const double Worth = 0.05;

    public static RunLimit Of(SimulationResult result, ReplicaModel model, Calibration calibration, double meanContext)
    {
        var busy = Math.Max(result.Busy, double.Epsilon);
        var (cache, cap, prompts, share) = (result.BlockedByCache / busy, result.BlockedByCap / busy, result.BlockedByTokens / busy, result.PromptTime / busy);
        var most = Math.Max(cache, Math.Max(cap, prompts));
        LimitKind kind;
        // Most of what requests wait for their first tokens.
        if (result.HeldByStarts > 0.5 * result.TimeToFirstToken.Mean * result.TimeToFirstToken.Count) kind = LimitKind.Starts;
        else if (most >= Worth) kind = most == cache ? LimitKind.Cache : most == cap ? LimitKind.SchedulerCap : LimitKind.PrefillCompute;
        else if (share >= 0.5) kind = LimitKind.PrefillCompute;
        else kind = Decode(result, model, calibration, meanContext);
        return new(kind, cache, cap, prompts, share);
    }

    private static LimitKind Decode(SimulationResult result, ReplicaModel model, Calibration calibration, double meanContext)
    {
        var batch = Math.Max(1, result.RunningTime / Math.Max(result.Busy, 1e-9)) / model.Stages;
        var parts = StepExplainer.Explain(model.Plan.Deployment, calibration, new(0, 0, batch, meanContext)).Parts;
        var reading = parts.Where(part => part.Bound == StepBound.Bandwidth).Sum(part => part.Time.Value);
        return reading >= 0.5 * parts.Sum(part => part.Time.Value) ? LimitKind.Bandwidth : LimitKind.DecodeCompute;
    }
}
