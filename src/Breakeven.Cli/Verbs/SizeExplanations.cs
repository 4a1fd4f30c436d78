using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Sizing;

namespace Breakeven.Cli.Verbs;

/// <summary>How the figures of a sizing come about: the model's, then each shown layout's.</summary>
internal static class SizeExplanations
{
    public static IEnumerable<Explanation> Of(Sized sized)
    {
        foreach (var why in ModelExplanations.Of(sized.Model, sized.Context, sized.Precision)) yield return why;
        var bytes = sized.Model.WeightBytesByClass(sized.Precision);
        yield return new(
            $"weights at {sized.Precision.Name}",
            sized.Model.WeightBytes(sized.Precision).ToString(),
            "sum over tensors of elements x bits / 8 + scales, by class",
            string.Join(" + ", bytes.Select(entry => $"{entry.Value} {ModelWords.NameOf(entry.Key)}")),
            Basis.Analytic,
            SourceText.Short(sized.Model.Source));
        // Without a named accelerator one row stands for all: the formulas are the same.
        foreach (var fit in sized.Rows.Where(row => row.Result.Best is not null).Select(row => row.Result.Best!).Take(sized.Question.Named ? int.MaxValue : 1))
            foreach (var why in Of(sized, fit))
                yield return why with { Figure = $"{fit.Plan.Deployment.Accelerator.Id} {fit.Layout}: {why.Figure}" };
    }

    private static IEnumerable<Explanation> Of(Sized sized, FittingLayout fit)
    {
        var (plan, deployment) = (fit.Plan, fit.Plan.Deployment);
        var (layout, engine, settings) = (deployment.Layout, deployment.Engine, deployment.Settings);
        var device = $"{deployment.Accelerator.Id}: {string.Join("; ", deployment.Accelerator.Sources.Take(1).Select(SourceText.Short))}";
        yield return new(
            "weights of a GPU",
            plan.WeightTotal.ToString(),
            $"attention, dense and shared layers / tp (KV projections / min(tp, KV heads)), routed experts / (tp x dp), norms and router whole{(layout.Pipeline > 1 ? "; the fullest stage" : "")}",
            string.Join(" + ", plan.Weights.OrderBy(entry => entry.Key).Select(entry => $"{entry.Value} {ModelWords.NameOf(entry.Key)}")) + (plan.Drafter.Value > 0 ? $" + {plan.Drafter} drafter" : ""),
            Basis.Analytic,
            SourceText.Short(sized.Model.Source));
        if (deployment.Settings.Speculation is { } speculation)
            yield return new(
                "drafter of a GPU",
                plan.Drafter.ToString(),
                "its layers as the model's are shared, and the join of 2 x hidden by hidden whole; embedding and head are the model's own",
                $"{(sized.Model.DraftLayers.Count > 0 ? $"{Math.Min(sized.Model.DraftLayers.Count, speculation.DraftTokens)} of the checkpoint's {sized.Model.DraftLayers.Count} draft layers" : "one more layer like the last")}, {sized.Precision.Name}",
                sized.Model.DraftLayers.Count > 0 ? Basis.Analytic : Basis.Assumed,
                SourceText.Short(sized.Model.Source));
        yield return Workspace(sized, plan);
        yield return new("libraries and communication", plan.Runtime.ToString(), layout.Gpus > 1 ? "a constant, with communicators" : "a constant, without communicators", plan.Runtime.ToString(), Basis.Interpolated, engine.Source);
        var fraction = deployment.MemoryFraction.ToString(CultureInfo.InvariantCulture);
        yield return new("cache and state", plan.Left.ToString(), Rule(engine.MemoryRule), $"device {plan.Device}, share {fraction}, weights {plan.WeightTotal}, workspace {plan.Workspace}, libraries {plan.Runtime}", Basis.Interpolated, device);
        yield return new("cache blocks", plan.Blocks.ToString("N0", CultureInfo.InvariantCulture), "floor(cache and state / (tokens a block x bytes a token on this GPU))", $"{plan.Left} / {plan.Block}, {plan.BlockTokens} tokens a block", Basis.Interpolated, engine.Source);
        yield return new(
            "sequences a replica holds",
            fit.ConcurrencyMax.ToString("N0", CultureInfo.InvariantCulture),
            "floor(cache and state / held by a sequence) x dp; a sequence holds whole blocks; a window holds at most window - 1 + max_num_batched_tokens + a block",
            $"floor({plan.Left} / {fit.HeldBySequence}) x {layout.Data}, {sized.Context.Value:N0} tokens, {settings.BatchedTokensMax:N0} a step",
            Basis.Interpolated,
            engine.Source);
        yield return new(
            "longest context",
            $"{fit.ContextMax.Value:N0} tokens",
            "the largest context, up to the model's limit, at which the replica holds so many sequences",
            $"{sized.Question.Concurrency:N0} at once, limit {sized.Model.ContextLimit.Value:N0}",
            Basis.Interpolated,
            engine.Source);
    }

    private static Explanation Workspace(Sized sized, MemoryPlan plan)
    {
        var settings = plan.Deployment.Settings;
        return new(
            "workspace of the largest step",
            plan.Workspace.ToString(),
            "2 x step tokens x hidden x 2 B + max(widest layer x step tokens x 2 B, max_num_seqs x vocabulary x bytes a logit)",
            $"{settings.BatchedTokensMax:N0} step tokens, hidden {sized.Model.Hidden:N0}, {settings.SequencesMax:N0} x {sized.Model.Vocabulary:N0} x {plan.Deployment.Engine.SamplerBytesPerLogit.ToString(CultureInfo.InvariantCulture)} B",
            Basis.Interpolated,
            plan.Deployment.Engine.Source);
    }

    private static string Rule(MemoryRule rule) => rule switch
    {
        MemoryRule.ShareOfDevice => "share x device - weights - workspace - libraries",
        MemoryRule.ShareForWeightsAndCache => "min(share x device, device - workspace - libraries) - weights",
        _ => "share x (device - weights - workspace - libraries)",
    };
}
