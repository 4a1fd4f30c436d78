using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>What one H100 does with the dense model, against the article's implied throughput.</summary>
internal static class DenseSection
{
    /// <summary>A way to run the dense model on one H100.</summary>
    public sealed record Variant(string Name, double Fraction, NumberFormat Cache, int Sequences, int StepTokens);

    /// <summary>The defaults, then one change at a time, then all of them.</summary>
    public static IReadOnlyList<Variant> Variants { get; } =
    [
        new("defaults", 0.90, NumberFormat.Bf16, 256, 8192),
        new("steps of 2,048 tokens, 64 sequences", 0.90, NumberFormat.Bf16, 64, 2048),
        new("FP8 cache", 0.90, NumberFormat.Fp8, 256, 8192),
        new("fraction 0.95", 0.95, NumberFormat.Bf16, 256, 8192),
        new("all three", 0.95, NumberFormat.Fp8, 64, 2048),
    ];

    public static Deployment Of(Variant variant) => Deploy(Article.Dense, "H100-SXM", "fp8", "tp=1", new()
    {
        SequencesMax = variant.Sequences,
        BatchedTokensMax = variant.StepTokens,
        MemoryFraction = variant.Fraction,
    }) with
    { Precision = Precision("fp8") with { Cache = variant.Cache } };

    public static ServingModel Serving(Variant variant)
    {
        var deployment = Of(variant);
        return new(StepCompiler.Compile(deployment, Facts.Calibration), Sizer.Plan(deployment), Article.Traffic, Facts.Calibration);
    }

    public static TokensPerSecond TokensOf(ServingPoint? point) => point is null ? new(0) : point.Rate * (Article.Traffic.Input + Article.Traffic.Output);

    public static void Write(GuidePage page)
    {
        var plan = Sizer.Plan(Of(Variants[0]));
        page.Heading(2, "3. Can one H100 pass 1,203 tokens a second?");
        page.Text($"The dense model in FP8 weighs {Said.Gib(plan.WeightTotal)}. Of an H100's {Said.Gib(plan.Device)} an engine may fill {Said.Gib(plan.Usable)} at 0.90, so {Said.Gib(plan.Usable - plan.WeightTotal)} remain. The workspace of the largest step takes {Said.Gib(plan.Workspace)} and libraries {Said.Gib(plan.Runtime)}: {Said.Gib(plan.Left)} are left for cache. A token holds {plan.Block.Value / plan.BlockTokens / 1024:#,0} KiB, so that is {plan.Blocks} blocks of {plan.BlockTokens} tokens, and {Said.Count(Sizer.ConcurrencyAt(plan, new(1500)))} sequences of 1,500 tokens.");
        page.Text($"The article does not say what a request is like. Take {Article.Traffic.Input.Value:#,0} tokens in and {Article.Traffic.Output.Value} out, count both, and ask what the replica carries when any latency will do, and when 95 % of requests must see their first token within a second and their later ones at 50 ms or less:");
        page.Table(["settings", "left for cache", "sequences of 1,500", "tokens/s, any latency", "batch", "of the article's", "tokens/s within the objective", "of the article's"], Variants.Select(Row));
        page.Text(Conclusion());
        page.Text($"Speeds are analytic: data sheets with a few constants fitted to public measurements of the same family. Read them as a first estimate, and measure before signing.");
    }

    private static IReadOnlyList<string> Row(Variant variant)
    {
        var serving = Serving(variant);
        var (free, bound) = (serving.Capacity(Objective.None), serving.Capacity(Article.Objective));
        return
        [
            variant.Name, Said.Gib(serving.Plan.Left), Said.Count(Sizer.ConcurrencyAt(serving.Plan, new(1500))),
            Said.Rate(TokensOf(free)), FormattableString.Invariant($"{free?.Batch ?? 0:0.0}"), Share(free),
            bound is null ? "misses it" : Said.Rate(TokensOf(bound)), bound is null ? "none" : Share(bound),
        ];
    }

    private static string Share(ServingPoint? point) => Said.Percent(TokensOf(point) / Article.DenseThroughput);

    private static FormattableString Conclusion()
    {
        var first = Serving(Variants[0]).Capacity(Objective.None)!;
        var reached = Variants.Where(variant => TokensOf(Serving(variant).Capacity(Objective.None)) >= Article.DenseThroughput).Select(variant => variant.Name).ToList();
        var within = Variants.Where(variant => TokensOf(Serving(variant).Capacity(Article.Objective)) >= Article.DenseThroughput).Select(variant => variant.Name).ToList();
        var output = first.Rate * Article.Traffic.Output;
        return $"With the defaults the cache caps the batch at {first.Batch:0} running sequences (one holds its prompt and, on average, half its answer), and for every few tokens the GPU reads all weights again: it passes {Said.Percent(TokensOf(first) / Article.DenseThroughput)} of 1,203 tokens/s, of which {Said.Rate(output)} are output. When latency is no matter, 1,203 tokens/s are passed with {List(reached)}; within the objective, with {List(within)}. So the figure is not what the defaults give: it takes settings that the article's rows do not name, and at the default fraction it takes giving up the objective as well.";
    }

    private static string List(List<string> names) => names.Count == 0 ? "none of these settings" : string.Join(" or with ", names.Select(name => $"\"{name}\""));
}
