using Breakeven.Models;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>What mixtures are made of.</summary>
internal static class ModelClaims
{
    public static IReadOnlyList<Claim> All { get; } = [RoutedAttention(), Ratios(), Int4()];

    private static Claim RoutedAttention()
    {
        var model = Model("deepseek-ai/DeepSeek-V2");
        var routed = model.Layers.Count(layer => layer.Attention.Tensors(model.Hidden).Any(tensor => tensor.Class == TensorClass.RoutedExpert || tensor.Count > 1));
        var mixtures = model.Layers.Count(layer => layer.FeedForward is FeedForwardKind.Mixture);
        var attention = (AttentionKind.Latent)model.Layers[0].Attention;
        // Every head its own key and value, as wide as the ones that the latent stands for.
        var heads = attention.Heads * (attention.NopeDim + attention.RopeDim + attention.ValueDim);
        var share = (double)model.Layers.Sum(layer => layer.Attention.Tensors(model.Hidden).Sum(tensor => tensor.ActiveParameters)) / model.ActiveParameters;
        return new(
            "DeepSeek-V2 routes experts inside its attention layers, with a \"3x efficiency gain\"",
            ["breakeven models show deepseek-ai/DeepSeek-V2"],
            $"false: of {model.Layers.Count} layers {(routed == 0 ? "none has" : $"{routed} have")} an expert in its attention; experts stand in the feed-forward networks of {mixtures}. \"3x\" of what is not said, so it cannot be checked.",
            page =>
            {
                page.Text($"Its attention is multi-head latent attention (MLA, arXiv:2405.04434): all {attention.Heads} heads share one latent of {attention.LatentRank} and one rotary key of {attention.RopeDim}, every weight of it used by every token, {Said.Percent(share)} of the active parameters. What MLA saves is cache: {attention.LatentRank + attention.RopeDim} elements a token and layer instead of {heads:N0} with a key and a value for each head, {(double)heads / (attention.LatentRank + attention.RopeDim):0} times fewer.");
                page.Text($"What routing saves is arithmetic: {Said.Billions(model.ActiveParameters)} of {Said.Billions(model.TotalParameters)} parameters work on a token, {(double)model.TotalParameters / model.ActiveParameters:0.0} times fewer. They are two mechanisms, and neither factor is 3.");
            },
            $"mixtures of attention heads exist in the literature; no model of the catalogue has one.");
    }

    private static Claim Ratios()
    {
        string[] ids =
        [
            "mistralai/Mixtral-8x7B-v0.1", "deepseek-ai/deepseek-moe-16b-base", "xai-org/grok-1", "mistralai/Mixtral-8x22B-Instruct-v0.1", "deepseek-ai/DeepSeek-V2", "allenai/OLMoE-1B-7B-0924-SFT", "deepseek-ai/DeepSeek-V3", Duels.Maverick,
            "Qwen/Qwen3-235B-A22B", "moonshotai/Kimi-K2-Instruct", Duels.GptOss, "Qwen/Qwen3-Next-80B-A3B-Instruct",
        ];
        // The catalogue holds no dates of release, so that the order is the one it does hold.
        var models = ids.Select(Model).OrderBy(model => model.TotalParameters).ToList();
        double Share(string id) => (double)Model(id).ActiveParameters / Model(id).TotalParameters;
        var all = Facts.Catalog.ModelIds.Where(id => Facts.Catalog.FindSummary(id)?.NotSizable is null).Select(Model).Where(model => model.IsMixture).GroupBy(model => (model.TotalParameters, model.ActiveParameters)).Select(group => group.First()).ToList();
        var least = all.MinBy(model => (double)model.ActiveParameters / model.TotalParameters)!;
        var most = all.MaxBy(model => (double)model.ActiveParameters / model.TotalParameters)!;
        var falls = models.Zip(models.Skip(1)).Count(pair => Share(pair.Second.Id) < Share(pair.First.Id));
        return new(
            "Active ratios have fallen from 25 % to 3 %",
            ["breakeven models list"],
            $"the ends are right: {Said.Percent(Share(ids[0]))} of Mixtral 8x7B are active and {Said.Percent(Share("moonshotai/Kimi-K2-Instruct"))} of Kimi K2. That they fell from year to year is not checked, since the catalogue holds no dates of release. By size it is no line: of the {models.Count - 1} steps from a smaller mixture below to the next larger one {falls} go down.",
            page =>
            {
                page.Table(["model", "parameters", "active", "share", "experts a token"], models.Select(model =>
                {
                    var kind = model.Layers.Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>().First();
                    return (IReadOnlyList<string>)[Words.Short(model.Id), Said.Billions(model.TotalParameters), Said.Billions(model.ActiveParameters), Said.Percent(Share(model.Id)), $"{kind.ExpertsPerToken} of {kind.Experts}"];
                }));
                page.Text($"Over all {all.Count} mixtures of the catalogue: {Said.Percent((double)least.ActiveParameters / least.TotalParameters)} ({Words.Short(least.Id)}) to {Said.Percent((double)most.ActiveParameters / most.TotalParameters)} ({Words.Short(most.Id)}), half of them below {Said.Percent(all.Select(model => (double)model.ActiveParameters / model.TotalParameters).Order().ElementAt(all.Count / 2))}.");
            },
            $"for small mixtures, which keep larger shares, and for models with shared experts or dense layers. A small share saves arithmetic, not memory: the smaller it is, the more traffic it takes to pay for the box.");
    }

    private static Claim Int4()
    {
        string[] ids = ["meta-llama/Llama-3.1-8B-Instruct", Duels.Llama, "mistralai/Mixtral-8x7B-Instruct-v0.1", Duels.GptOss, "Qwen/Qwen3-235B-A22B", "deepseek-ai/DeepSeek-V3", "moonshotai/Kimi-K2-Instruct", "Qwen/Qwen3-Next-80B-A3B-Instruct"];
        var calibration = QuantizationExposure.UsualCalibration;
        var rows = ids.Select(id => (Id: id, Exposure: QuantizationExposure.Of(Model(id), Precision("int4")))).ToList();
        var starved = rows.Where(row => row.Exposure.Experts is not null && row.Exposure.CalibrationRank(calibration) < 1).ToList();
        return new(
            "INT4 hurts mixtures more",
            ["breakeven models show moonshotai/Kimi-K2-Instruct --precision int4", "breakeven advise --model moonshotai/Kimi-K2-Instruct --gpu H200-SXM --precision int4 --no-tokens --traffic \"2M requests/day, 1200 in, 300 out\""],
            $"cannot be said without measuring: no figure here knows quality. What can be said: an expert sees a part of the calibration data only, and of the {rows.Count(row => row.Exposure.Experts is not null)} mixtures below {starved.Count} has experts that see fewer tokens than their matrix has columns.",
            page =>
            {
                page.Table(["model", "weights in 4 bits", "bits a parameter", "expert's width", "experts a token", $"tokens of {calibration.Value:N0} that one sees", "columns", "tokens over columns"], rows.Select(row => (IReadOnlyList<string>)
                [
                    Words.Short(row.Id), Said.Percent(row.Exposure.Share), Words.Number(row.Exposure.Bits), row.Exposure.ExpertWidth is { } width ? Said.Count(width) : "dense", row.Exposure.Experts is var (all, used) ? $"{used} of {all}" : "",
                    Said.Count(row.Exposure.TokensPerExpert(calibration)), Said.Count(row.Exposure.ExpertColumns), Words.Number(row.Exposure.CalibrationRank(calibration)),
                ]));
                page.Text($"128 segments of 2,048 tokens are what GPTQ calibrates with (arXiv:2210.17323). Second-order methods solve with X X^T of a matrix's inputs, whose rank is at most the tokens seen; below 1 it is singular, and damping decides. The router stays in 16 bits in all schemes of the catalogue: its choice of experts is a jump.");
            },
            $"where a checkpoint is trained in 4 bits, as gpt-oss is, and where calibration is as large as the experts need: {calibration.Value:N0} tokens over the last column times as many. Then measure both on your own work.");
    }
}
