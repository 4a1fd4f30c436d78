namespace Breakeven.Models;

/// <summary>One layer: how it mixes tokens, what it does to each, and how many norms as wide as the hidden state it has.</summary>
public sealed record ModelLayer(AttentionKind Attention, FeedForwardKind FeedForward, int Norms = 2)
{
    /// <summary>
    /// A draft layer (MTP): joins the last hidden state and the next token's embedding by a matrix, with a norm on each and one after.
    /// Its embedding and head are the model's own.
    /// </summary>
    public bool JoinsDraft { get; init; }

    /// <summary>Width of the input of its own that the layer takes from the second embedding (Gemma 3n and 4); 0 without.</summary>
    public int PerLayerInputWidth { get; init; }

    /// <summary>Streams of hidden state that learnt hyper-connections mix around attention and around the network (DeepSeek V4); 0 without.</summary>
    public int HyperStreams { get; init; }

    /// <summary>Attention and network each take a learnt mixture of what the blocks before them put out (Kimi K3).</summary>
    public bool MixesBlocks { get; init; }

    public IEnumerable<WeightTensor> Tensors(int hidden)
    {
        for (var i = 0; i < Norms; i++) yield return new("norm", TensorClass.Norm, Sharding.Replicated, hidden, 1);
        if (JoinsDraft)
        {
            // Kept in 16 bits by DeepSeek's and Qwen's FP8 checkpoints alike, as a head is.
            yield return new("eh_proj", TensorClass.Head, Sharding.Replicated, hidden, 2L * hidden);
            for (var i = 0; i < 3; i++) yield return new("draft_norm", TensorClass.Norm, Sharding.Replicated, hidden, 1);
        }

        // Weights before, after and between the streams, with three scales.
        foreach (var tensor in HyperConnection("hc_attn", hidden, (2 + HyperStreams) * HyperStreams, 3)) yield return tensor;
        foreach (var tensor in HyperConnection("hc_ffn", hidden, (2 + HyperStreams) * HyperStreams, 3)) yield return tensor;
        // A norm and a projection to one number, for attention and for the network.
        for (var i = 0; MixesBlocks && i < 4; i++) yield return new("block_res", TensorClass.Norm, Sharding.Replicated, hidden, 1);

        foreach (var tensor in Attention.Tensors(hidden)) yield return tensor;
        foreach (var tensor in FeedForward.Tensors(hidden)) yield return tensor;
        if (PerLayerInputWidth == 0) yield break;
        yield return new("per_layer_input_gate", TensorClass.DenseFeedForward, Sharding.Replicated, PerLayerInputWidth, hidden);
        yield return new("per_layer_projection", TensorClass.DenseFeedForward, Sharding.Replicated, hidden, PerLayerInputWidth);
    }

    /// <summary>What comes after the last layer to make one stream of several, or one output of the blocks.</summary>
    public IEnumerable<WeightTensor> ClosingTensors(int hidden)
    {
        foreach (var tensor in HyperConnection("hc_head", hidden, HyperStreams, 1)) yield return tensor;
        for (var i = 0; MixesBlocks && i < 2; i++) yield return new("output_res", TensorClass.Norm, Sharding.Replicated, hidden, 1);
    }

    private IEnumerable<WeightTensor> HyperConnection(string name, int hidden, int weights, int scales)
    {
        if (HyperStreams == 0) yield break;
        yield return new(name + "_fn", TensorClass.Router, Sharding.Replicated, weights, (long)HyperStreams * hidden);
        yield return new(name + "_base", TensorClass.Norm, Sharding.Replicated, weights, 1);
        yield return new(name + "_scale", TensorClass.Norm, Sharding.Replicated, scales, 1);
    }
}
