namespace Breakeven.Models;

/// <summary>One layer: how it mixes tokens, what it does to each, and how many norms as wide as the hidden state it has.</summary>
public sealed record ModelLayer(AttentionKind Attention, FeedForwardKind FeedForward, int Norms = 2)
{
    public IEnumerable<WeightTensor> Tensors(int hidden)
    {
        for (var i = 0; i < Norms; i++) yield return new("norm", TensorClass.Norm, Sharding.Replicated, hidden, 1);
        foreach (var tensor in Attention.Tensors(hidden)) yield return tensor;
        foreach (var tensor in FeedForward.Tensors(hidden)) yield return tensor;
    }
}
