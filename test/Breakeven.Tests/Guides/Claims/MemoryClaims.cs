using Breakeven.Economics;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Performance.Machines;
using Breakeven.Sizing.Machines;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>What lies in memory.</summary>
internal static class MemoryClaims
{
    public static IReadOnlyList<Claim> All { get; } = [Experts(), Cache(), TwentyFour()];

    private static Claim Experts()
    {
        string[] ids = ["mistralai/Mixtral-8x7B-Instruct-v0.1", Duels.GptOss, "Qwen/Qwen3-235B-A22B", Duels.Maverick, "deepseek-ai/DeepSeek-V3", "moonshotai/Kimi-K2-Instruct"];
        var machine = new Machine { Accelerator = Accelerator("RTX-4090"), Memory = Bytes.Gibibytes(128), MemoryBandwidth = new(89.6e9) };
        var placed = Placer.Place(Model(Duels.GptOss), LlamaCppPrecision.Of("mxfp4_moe", Model(Duels.GptOss))!, machine, new(8192));
        double Touch(string id) => Math.Ceiling(Math.Log(0.05) / (Model(id).Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>().First() is var kind ? ExpertRouting.LogMiss(kind.Experts, kind.ExpertsPerToken) : 0));
        return new(
            "All experts must live in memory, not only the active ones",
            ["breakeven size deepseek-ai/DeepSeek-V3 --gpu H200-SXM", "breakeven fit openai/gpt-oss-120b --gpu RTX-4090 --ram 128GiB"],
            $"true: a step of {ids.Min(Touch):0} to {ids.Max(Touch):0} tokens, by the model, touches 95 % of all experts, and which ones is known only when the layer is reached.",
            page => page.Table(["model", "precision", "all weights", "read for one token", "share", "experts a token", "tokens of a step that touch 95 % of a layer's experts"], ids.Select(id =>
            {
                var model = Model(id);
                var (all, one) = (model.WeightBytes(model.Native), WeightReuse.ReadBy(model, model.Native, 1));
                var kind = model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>().First();
                return (IReadOnlyList<string>)
                [
                    Words.Short(id), model.Native.Name, Words.Gb(all), Words.Gb(one), Said.Percent(one / all), $"{kind.ExpertsPerToken} of {kind.Experts}",
                    Words.Number(Touch(id)),
                ];
            })),
            $"memory need not be the GPU's: llama.cpp keeps experts in the host's, and {Words.Short(Duels.GptOss)} runs with {Words.Gb(placed.On(Tier.Accelerator))} on an RTX 4090 and {Words.Gb(placed.On(Tier.Memory))} beside it at {Speed(placed)}, of one user. Experts are taken to be chosen alike; popular ones are touched sooner, the last ones later.");
    }

    private static string Speed(Placement placement) => FormattableString.Invariant($"{1 / PlacementSpeed.StepAtLeast(placement).Value:0} tokens a second at most")
        + (PlacementSpeed.StepUsually(placement, MachineShares.Embedded) is { } usual ? FormattableString.Invariant($", usually {1 / usual.Value:0}") : "");

    private static Claim Cache()
    {
        string[] ids =
        [
            "meta-llama/Llama-3.1-8B-Instruct", Duels.Llama, "meta-llama/Llama-2-7b-hf", Duels.Qwen32, "Qwen/Qwen3-235B-A22B", "Qwen/Qwen3.5-397B-A17B", Duels.GptOss, Duels.Maverick, "deepseek-ai/DeepSeek-V3", "google/gemma-3-27b-it", "MiniMaxAI/MiniMax-M2.5",
        ];
        long[] contexts = [8_192, 32_768, 131_072];
        double Sequences(Model model, long context) => model.WeightBytes(model.Native) / model.CacheBytes(model.Native, new(context));
        var reach = ids.Select(Model).Where(model => model.ContextLimit.Value >= contexts[^1]).ToList();
        return new(
            "At long context the KV cache matches the weights",
            ["breakeven models show meta-llama/Llama-3.3-70B-Instruct --context 8k --context 128k", "breakeven models show deepseek-ai/DeepSeek-V3 --context 8k --context 128k"],
            $"true at a product of context and batch that each model has for itself: at 131,072 tokens from {Words.Number(reach.Min(model => Sequences(model, contexts[^1])))} to {Words.Number(reach.Max(model => Sequences(model, contexts[^1])))} sequences.",
            page =>
            {
                page.Table(["model", "precision", "weights", "cache a token at 8,192", .. contexts.Select(context => FormattableString.Invariant($"sequences of {context:N0}")), "tokens in all, of 8,192 each"], ids.Select(id =>
                {
                    var model = Model(id);
                    return (IReadOnlyList<string>)
                    [
                        Words.Short(id), model.Native.Name, Words.Gb(model.WeightBytes(model.Native)), Words.Number(model.CacheBytes(model.Native, new(8192)).Value / 8192 / 1024) + " KiB",
                        .. contexts.Select(context => context <= model.ContextLimit.Value ? Words.Number(Sequences(model, context)) : "beyond its limit"), Spoken.Count(Sequences(model, 8192) * 8192),
                    ];
                }));
                page.Text($"Sequences at once whose cache is as large as the weights, the cache in the checkpoint's own format (16 bits but where the precision says otherwise).");
            },
            $"below that batch. Latent attention (DeepSeek), windows (gpt-oss, Gemma) and linear attention (Qwen3.5) move it up, as the table shows; an 8-bit cache doubles it, weights in 8 bits halve it.");
    }

    private static Claim TwentyFour()
    {
        var model = Model("mistralai/Mixtral-8x7B-Instruct-v0.1");
        (string Name, PrecisionScheme Scheme)[] rows = [("bf16", PrecisionScheme.Bf16), ("fp8", Precision("fp8")), ("int4, groups of 128", Precision("int4")), .. new[] { "q4_k_m", "q3_k_m", "q2_k" }.Select(name => (name, LlamaCppPrecision.Of(name, model)!))];
        string[] cards = ["RTX-4090", "RTX-5090"];
        var int4 = model.WeightBytes(rows[2].Scheme);
        var machine = new Machine { Accelerator = Accelerator("RTX-4090"), Memory = Bytes.Gibibytes(64), MemoryBandwidth = new(89.6e9) };
        var placed = Placer.Place(model, rows[3].Scheme, machine, new(8192));
        return new(
            "A 46B mixture needs far more than 24 GB even quantised",
            ["breakeven size mistralai/Mixtral-8x7B-Instruct-v0.1 --gpu RTX-4090 --precision int4", "breakeven fit mistralai/Mixtral-8x7B-Instruct-v0.1 --gpu RTX-4090 --ram 64GiB"],
            $"more, but far more only in 8 and 16 bits: in 4 bits weights alone take {Words.Gb(int4)}, {Said.Percent(int4.Value / (24 * 1024.0 * 1024 * 1024))} of the 24 GiB that such a card is sold with, of which engines use nine tenths, and caches come on top; in 8 and 16 {Words.Gb(model.WeightBytes(rows[1].Scheme))} and {Words.Gb(model.WeightBytes(rows[0].Scheme))}.",
            page => page.Table(["precision", "weights", .. cards.Select(card => $"of one {card}, usable at 90 %")], rows.Select(row => (IReadOnlyList<string>)
            [
                row.Name, Words.Gb(model.WeightBytes(row.Scheme)), .. cards.Select(card => $"{Said.Percent(model.WeightBytes(row.Scheme) / (Accelerator(card).Memory * 0.9))}{(model.WeightBytes(row.Scheme) < Accelerator(card).Memory * 0.9 ? ", fits" : "")}"),
            ])),
            $"below 4 bits, at a loss of quality that nobody can tell without measuring; on a 32 GB card in 4 bits; and with a part of the experts in the host's memory: q4_k_m on an RTX 4090 and DDR5 runs at {Speed(placed)}, of one user.");
    }
}
