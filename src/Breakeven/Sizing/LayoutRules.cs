using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>What an engine refuses before it loads a byte: heads, experts or blocks that do not divide, formats without hardware.</summary>
public static class LayoutRules
{
    /// <summary>The first rule that a deployment breaks, or null when the engine would accept it.</summary>
    public static Refusal? Check(Deployment deployment) => Check(deployment, ModelShape.Of(deployment.Model, deployment.Precision));

    internal static Refusal? Check(Deployment deployment, ModelShape shape)
    {
        var (model, layout) = (deployment.Model, deployment.Layout);
        if (layout.Tensor < 1 || layout.Pipeline < 1 || layout.Data < 1 || layout.Expert < 1)
            return Illegal($"{layout} has a rank count below 1");
        if (layout.Expert != 1 && !shape.IsMixture)
            return Illegal($"{model.Id} is dense and has no experts to spread over ep={layout.Expert}", $"tp={layout.Tensor}");
        if (layout.Expert != 1 && layout.Expert != layout.ExpertRanks)
            return Illegal($"ep={layout.Expert} must be 1 or tp x dp = {layout.ExpertRanks}: expert ranks reuse those of tp and dp", $"ep={layout.ExpertRanks}");
        if (layout.Data > 1 && !shape.IsMixture)
            return Illegal($"{model.Id} is dense: dp={layout.Data} inside one replica shares nothing; rent {layout.Data} replicas instead", $"tp={layout.Tensor}");
        if (layout.Pipeline > model.Layers.Count)
            return Illegal($"pp={layout.Pipeline} stages for {model.Layers.Count} layers");
        return Vendor(deployment) ?? deployment.Support.Refuse(layout) ?? Heads(shape, layout) ?? Blocks(shape, layout) ?? Formats(deployment) ?? Links(deployment);
    }

    /// <summary>What no layout can mend: an engine that does not run on the device, a format that it lacks.</summary>
    public static Refusal? CheckHardware(Deployment deployment) => Vendor(deployment) ?? deployment.Support.RefuseAll() ?? Formats(deployment);

    private static Refusal? Vendor(Deployment deployment)
    {
        var (engine, accelerator) = (deployment.Engine, deployment.Accelerator);
        if (engine.RunsOn(accelerator)) return null;
        var other = Engine.All.FirstOrDefault(one => one.RunsOn(accelerator));
        var whose = engine.Vendors.Any(known => known.StartsWith(accelerator.Vendor + "/", StringComparison.OrdinalIgnoreCase)) ? $"{accelerator.Vendor} {accelerator.Family}" : accelerator.Vendor;
        return Illegal($"{engine.Id} is not known to run on {whose} devices", other?.Id ?? "") with { Brief = $"{engine.Id} is not known to run on it" };
    }

    private static Refusal? Heads(ModelShape shape, Layout layout)
    {
        var tp = layout.Tensor;
        foreach (var attention in shape.Attentions)
        {
            if (attention.QueryHeads % tp != 0)
                return Illegal($"{attention.QueryHeads} {(attention is AttentionKind.GatedDelta ? "key" : attention is AttentionKind.Mamba2 ? "Mamba" : "query")} heads do not divide over tp={tp}", NearestTensor(shape, tp));
            if (attention is AttentionKind.Grouped { KeyValueHeads: var kv } && kv % tp != 0 && tp % kv != 0)
                return Illegal($"{kv} KV heads neither divide over tp={tp} nor repeat evenly on it", NearestTensor(shape, tp));
            if (attention is AttentionKind.Compressed { OutputGroups: var groups } && groups % tp != 0)
                return Illegal($"{groups} output groups do not divide over tp={tp}", NearestTensor(shape, tp));
            if (attention is AttentionKind.GatedDelta { ValueHeads: var values } && values % tp != 0)
                return Illegal($"{values} value heads do not divide over tp={tp}", NearestTensor(shape, tp));
            if (attention is AttentionKind.Mamba2 { Groups: var shared } && shared != 1 && shared % tp != 0)
                return Illegal($"{shared} groups of Mamba heads do not divide over tp={tp}", NearestTensor(shape, tp));
            if (attention is AttentionKind.Mamba { Channels: var channels } && channels % tp != 0)
                return Illegal($"{channels} Mamba channels do not divide over tp={tp}", NearestTensor(shape, tp));
        }

        return null;
    }

    private static Refusal? Blocks(ModelShape shape, Layout layout)
    {
        var precision = shape.Precision;
        foreach (var feedForward in shape.FeedForwards)
        {
            var refusal = feedForward switch
            {
                FeedForwardKind.Dense dense => Cut("a dense layer", dense.Width, layout.Tensor, precision[TensorClass.DenseFeedForward]),
                FeedForwardKind.Mixture mixture =>
                    (layout.Expert > 1 ? null : Cut("an expert", mixture.ExpertWidth, layout.ExpertRanks, precision[TensorClass.RoutedExpert]))
                    ?? (mixture.SharedWidth == 0 ? null : Cut("a shared expert", mixture.SharedWidth, layout.Tensor, precision[TensorClass.SharedExpert])),
                _ => null,
            };
            if (refusal is not null) return refusal;
        }

        return null;
    }

    // Engines pad MXFP4 experts (gpt-oss: 2,880 wide, run at tp 8), and refuse everything else that a scale block would straddle.
    private static Refusal? Cut(string what, int width, int ranks, WeightFormat format)
    {
        if (width % ranks != 0)
            return Illegal($"{what} {width} wide does not divide over {ranks} ranks");
        if (format.Nominal == WeightFormat.Mxfp4 || width / ranks % format.ShardMultiple == 0) return null;
        return Illegal(
            $"{what} {width} wide over {ranks} ranks leaves {width / ranks}, no multiple of {format.Name}'s block of {format.ShardMultiple}",
            what == "an expert" ? $"ep={ranks}" : "") with
        {
            Brief = $"{what}s of {width / ranks} split a block of {format.ShardMultiple}",
        };
    }

    private static Refusal? Formats(Deployment deployment)
    {
        foreach (var (kind, format) in deployment.Precision.Weights)
            if (!Runs(format, deployment))
                return Illegal($"{deployment.Accelerator.Id} has no {format.Compute.ToString().ToUpperInvariant()} arithmetic for {format.Name} weights ({kind})", "bf16 or int4") with { Brief = $"no {format.Compute.ToString().ToUpperInvariant()} arithmetic" };
        if (deployment.Precision.Cache == NumberFormat.Fp8 && !deployment.Accelerator.DenseRates.ContainsKey(NumberFormat.Fp8))
            return Illegal($"{deployment.Accelerator.Id} has no FP8 for the cache", "a bf16 cache") with { Brief = "no FP8 for the cache" };
        return null;
    }

    // MXFP4 is unpacked to bf16 where there is no FP4 hardware; that is how gpt-oss runs on Ampere and Hopper.
    private static bool Runs(WeightFormat format, Deployment deployment) =>
        UnpackedByMarlin(format, deployment) || format.Nominal == WeightFormat.Mxfp4 || format.Compute == NumberFormat.Fp32 || deployment.Accelerator.DenseRates.ContainsKey(format.Compute);

    // vLLM unpacks FP8 weights on Ampere (vllm-project/vllm PR 5975) and NVFP4 ones on all NVIDIA cards before Blackwell (PR 17687), to 16 bits.
    private static bool UnpackedByMarlin(WeightFormat format, Deployment deployment) => deployment.Engine.Id == Engine.Vllm.Id
        && ((format.Compute == NumberFormat.Fp8 && deployment.Accelerator.Family == "ampere")
            || (format.Nominal == WeightFormat.Nvfp4 && deployment.Accelerator.Family is ("ampere" or "ada" or "hopper")));

    private static Refusal? Links(Deployment deployment)
    {
        var (layout, linked) = (deployment.Layout, deployment.LinkedGpus);
        if (layout.Tensor * layout.Data > linked && !deployment.SpansBoxes)
            return Illegal($"tp x dp = {layout.Tensor * layout.Data} needs a link between {layout.Tensor * layout.Data} devices, and {linked} share one here", $"tp={linked}") with { Brief = $"tp x dp = {layout.Tensor * layout.Data}, and a link joins {linked}" };
        if (layout.Gpus > linked && deployment.Fabric is null)
            return Illegal($"{layout.Gpus} devices lie in more than one box of {linked}, and no network between boxes is stated", $"pp within {linked} devices") with { Brief = $"no network between boxes of {linked}" };
        return null;
    }

    private static string NearestTensor(ModelShape shape, int tensor)
    {
        for (var distance = 1; distance < tensor; distance++)
        {
            if (Divides(shape, tensor - distance)) return $"tp={tensor - distance}";
            if (Divides(shape, tensor + distance)) return $"tp={tensor + distance}";
        }

        return "tp=1";
    }

    private static bool Divides(ModelShape shape, int tensor) => shape.Attentions.All(attention =>
        attention.QueryHeads % tensor == 0 && attention switch
        {
            AttentionKind.Grouped { KeyValueHeads: var heads } => heads % tensor == 0 || tensor % heads == 0,
            AttentionKind.GatedDelta { ValueHeads: var values } => values % tensor == 0,
            AttentionKind.Mamba2 { Groups: var groups } => groups == 1 || groups % tensor == 0,
            AttentionKind.Mamba { Channels: var channels } => channels % tensor == 0,
            AttentionKind.Compressed { OutputGroups: var groups } => groups % tensor == 0,
            _ => true,
        });

    private static Refusal Illegal(string reason, string nearest = "") => new(RefusalKind.Illegal, reason, nearest);
}
