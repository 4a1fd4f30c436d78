using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>Memory of a deployment: the one place where it is computed.</summary>
public static class Sizer
{
    /// <summary>Sizes a deployment that <see cref="LayoutRules"/> accepts; whether it fits is for the reader of the plan.</summary>
    public static MemoryPlan Plan(Deployment deployment) => Plan(deployment, ModelShape.Of(deployment.Model, deployment.Precision));

    /// <summary>The same where the shape is at hand, and perhaps the plan of the same deployment with other settings, whose weights are the same.</summary>
    internal static MemoryPlan Plan(Deployment deployment, ModelShape shape, MemoryPlan? other = null)
    {
        var runtime = deployment.Layout.Gpus > 1 ? deployment.Engine.RuntimeWithPeers : deployment.Engine.RuntimeAlone;
        var stages = Stages.Of(deployment.Model.Layers.Count, deployment.Layout.Pipeline);
        var (weights, drafter, workspace) = FullestStage(shape, deployment, stages, other);
        var total = weights.Values.Total + drafter;
        var device = deployment.Accelerator.Memory;
        var (usable, left) = deployment.Engine.MemoryRule switch
        {
            MemoryRule.ShareOfDevice => Split(device * deployment.MemoryFraction, total + workspace + runtime),
            MemoryRule.ShareForWeightsAndCache => Split(Bytes.Min(device * deployment.MemoryFraction, device - workspace - runtime), total),
            _ => (device, (device - total - workspace - runtime) * deployment.MemoryFraction),
        };
        var cache = CacheOf(shape, deployment, stages);
        return new()
        {
            Deployment = deployment,
            Device = device,
            Usable = usable,
            Weights = weights,
            Drafter = drafter,
            Workspace = workspace,
            Runtime = runtime,
            Left = left,
            Block = new(cache.FullBytesPerToken * deployment.Engine.BlockTokens),
            BlockTokens = deployment.Engine.BlockTokens,
            State = new(cache.StateBytes),
        };
    }

    /// <summary>Refuses a deployment that is illegal or does not fit; null when it runs.</summary>
    public static Refusal? Refuse(Deployment deployment) => LayoutRules.Check(deployment) ?? Shortage(Plan(deployment));

    /// <summary>By how much a plan does not fit, or null.</summary>
    public static Refusal? Shortage(MemoryPlan plan) => plan.Fits
        ? null
        : new(
            RefusalKind.DoesNotFit,
            $"each device needs {plan.WeightTotal + plan.Workspace + plan.Runtime} before any cache, and may use {plan.Usable} of {plan.Device}: {plan.Left * -1} short")
        {
            Brief = "no room for any cache",
            Overshoot = (plan.Usable - plan.Left) / plan.Usable,
        };

    /// <summary>What one sequence of this length holds on one device, blocks and state, by the engine's reservation for windows.</summary>
    public static Bytes HeldBySequence(Deployment deployment, TokenCount context, bool reserved)
    {
        var layout = deployment.Layout;
        var stages = Stages.Of(deployment.Model.Layers.Count, layout.Pipeline);
        var total = 0.0;
        // Drafts are written to the cache before it is known which will stand.
        var tokens = context.Value + deployment.Settings.TokensVerified - 1;
        foreach (var layer in deployment.Model.Layers.Take(stages.Largest))
            total += LayerHeld(layer.Attention, deployment, tokens, reserved);
        foreach (var layer in DraftLayers(deployment))
            total += LayerHeld(layer.Attention, deployment, tokens, reserved);
        return new(total);
    }

    /// <summary>Sequences of this length that a replica can hold at once, over its attention-parallel ranks.</summary>
    public static long ConcurrencyAt(MemoryPlan plan, TokenCount context, bool reserved = true)
    {
        if (!plan.Fits) return 0;
        var held = HeldBySequence(plan.Deployment, context, reserved);
        var perRank = held.Value <= 0 ? long.MaxValue / 4096 : (long)Math.Floor(plan.Left / held);
        return perRank * plan.Deployment.Layout.Data;
    }

    /// <summary>The longest context at which so many sequences fit, up to the model's limit; 0 when not even one token does.</summary>
    public static TokenCount ContextAt(MemoryPlan plan, long concurrency)
    {
        long low = 0, high = plan.Deployment.Model.ContextLimit.Value;
        while (low < high)
        {
            var middle = low + (high - low + 1) / 2;
            if (ConcurrencyAt(plan, new(middle)) >= concurrency) low = middle;
            else high = middle - 1;
        }

        return new(low);
    }

    private static (Bytes Usable, Bytes Left) Split(Bytes usable, Bytes taken) => (usable, usable - taken);

    // A window keeps its own tokens and those of the step being written; vLLM reserves for the largest step, and one block for the seam.
    private static double LayerHeld(AttentionKind attention, Deployment deployment, long context, bool reserved)
    {
        var shards = Math.Min(deployment.Layout.Tensor, attention.CacheShards);
        // A state is kept for each token that may turn out to be the last that stands (vLLM: num_speculative_blocks).
        var held = attention.StatePerSequence.Value * deployment.Settings.TokensVerified;
        var block = deployment.Engine.BlockTokens;
        var parts = attention.Cache;
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            var tokens = context;
            if (part.Window is { } window)
                tokens = Math.Min(context, reserved ? window - 1 + deployment.Settings.BatchedTokensMax + block : window + block);
            held += (tokens + block - 1) / block * block * part.BytesPerToken(deployment.Precision);
        }

        return held / shards;
    }

    private static double CacheBytesPerToken(AttentionKind attention, Deployment deployment)
    {
        var parts = attention.Cache;
        var bytes = 0.0;
        for (var i = 0; i < parts.Count; i++) bytes += parts[i].BytesPerToken(deployment.Precision);
        return bytes / Math.Min(deployment.Layout.Tensor, attention.CacheShards);
    }

    private static (double FullBytesPerToken, double StateBytes) CacheOf(ModelShape shape, Deployment deployment, Stages stages)
    {
        double bytes = 0, state = 0;
        var share = (double)stages.Largest / shape.Model.Layers.Count;
        foreach (var group in shape.Groups)
        {
            bytes += group.Count * CacheBytesPerToken(group.Layer.Attention, deployment);
            state += group.Count * group.Layer.Attention.StatePerSequence.Value / Math.Min(deployment.Layout.Tensor, group.Layer.Attention.CacheShards);
        }

        var (full, held) = (bytes * share, state * share * deployment.Settings.TokensVerified);
        foreach (var layer in DraftLayers(deployment)) full += CacheBytesPerToken(layer.Attention, deployment);
        return (full, held);
    }

    // On the last stage, which has the head: of several stages that is taken to be the fullest.
    private static IReadOnlyList<ModelLayer> DraftLayers(Deployment deployment) =>
        deployment.Settings.Speculation is { } speculation ? Drafters.Held(deployment.Model, speculation.DraftTokens) : [];

    private static double DrafterBytes(Deployment deployment)
    {
        var bytes = 0.0;
        foreach (var layer in DraftLayers(deployment))
        {
            var experts = layer.FeedForward is FeedForwardKind.Mixture mixture ? mixture.Experts : 1;
            foreach (var tensor in layer.Tensors(deployment.Model.Hidden))
                bytes += deployment.Precision.Of(tensor).Size(tensor).Value * ModelShape.RankShare(tensor.Sharding, deployment.Layout, layer.Attention.CacheShards, experts);
        }

        return bytes;
    }

    private static (IReadOnlyDictionary<TensorClass, Bytes> Weights, Bytes Drafter, Bytes Workspace) FullestStage(ModelShape shape, Deployment deployment, Stages stages, MemoryPlan? other)
    {
        var layout = deployment.Layout;
        if (layout.Pipeline == 1 && other is not null) return (other.Weights, other.Drafter, Workspace(shape, deployment, samples: true));
        var totals = new Dictionary<TensorClass, Bytes>();
        var drafter = new Bytes(DrafterBytes(deployment));
        if (layout.Pipeline == 1)
        {
            foreach (var group in shape.Groups) Add(totals, group, group.Count, layout);
            Add(totals, shape.Outer, layout);
            return (totals, drafter, Workspace(shape, deployment, samples: true));
        }

        // Stages take neighbouring layers; the first also holds the embedding and the encoders whose output joins it, the last the head, the
        // drafter and the sampler. The fullest decides.
        var (best, bestDrafter, workspace) = (0.0, new Bytes(0), new Bytes(0));
        var counts = new int[shape.Groups.Length];
        var start = 0;
        for (var stage = 0; stage < layout.Pipeline; stage++)
        {
            var last = stage == layout.Pipeline - 1;
            var stageTotals = new Dictionary<TensorClass, Bytes>();
            Array.Clear(counts);
            for (var layer = start; layer < start + stages.Sizes[stage]; layer++) counts[shape.GroupOfLayer[layer]]++;
            for (var group = 0; group < counts.Length; group++)
                if (counts[group] > 0) Add(stageTotals, shape.Groups[group], counts[group], layout);
            if (stage == 0 || last)
                Add(stageTotals, shape.Outer.Where(share => share.Class switch
                {
                    TensorClass.Embedding => stage == 0 || shape.Model.TiedEmbeddings,
                    TensorClass.Encoder => stage == 0,
                    _ => last,
                }), layout);
            start += stages.Sizes[stage];
            var stageWorkspace = Workspace(shape, deployment, samples: last);
            var stageDrafter = last ? drafter : new Bytes(0);
            var sum = (stageTotals.Values.Total + stageDrafter + stageWorkspace).Value;
            if (sum <= best) continue;
            (best, totals, bestDrafter, workspace) = (sum, stageTotals, stageDrafter, stageWorkspace);
        }

        return (totals, bestDrafter, workspace);
    }

    private static void Add(Dictionary<TensorClass, Bytes> totals, LayerGroup group, int count, Layout layout)
    {
        var heads = group.Layer.Attention.CacheShards;
        var experts = group.Layer.FeedForward is FeedForwardKind.Mixture mixture ? mixture.Experts : 1;
        foreach (var share in group.Shares)
            Add(totals, share.Class, share.Bytes * count * ModelShape.RankShare(share.Sharding, layout, heads, experts));
    }

    private static void Add(Dictionary<TensorClass, Bytes> totals, IEnumerable<WeightShare> shares, Layout layout)
    {
        foreach (var share in shares) Add(totals, share.Class, share.Bytes * ModelShape.RankShare(share.Sharding, layout, 1));
    }

    private static void Add(Dictionary<TensorClass, Bytes> totals, TensorClass kind, double bytes)
    {
        totals.TryGetValue(kind, out var sum);
        totals[kind] = new(sum.Value + bytes);
    }

    // The engine profiles its largest step: either the widest layer over all tokens of a step, or the sampler over a full batch.
    private static Bytes Workspace(ModelShape shape, Deployment deployment, bool samples)
    {
        var (model, layout, settings) = (deployment.Model, deployment.Layout, deployment.Settings);
        var tokens = (double)settings.BatchedTokensMax;
        const double bytes = 2;
        var residual = 2 * tokens * model.Hidden * bytes;
        var widest = 0.0;
        foreach (var group in shape.Groups)
            widest = Math.Max(widest, Math.Max(group.Layer.Attention.WorkspaceElements / layout.Tensor, FeedForwardElements(group.Layer.FeedForward, model.Hidden, layout)));
        var sampler = samples ? (double)settings.SequencesMax * model.Vocabulary * deployment.Engine.SamplerBytesPerLogit : 0;
        return new(residual + Math.Max(widest * tokens * bytes, sampler));
    }

    // Gate and up side by side, their product, and for experts the k copies of the output before they are summed.
    private static double FeedForwardElements(FeedForwardKind feedForward, int hidden, Layout layout) => feedForward switch
    {
        FeedForwardKind.Dense dense => 3.0 * dense.Width / layout.Tensor,
        FeedForwardKind.Mixture mixture when layout.Expert > 1 =>
            (3.0 * mixture.ExpertWidth + hidden) * mixture.ExpertsPerToken / layout.ExpertRanks + 3.0 * mixture.SharedWidth / layout.Tensor,
        FeedForwardKind.Mixture mixture =>
            (3.0 * mixture.ExpertWidth / layout.ExpertRanks + hidden) * mixture.ExpertsPerToken + 3.0 * mixture.SharedWidth / layout.Tensor,
        _ => 0,
    };
}
