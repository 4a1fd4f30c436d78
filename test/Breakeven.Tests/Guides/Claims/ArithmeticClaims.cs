using Breakeven.Economics;
using Breakeven.Models;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>What a token costs in arithmetic.</summary>
internal static class ArithmeticClaims
{
    private const string Mixtral = "mistralai/Mixtral-8x7B-Instruct-v0.1";

    public static IReadOnlyList<Claim> All { get; } = [Seventeen(), Thirteen(), SixtyPercent()];

    // Llama 2 13B stands in no catalogue of checkpoints here; its shape is in arXiv:2307.09288 and its config: 40 layers of width 5,120, 40 heads of 128, network 13,824, vocabulary 32,000.
    private static Model Llama13 => field ??= Model("meta-llama/Llama-2-7b-hf") with
    {
        Id = "meta-llama/Llama-2-13b-hf",
        Hidden = 5120,
        Layers = [.. Enumerable.Repeat(new ModelLayer(new AttentionKind.Grouped(40, 40, 128, 128), new FeedForwardKind.Dense(13824)), 40)],
    };

    private static double Gflop(Model model, long context) => model.DecodeFlopPerToken(new(context)).Value / 1e9;

    private static Claim Seventeen()
    {
        var (mixture, stated) = (Model(Duels.Maverick), 34.0);
        long[] contexts = [1024, 32_768, 131_072];
        string[] others = ["Qwen/Qwen2.5-14B-Instruct", Duels.Maverick, "Qwen/Qwen3.5-397B-A17B", Duels.Llama];
        return new(
            "A 400B mixture with 17B active does about the arithmetic of a dense 17B model",
            ["breakeven models show meta-llama/Llama-4-Maverick-17B-128E-Instruct --context 1k --context 32k --context 128k"],
            $"true of arithmetic at short contexts: {Gflop(mixture, 1024):0.0} GFLOP a token against {stated:0} for 2 x 17B. Not of memory ({mixture.TotalParameters / 17e9:0.0} times), and only where arithmetic sets the time.",
            page => page.Table(["model", "parameters", "active", "multiplied", .. contexts.Select(context => FormattableString.Invariant($"GFLOP a token at {context:N0}"))], others.Select(id => (IReadOnlyList<string>)
            [
                Words.Short(id), Said.Billions(Model(id).TotalParameters), Said.Billions(Model(id).ActiveParameters), Said.Billions(Model(id).MultipliedParameters), .. contexts.Select(context => Words.Number(Gflop(Model(id), context))),
            ])),
            $"at long contexts attention adds its own, which active parameters do not count. While decoding small batches bytes set the time, and a batch that touches all experts reads {mixture.TotalParameters / 17e9:0} times as many as a 17B model (claim on latency).");
    }

    private static Claim Thirteen()
    {
        var (mixtral, dense) = (Model(Mixtral), Llama13);
        var traffic = Duels.Shape.At(new(1));
        var hosted = Duels.ContestOf([Mixtral, "Qwen/Qwen2.5-14B-Instruct"], Duels.Bounds, traffic).Contenders.OfType<Contender.OnAccelerator>().SelectMany(one => one.Options.Select(option => (one.ModelId, option.Choice))).ToList();
        (Choice.Hosted Choice, UsdPerMillion Cost) Full(string model) => hosted.Where(one => one.ModelId == model).Select(one => (one.Choice, Duel.FullCost(one.Choice))).MinBy(one => one.Item2.Value);
        Bill Small(string model) => hosted.Where(one => one.ModelId == model).Select(one => one.Choice.BillAt(Duels.RateOf(1e7))).MinBy(bill => bill.PerMonth.Value)!;
        var (full, other) = (Full(Mixtral), Full("Qwen/Qwen2.5-14B-Instruct"));
        return new(
            "A dense 13B and a 46B mixture cost the same per token in FLOPs",
            ["breakeven compare --model mistralai/Mixtral-8x7B-Instruct-v0.1 --model Qwen/Qwen2.5-14B-Instruct --gpu H100-SXM --gpu H200-SXM --traffic \"1M requests/day, 1200 in, 300 out\" --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\""],
            $"true of FLOPs: {Gflop(mixtral, 1024):0.0} GFLOP a token of Mixtral 8x7B, {Gflop(dense, 1024):0.0} of Llama 2 13B. Not of dollars: next to Qwen2.5-14B it costs {full.Cost / other.Cost:0.0} times as much when nothing idles and {Small(Mixtral).PerMonth / Small("Qwen/Qwen2.5-14B-Instruct").PerMonth:0.0} times at 10M tokens a day.",
            page => page.Table(["model", "parameters", "multiplied", "GFLOP a token at 1,024", "weights, bf16", "never idle", "10M tokens a day, a month"],
            [
                Row("Mixtral-8x7B", mixtral, Mixtral), Row("Qwen2.5-14B", Model("Qwen/Qwen2.5-14B-Instruct"), "Qwen/Qwen2.5-14B-Instruct"), Row("Llama-2-13b, by its shape", dense, null),
            ]),
            $"it needs {mixtral.WeightBytes(PrecisionScheme.Bf16) / dense.WeightBytes(PrecisionScheme.Bf16):0.0} times the memory, which leaves less for a batch, and a step of a dozen tokens reads nearly all of its experts (claim on experts in memory).");

        IReadOnlyList<string> Row(string name, Model model, string? sold) =>
        [
            name, Said.Billions(model.TotalParameters), Said.Billions(model.MultipliedParameters), Words.Number(Gflop(model, 1024)), Words.Gb(model.WeightBytes(PrecisionScheme.Bf16)),
            sold is null ? "" : $"{Words.Money(Full(sold).Cost)} ({Words.Where(Full(sold).Choice)})", sold is null ? "" : Words.Month(Small(sold).PerMonth),
        ];
    }

    private static Claim SixtyPercent()
    {
        var mixtral = Model(Mixtral);
        (string Name, Model Model)[] dense = [("Llama-2-13b, by its shape", Llama13), .. new[] { "Qwen/Qwen2.5-32B-Instruct", "01-ai/Yi-34B", "meta-llama/Llama-2-70b-hf" }.Select(id => (Words.Short(id), Model(id)))];
        double Less(Model model) => 1 - Gflop(mixtral, 1024) / Gflop(model, 1024);
        var equal = mixtral.MultipliedParameters / 0.4;
        return new(
            "Mixtral has 60 % less compute than a dense model of its quality",
            ["breakeven models show mistralai/Mixtral-8x7B-Instruct-v0.1", "breakeven models show meta-llama/Llama-2-70b-hf", "breakeven models show 01-ai/Yi-34B"],
            $"true where that dense model has about {equal / 1e9:0}B parameters. Its makers set it beside Llama 2 70B (arXiv:2401.04088), against which it is {Said.Percent(Less(dense[^1].Model))} less. Which model has its quality is a matter of your grading.",
            page => page.Table(["against", "multiplied", "GFLOP a token at 1,024", "Mixtral takes less by"], dense.Select(one => (IReadOnlyList<string>)[one.Name, Said.Billions(one.Model.MultipliedParameters), Words.Number(Gflop(one.Model, 1024)), Said.Percent(Less(one.Model))])),
            $"of memory nothing is saved: all {Said.Billions(mixtral.TotalParameters)} parameters are held. And less arithmetic is less time only at batches that are bound by it.");
    }
}
