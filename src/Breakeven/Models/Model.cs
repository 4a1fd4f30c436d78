using Breakeven.Catalog;

namespace Breakeven.Models;

/// <summary>An architecture with weights: embedding, layers, head. Everything that sizes or times it is derived from here.</summary>
public sealed record Model
{
    /// <summary>The name people know it by, such as "meta-llama/Llama-3.3-70B-Instruct".</summary>
    public required string Id { get; init; }

    /// <summary>The architecture as the checkpoint names it, such as "llama".</summary>
    public required string Architecture { get; init; }

    public required int Hidden { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>The head reads the embedding's weights again instead of its own.</summary>
    public required bool TiedEmbeddings { get; init; }

    /// <summary>The longest context the checkpoint was made for.</summary>
    public required TokenCount ContextLimit { get; init; }

    public required IReadOnlyList<ModelLayer> Layers { get; init; }

    /// <summary>Layers that predict further tokens (MTP). Engines load them only for speculation, so no total counts them.</summary>
    public IReadOnlyList<ModelLayer> DraftLayers { get; init; } = [];

    /// <summary>Vectors as wide as the hidden state that stand outside the layers: the last norm, twice where it has a bias, never where norms learn nothing.</summary>
    public int OuterNorms { get; init; } = 1;

    /// <summary>Learnt positions (GPT-2); 0 where position is computed.</summary>
    public int LearntPositions { get; init; }

    /// <summary>A bias on the head (Phi).</summary>
    public bool HeadBias { get; init; }

    /// <summary>Rows of a second embedding, which gives every layer an input of its own for each token (Gemma 3n and 4); 0 without.</summary>
    public int PerLayerVocabulary { get; init; }

    /// <summary>Parameters of encoders of images or sound that engines load beside the language model, in 16 bits. No text token uses them.</summary>
    public long EncoderParameters { get; init; }

    /// <summary>The precision the checkpoint was published in.</summary>
    public required PrecisionScheme Native { get; init; }

    /// <summary>What the vendor says, for comparison; never used in a computation.</summary>
    public PublishedCounts? Published { get; init; }

    public string? License { get; init; }

    public required Source Source { get; init; }

    /// <summary>What a reader of the checkpoint's config could not tell and had to take from the architecture's defaults.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether any layer routes tokens to experts.</summary>
    public bool IsMixture => Layers.Any(layer => layer.FeedForward is FeedForwardKind.Mixture);

    /// <summary>Every tensor the engine loads, layer by layer. The one list that counts, bytes and FLOPs come from.</summary>
    public IEnumerable<WeightTensor> Tensors()
    {
        foreach (var tensor in OuterTensors()) yield return tensor;
        foreach (var layer in Layers)
            foreach (var tensor in layer.Tensors(Hidden))
                yield return tensor;
    }

    /// <summary>What stands before, after and beside the layers: embedding, last norm, head, encoders.</summary>
    public IEnumerable<WeightTensor> OuterTensors()
    {
        yield return new("embed_tokens", TensorClass.Embedding, Sharding.Tensor, Vocabulary, Hidden);
        for (var i = 0; i < OuterNorms; i++) yield return new(i == 0 ? "norm" : "norm.bias", TensorClass.Norm, Sharding.Replicated, Hidden, 1);
        if (LearntPositions > 0) yield return new("embed_positions", TensorClass.Norm, Sharding.Replicated, (long)LearntPositions * Hidden, 1);
        if (PerLayerVocabulary > 0)
        {
            var widths = Layers.Sum(layer => (long)layer.PerLayerInputWidth);
            // A token looks up one row; vendors leave the table out of the active parameters, and so do we.
            yield return new("embed_tokens_per_layer", TensorClass.Embedding, Sharding.Tensor, PerLayerVocabulary, widths, Count: 1, Active: 0);
            yield return new("per_layer_model_projection", TensorClass.DenseFeedForward, Sharding.Replicated, widths, Hidden);
            yield return new("per_layer_projection_norm", TensorClass.Norm, Sharding.Replicated, widths / Math.Max(1, Layers.Count), 1);
        }
        foreach (var tensor in Layers[^1].ClosingTensors(Hidden)) yield return tensor;
        if (!TiedEmbeddings) yield return new("lm_head", TensorClass.Head, Sharding.Tensor, Vocabulary, Hidden);
        if (HeadBias) yield return new("lm_head.bias", TensorClass.Norm, Sharding.Tensor, Vocabulary, 1);
        if (EncoderParameters > 0) yield return new("encoder", TensorClass.Encoder, Sharding.Tensor, EncoderParameters, 1, Count: 1, Active: 0);
    }

    /// <summary>The layers without repetition, each with how often it stands: 61 layers are two or three kinds.</summary>
    public IReadOnlyList<(ModelLayer Layer, int Count)> LayerKinds
    {
        get
        {
            var kinds = new List<(ModelLayer Layer, int Count)>();
            foreach (var layer in Layers)
            {
                // By reference: to compare two layers by value costs more than to take them for two kinds.
                var known = kinds.FindIndex(kind => ReferenceEquals(kind.Layer, layer));
                if (known < 0) kinds.Add((layer, 1));
                else kinds[known] = (layer, kinds[known].Count + 1);
            }

            return kinds;
        }
    }

    public long TotalParameters => Sum(tensor => tensor.Parameters);

    /// <summary>Parameters a token uses, embedding and head included.</summary>
    public long ActiveParameters => Sum(tensor => tensor.ActiveParameters);

    /// <summary>Parameters whose products a token computes; the embedding is looked up, not multiplied, unless the head shares it.</summary>
    public long MultipliedParameters =>
        Sum(tensor => tensor.IsMatrix && (tensor.Class != TensorClass.Embedding || TiedEmbeddings) ? tensor.ActiveParameters : 0);

    public Bytes WeightBytes(PrecisionScheme precision) => WeightBytesByClass(precision).Values.Total;

    public IReadOnlyDictionary<TensorClass, Bytes> WeightBytesByClass(PrecisionScheme precision)
    {
        var bytes = new SortedDictionary<TensorClass, Bytes>();
        foreach (var (tensors, count) in Stacks())
            foreach (var tensor in tensors)
                bytes[tensor.Class] = bytes.GetValueOrDefault(tensor.Class) + precision.Of(tensor).Size(tensor) * count;
        return bytes;
    }

    private long Sum(Func<WeightTensor, long> part) => Stacks().Sum(stack => stack.Tensors.Sum(part) * stack.Count);

    private IEnumerable<(IEnumerable<WeightTensor> Tensors, int Count)> Stacks() =>
        LayerKinds.Select(kind => (kind.Layer.Tensors(Hidden), kind.Count)).Prepend((OuterTensors(), 1));

    /// <summary>Cache bytes that the last token of a context adds, over all layers that still grow at that length.</summary>
    public BytesPerToken CachePerToken(PrecisionScheme precision, TokenCount context) =>
        new(Layers.Sum(layer => layer.Attention.Cache.GrowthAt(precision, context.Value)));

    /// <summary>Cache bytes that a sequence of this length holds.</summary>
    public Bytes CacheBytes(PrecisionScheme precision, TokenCount context) =>
        new(Layers.Sum(layer => layer.Attention.Cache.Bytes(precision, context.Value)));

    /// <summary>Bytes that a sequence holds whatever its length.</summary>
    public Bytes StatePerSequence => Layers.Select(layer => layer.Attention.StatePerSequence).Total;

    /// <summary>Arithmetic of one decoded token at a context: 2 FLOP a multiplied weight, and attention over what it attends to.</summary>
    public FlopCount DecodeFlopPerToken(TokenCount context) =>
        new(2.0 * MultipliedParameters + Layers.Sum(layer => layer.Attention.DecodeFlop(context.Value).Value));
}

/// <summary>Parameter counts as published.</summary>
/// <param name="Total">All parameters.</param>
/// <param name="Active">Parameters a token uses; null where the vendor does not say.</param>
public sealed record PublishedCounts(double Total, double? Active, Source Source);
