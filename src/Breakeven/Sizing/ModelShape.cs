using System.Collections.Immutable;
using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>Weights of one kind in a layer that are sharded, stored and multiplied alike.</summary>
/// <param name="Class">What they are for.</param>
/// <param name="Sharding">How ranks share them.</param>
/// <param name="Compute">The format of their arithmetic.</param>
/// <param name="Bytes">Bytes of all of them, unsharded.</param>
/// <param name="Multiplied">Parameters that one token multiplies.</param>
/// <param name="Parameters">Parameters of all of them.</param>
internal readonly record struct WeightShare(TensorClass Class, Sharding Sharding, NumberFormat Compute, double Bytes, double Multiplied, double Parameters);

/// <summary>Equal layers, counted once.</summary>
internal sealed record LayerGroup(ModelLayer Layer, int Count, ImmutableArray<WeightShare> Shares);

/// <summary>A model in a precision, boiled down to what sizing and timing add up. Made once, used for every layout tried.</summary>
internal sealed class ModelShape
{
    private ModelShape(Model model, PrecisionScheme precision, ImmutableArray<LayerGroup> groups, ImmutableArray<WeightShare> outer)
    {
        Model = model;
        Precision = precision;
        Groups = groups;
        Outer = outer;
        Attentions = [.. groups.Select(group => group.Layer.Attention).Distinct()];
        FeedForwards = [.. groups.Select(group => group.Layer.FeedForward).Distinct()];
        IsMixture = FeedForwards.Any(one => one is FeedForwardKind.Mixture);
        var numbers = groups.Select((group, number) => (group.Layer, number)).ToDictionary(pair => pair.Layer, pair => pair.number);
        GroupOfLayer = [.. model.Layers.Select(layer => numbers[layer])];
    }

    public Model Model { get; }

    public PrecisionScheme Precision { get; }

    public ImmutableArray<LayerGroup> Groups { get; }

    /// <summary>Embedding, last norm and head.</summary>
    public ImmutableArray<WeightShare> Outer { get; }

    /// <summary>The distinct attention kinds.</summary>
    public ImmutableArray<AttentionKind> Attentions { get; }

    /// <summary>The distinct feed-forward kinds.</summary>
    public ImmutableArray<FeedForwardKind> FeedForwards { get; }

    public bool IsMixture { get; }

    /// <summary>For each layer, its place in <see cref="Groups"/>.</summary>
    public ImmutableArray<int> GroupOfLayer { get; }

    /// <summary>The dense products of a step, which no layout changes; worked out when first asked for.</summary>
    public Performance.DenseProducts DenseProducts => field ??= new(this);

    /// <summary>What one draft runs through before the head; worked out when first asked for.</summary>
    public ModelShape Drafter => field ??= Of(Model with { Layers = Drafters.PassOf(Model), DraftLayers = [] }, Precision);

    public static ModelShape Of(Model model, PrecisionScheme precision)
    {
        var groups = model.Layers
            .GroupBy(layer => layer)
            .Select(group => new LayerGroup(group.Key, group.Count(), Shares(group.Key.Tensors(model.Hidden), precision)))
            .ToImmutableArray();
        return new(model, precision, groups, Shares(model.OuterTensors(), precision));
    }

    private static ImmutableArray<WeightShare> Shares(IEnumerable<WeightTensor> tensors, PrecisionScheme precision) =>
    [
        .. tensors
            .GroupBy(tensor => (tensor.Class, tensor.Sharding, precision.Of(tensor).Compute))
            .Select(group => new WeightShare(
                group.Key.Class,
                group.Key.Sharding,
                group.Key.Compute,
                group.Sum(tensor => precision.Of(tensor).Size(tensor).Value),
                group.Sum(tensor => tensor.IsMatrix ? (double)tensor.ActiveParameters : 0.0),
                group.Sum(tensor => (double)tensor.Parameters))),
    ];

    /// <summary>The part of a share that one rank holds.</summary>
    /// <param name="sharding">How ranks share it.</param>
    /// <param name="layout">The ranks.</param>
    /// <param name="keyValueHeads">KV heads, over which a cache and its projections divide.</param>
    /// <param name="experts">Routed experts: dealt whole, the fullest rank of 128 over 3 holds 43.</param>
    public static double RankShare(Sharding sharding, Layout layout, int keyValueHeads, int experts = 1) => sharding switch
    {
        Sharding.Tensor => 1.0 / layout.Tensor,
        Sharding.KeyValueHeads => 1.0 / Math.Min(layout.Tensor, keyValueHeads),
        Sharding.Experts when layout.Expert > 1 && experts > 1 => Math.Ceiling((double)experts / layout.ExpertRanks) / experts,
        Sharding.Experts => 1.0 / layout.ExpertRanks,
        _ => 1.0,
    };
}
