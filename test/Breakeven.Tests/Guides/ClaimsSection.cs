using Breakeven.Models;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>What two claims of the article depend on.</summary>
internal static class ClaimsSection
{
    public const string Scout = "meta-llama/Llama-4-Scout-17B-16E-Instruct";
    public const string CommandA = "CohereLabs/command-a-plus-05-2026";

    /// <summary>The precisions tried, and nvfp4 with 16-bit arithmetic, which is how hardware without FP4 runs it.</summary>
    public static IReadOnlyList<(string Name, PrecisionScheme Scheme)> Precisions { get; } =
    [
        ("bf16", PrecisionScheme.Bf16),
        ("fp8", Precision("fp8")),
        ("int4, groups of 128", Precision("int4")),
        ("nvfp4, weights and activations", Precision("nvfp4")),
        ("nvfp4, weights only", PrecisionScheme.Uniform("nvfp4-w4a16", WeightFormat.Nvfp4WeightOnly, PrecisionScheme.Linears)),
    ];

    /// <summary>The plan of the legal layout that holds the most sequences of 8,192 tokens, or comes nearest to fitting; or the refusal of the first.</summary>
    public static (MemoryPlan? Plan, Refusal? Refusal) Best(string model, int gpus, PrecisionScheme precision)
    {
        var deployments = Layouts.Of(gpus, Model(model)).Select(layout => Deploy(model, "H100-SXM", "bf16", layout.ToString()) with { Precision = precision }).ToList();
        var plans = deployments.Where(deployment => LayoutRules.Check(deployment) is null).Select(Sizer.Plan);
        var best = plans.OrderByDescending(plan => Sizer.ConcurrencyAt(plan, new(8192))).ThenByDescending(plan => plan.Left.Value).FirstOrDefault();
        return (best, best is null ? LayoutRules.Check(deployments[0]) : null);
    }

    public static void Write(GuidePage page)
    {
        page.Heading(2, "7. \"Scout fits on a single H100\", \"Command A+ runs on 2x H100\"");
        page.Text($"Both are true of one precision and false of the next. Below is the best legal layout at vLLM's default fraction of 0.90, with 256 sequences and steps of 8,192 tokens.");
        Claim(page, Scout, "Llama 4 Scout on 1x H100-SXM", 1);
        page.Text($"So \"a single H100\" means 4-bit weights. At 8 bits the weights alone, {Said.Gib(Model(Scout).WeightBytes(Precision("fp8")))}, exceed the device. Three of four layers look back on chunks of 8,192 tokens only, so a sequence four times as long takes {Growth(Scout):0.0} times the cache.");
        Claim(page, CommandA, "Command A+ on 2x H100-SXM", 2);
        var sold = FitSection.SoldSizes("H100-SXM").Select(size => size.Gpus).ToList();
        page.Text($"Here too it is 4 bits or nothing: at 8 bits the weights take {Said.Gib(Model(CommandA).WeightBytes(Precision("fp8")))} of the pair's {Said.Gib(Accelerator("H100-SXM").Memory * 2)}. Here three of four layers see a window of 4,096 tokens, and a sequence four times as long takes {Growth(CommandA):0.0} times the cache. The catalogue counts the language model alone, for want of the encoder's sizes. And H100 SXM on demand comes in boxes of {string.Join(", ", sold[..^1])} and {sold[^1]}: of two, {(sold.Contains(2) ? "some are for sale" : "none is for sale there")}.");
    }

    // Of a sequence of 32,768 tokens over one of 8,192, with the 4-bit layout of the table.
    private static double Growth(string model)
    {
        var deployment = Best(model, model == Scout ? 1 : 2, Precision("int4")).Plan!.Deployment;
        return Sizer.HeldBySequence(deployment, new(32768), reserved: true) / Sizer.HeldBySequence(deployment, new(8192), reserved: true);
    }

    private static void Claim(GuidePage page, string model, string title, int gpus)
    {
        page.Heading(3, title);
        page.Table(["precision", "weights", "layout", "verdict", "sequences of 8,192 tokens", "of 32,768"], Precisions.Select(precision =>
        {
            var weights = Said.Gib(Model(model).WeightBytes(precision.Scheme));
            var (plan, refusal) = Best(model, gpus, precision.Scheme);
            return plan is null
                ? (IReadOnlyList<string>)[precision.Name, weights, "none", refusal!.Reason, "0", "0"]
                : [precision.Name, weights, $"`{plan.Deployment.Layout}`", Said.Room(plan), Said.Count(Sizer.ConcurrencyAt(plan, new(8192))), Said.Count(Sizer.ConcurrencyAt(plan, new(32768)))];
        }));
    }
}
