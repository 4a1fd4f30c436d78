using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Performance.Local;
using Breakeven.Sizing;

namespace Breakeven.Simulation.Engines;

/// <summary>All that a replica's simulation reads of its deployment: what a step takes, what the cache holds, how the engine schedules. Shared by replicas and threads.</summary>
public sealed record ReplicaModel
{
    private readonly StepModel _step;
    private readonly double _stragglerDeviation;

    /// <summary>Prepares a deployment that fits, for requests whose mean lengths are these; the means serve local corrections alone.</summary>
    public ReplicaModel(MemoryPlan plan, Calibration calibration, double meanInput, double meanOutput)
    {
        Plan = plan;
        var deployment = plan.Deployment;
        _step = StepCompiler.Compile(deployment, calibration);
        Serving = calibration.Serving(deployment.Engine);
        OutputMean = meanOutput;
        Local = calibration.Local.At(_step.Traits, meanInput, meanOutput);
        Cache = CacheShape.Of(plan);
        Ranks = deployment.Layout.Data;
        Stages = deployment.Layout.Pipeline;
        SequencesMax = deployment.Settings.SequencesMax;
        // Engines refuse to start with fewer tokens a step than sequences; what decodes could not all run.
        BatchedTokensMax = Math.Max(deployment.Settings.BatchedTokensMax, SequencesMax) * Stages;
        ContextMax = (int)Math.Min(int.MaxValue / 4, deployment.Model.ContextLimit.Value);
        MixesPrompts = deployment.Engine.MixesPrompts;
        ReservesWholeRequest = deployment.Engine.ReservesWholeRequest;
        _stragglerDeviation = ExpertStragglers.DeviationOf(_step.Coefficients, deployment.Model.Layers.Count(layer => layer.FeedForward is FeedForwardKind.Mixture));
    }

    /// <summary>The memory behind it.</summary>
    public MemoryPlan Plan { get; }

    /// <summary>What the constants behind every figure rest on.</summary>
    public Basis Basis => _step.Basis;

    internal CacheShape Cache { get; init; }

    /// <summary>Attention ranks, each with a cache and a queue of its own; their steps are in lockstep.</summary>
    public int Ranks { get; internal init; }

    /// <summary>Pipeline stages, each of which works on a microbatch of its own.</summary>
    public int Stages { get; internal init; }

    /// <summary>Sequences that a rank runs at once.</summary>
    public int SequencesMax { get; internal init; }

    /// <summary>Tokens of a rank's step, over all microbatches.</summary>
    public int BatchedTokensMax { get; internal init; }

    /// <summary>Tokens of the longest sequence.</summary>
    public int ContextMax { get; internal init; }

    internal bool MixesPrompts { get; init; }

    internal bool ReservesWholeRequest { get; init; }

    /// <summary>Whether the next step is put together while one runs, as every engine of the catalogue does by default: what ends with a step is missed one step later.</summary>
    internal bool Ahead { get; init; } = true;

    /// <summary>What the engine adds to its steps.</summary>
    internal ServingConstants Serving { get; init; }

    /// <summary>What measurements near the deployment say.</summary>
    internal LocalCorrection Local { get; init; }

    /// <summary>Seconds of a step, in place of the step model's: of a test that wants round figures.</summary>
    internal Func<StepWork, double>? StepTime { get; init; }

    internal bool HasStragglers => _stragglerDeviation > 0;

    /// <summary>Tokens that a request generates on average.</summary>
    internal double OutputMean { get; init; }

    /// <summary>Contexts between which a step's time is taken as a straight line. One that is run by itself and one of many are on the same line, so that they take the same time.</summary>
    internal const int Knot = 64;

    /// <summary>The straight line of decode steps on which a mean context lies: nanoseconds at that context, and by how much a token more of each sequence lengthens it.</summary>
    internal (double At, double Slope) Decode(double decodes, double context)
    {
        var from = Math.Floor(context / Knot) * Knot;
        var least = Nanoseconds(new(0, 0, decodes / Stages, from));
        var slope = (Nanoseconds(new(0, 0, decodes / Stages, from + Knot)) - least) / Knot;
        return (least + (context - from) * slope, slope);
    }

    /// <summary>The same of a step that also processes prompts, or nothing but prompts; and by how much its prompts' first tokens come after its end.</summary>
    /// <param name="alone">The step without them.</param>
    /// <param name="decodes">Sequences that decode beside them.</param>
    /// <param name="context">Their mean context.</param>
    /// <param name="prompts">Prompt tokens over all ranks.</param>
    /// <param name="attended">What they attend to on average.</param>
    /// <param name="promptsMost">Prompt tokens on the rank that has most.</param>
    /// <param name="chunks">Prompts, whole or in part.</param>
    internal (double Step, double Late) Prompted(double alone, double decodes, double context, double prompts, double attended, double promptsMost, int chunks)
    {
        var lanes = Math.Min(Stages, chunks);
        var work = new StepWork(prompts / lanes, attended, decodes / Stages, context) { PrefillRanks = prompts / promptsMost };
        var longer = Serving.Prompt * (Nanoseconds(work) - alone);
        // Ranks step together, so that all wait for the one with most. The closed form, which sees no schedule, counts on part of the prompts to meet by themselves (stagger); here they meet or they
        // do not. What is not simulated is an engine that holds prompts back for each other, so that there its constant stands for it.
        var share = prompts / (Ranks * promptsMost);
        var together = Serving.Align <= 1 ? 1 : share + Serving.Stagger * (1 - share);
        // A stage works on one microbatch after the other, so that those without a prompt make up for the one that has it; which itself takes its whole way.
        var step = longer * together * lanes / Stages;
        return (alone + step, longer - step);
    }

    /// <summary>Nanoseconds by which a step of experts dealt over ranks deviates from its mean, one standard deviation; 0 for others.</summary>
    internal double StragglerDeviation(double decodes, double context, double prompts) =>
        _stragglerDeviation <= 0 ? 0 : 1e9 * Local.Step * _stragglerDeviation * _step.Explain(new(prompts, 0, decodes / Stages, context)).Experts.Value;

    /// <summary>Nanoseconds that a request spends outside the engine's steps before its first token.</summary>
    internal double Outside(int inputTokens) => 1e9 * (Serving.Request.Value + inputTokens * Serving.PromptToken.Value);

    /// <summary>By how much the time from a request's schedule to its first token is corrected, as measurements near this deployment say.</summary>
    internal double First => Local.First;

    private double Nanoseconds(in StepWork work) => 1e9 * (StepTime is { } given ? given(work) : Local.Step * _step.Time(work).Value);
}
