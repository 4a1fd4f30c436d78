using System.Numerics;
using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Performance.Explanations;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven explain is asked.</summary>
internal sealed record ExplainQuestion
{
    /// <summary>The deployment, as size would be asked for it.</summary>
    public required SizeQuestion Sizing { get; init; }

    public required long Batch { get; init; }

    public required long PromptTokens { get; init; }

    /// <summary>The model to compare with, or null.</summary>
    public required Model? Against { get; init; }

    public required Layout? AgainstLayout { get; init; }

    public required string AgainstPrecision { get; init; }

    public Explained Answer(ICatalog catalog, (Performance.Calibration Calibration, OwnConstants? Own) known)
    {
        if (Batch == 0 && PromptTokens == 0) throw new InputException("a step of no sequence and no prompt does nothing", "--batch", "give at least 1, or --prompt-tokens 2000");
        var (calibration, own) = known;
        var sized = Deployed(Sizing, catalog);
        if (Fastest(sized, calibration) is not { } fit) return new(this, sized, null, null, [], []);
        var deployment = fit.Plan.Deployment;
        var settings = deployment.Settings;
        if (PromptTokens > settings.BatchedTokensMax)
            throw new InputException(
                $"{PromptTokens:N0} tokens are more than a step takes, {settings.BatchedTokensMax:N0}", "--prompt-tokens",
                $"give at most {settings.BatchedTokensMax}, or --engine-setting max_num_batched_tokens={PromptTokens}");
        var work = Work(deployment);
        var explanation = StepExplainer.Explain(deployment, calibration, work);
        var main = new ExplainedDeployment(fit, explanation.Step, Points(explanation.Step, deployment.Layout, sized.Context));
        return new(this, sized, explanation, main, StepTurns.Of(explanation, calibration), [.. own is null ? (string[])[] : [OwnWords.Of(own)], .. Remarks(sized, deployment)])
        {
            Spread = own is null && PromptTokens == 0 ? PredictionIntervals.Embedded.Find(PredictedMetric.TimePerOutputToken, deployment, ScenarioKind.ClosedLoop, Batch) : null,
            Unknown = PromptTokens > 0 ? "what was measured are steps of sequences, and this one works on a prompt"
                : settings.Speculation is not null ? "no measured run drafted tokens"
                : own is not null ? "one's own constants were used, and errors are known of those that ship"
                : "nothing of the kind was measured",
            Against = Against is { } other ? Other(other, deployment, sized, calibration, catalog) : null,
        };
    }

    // Seven GPUs hold what eight do, and nobody deploys seven; and a pipeline is for what no link joins.
    private static Sized Deployed(SizeQuestion question, ICatalog catalog)
    {
        var fewest = question.Answer(catalog);
        if (question.Layout is not null || !fewest.Any) return fewest;
        var row = fewest.Rows[0];
        for (var gpus = (int)BitOperations.RoundUpToPowerOf2((uint)row.Result.Fitting[0].Layout.Gpus); gpus <= row.Accelerator.Link.Devices; gpus *= 2)
        {
            var sized = (question with { Gpus = gpus }).Answer(catalog);
            var flat = sized.Rows[0].Result.Fitting.Where(fit => fit.Layout.Pipeline == 1).ToList();
            if (flat.Count > 0) return sized with { Rows = [sized.Rows[0] with { Result = sized.Rows[0].Result with { Fitting = flat } }] };
        }

        return fewest;
    }

    // An engine that runs prompts in steps of their own never meets the two together.
    private StepWork Work(Deployment deployment)
    {
        var decodes = PromptTokens > 0 && !deployment.Engine.MixesPrompts ? 0 : (double)Batch / deployment.Layout.Pipeline;
        var context = Amount.ParseCount(Sizing.ContextText!)!.Value;
        return new(PromptTokens, PromptTokens / 2.0, decodes, context) { PrefillRanks = PromptTokens > 0 ? 1 : 0 };
    }

    // size takes the layout that holds most; here it is the time that matters.
    private FittingLayout? Fastest(Sized sized, Performance.Calibration calibration) => sized.Rows[0].Result.Fitting.Count == 0 ? null
        : sized.Rows[0].Result.Fitting.MinBy(fit => StepCompiler.Compile(fit.Plan.Deployment, calibration).Time(Work(fit.Plan.Deployment)).Value);

    private List<BatchPoint> Points(StepModel step, Layout layout, TokenCount context) =>
        [.. Enumerable.Range(0, 10).Select(power => 1L << power).Append(Math.Max(1, Batch)).Distinct().Order().Select(batch => BatchPoint.Of(step, layout, batch, context.Value))];

    private ExplainedAgainst Other(Model model, Deployment first, Sized sized, Performance.Calibration calibration, ICatalog catalog)
    {
        var question = Sizing with { Model = model, PrecisionName = AgainstPrecision, Layout = AgainstLayout, Gpus = AgainstLayout is null ? first.Layout.Gpus : null };
        var other = question.Answer(catalog);
        // What does not fit in as many GPUs is compared for each GPU on the fewest that hold it.
        if (!other.Any && AgainstLayout is null) other = Deployed(question with { Gpus = null }, catalog);
        if (Fastest(other, calibration) is not { } fit) return new(other, null, true, []);
        var step = StepCompiler.Compile(fit.Plan.Deployment, calibration);
        var (firstIsCheaper, crossings) = BatchCrossings.Between(
            (StepCompiler.Compile(first, calibration), first.Layout), (step, fit.Layout), sized.Context.Value, 1.0 / Math.Min(first.Layout.Gpus, fit.Layout.Gpus), ExplainedAgainst.MostPerGpu);
        return new(other, new(fit, step, Points(step, fit.Layout, sized.Context)), firstIsCheaper, crossings);
    }

    private IEnumerable<string> Remarks(Sized sized, Deployment deployment)
    {
        if (PromptTokens > 0 && !deployment.Engine.MixesPrompts && Batch > 0)
            yield return $"{deployment.Engine.Id} runs prompts in steps of their own, for which running sequences wait: this is such a step, without the {Batch:N0}";
        foreach (var remark in sized.Remarks.Where(one => !one.Contains("pipeline (pp)", StringComparison.Ordinal) && !one.StartsWith("the cache holds", StringComparison.Ordinal))) yield return remark;
        if (deployment.Settings.Speculation is not null) yield return SpeculationChoice.Unjudged;
        if (Sizing.Layout is null && sized.Rows[0].Result.Fitting.Count > 1) yield return $"no --layout given: of the layouts of {deployment.Layout.Gpus} GPU{(deployment.Layout.Gpus == 1 ? "" : "s")} that hold the batch, {deployment.Layout} has the shortest step";
        if (deployment.Layout.Pipeline > 1) yield return $"a step is one microbatch's way through {deployment.Layout.Pipeline} stages, of {(double)Batch / deployment.Layout.Pipeline:0.#} sequences; as many are under way at once";
    }
}

/// <summary>A deployment whose step was taken apart, and its steps at other batches.</summary>
internal sealed record ExplainedDeployment(FittingLayout Fit, StepModel Step, IReadOnlyList<BatchPoint> Points)
{
    public Deployment Deployment => Fit.Plan.Deployment;

    /// <summary>Sequences of the asked context that the cache holds.</summary>
    public long Held => Fit.ConcurrencyMax;

    public string Name => $"{Deployment.Model.Id} {Deployment.Precision.Name} {Deployment.Layout}";

    /// <summary>Without the owner, for where two stand together.</summary>
    public string ShortName => Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..];
}

/// <summary>The second model: where it crosses the first.</summary>
/// <param name="Sized">How it was sized; its refusals where nothing fits.</param>
/// <param name="Deployment">Null where nothing fits.</param>
/// <param name="FirstIsCheaper">Whether the first model is the cheaper at the least batch.</param>
/// <param name="Crossings">From where on that turns.</param>
internal sealed record ExplainedAgainst(Sized Sized, ExplainedDeployment? Deployment, bool FirstIsCheaper, IReadOnlyList<BatchCrossing> Crossings)
{
    /// <summary>No engine runs more sequences on a GPU.</summary>
    public const double MostPerGpu = 4096;
}

/// <summary>All that was found.</summary>
internal sealed record Explained(
    ExplainQuestion Question, Sized Sized, StepExplanation? Step, ExplainedDeployment? Main, IReadOnlyList<StepTurn> Turns, IReadOnlyList<string> Remarks)
{
    public ExplainedAgainst? Against { get; init; }

    /// <summary>How measured times per output token of such deployments lie around their prediction; null where that is not known.</summary>
    public ErrorSpread? Spread { get; init; }

    /// <summary>Why it is not known, where it is not.</summary>
    public string Unknown { get; init; } = "";

    public bool Answered => Main is not null && (Against is null || Against.Deployment is not null);
}
