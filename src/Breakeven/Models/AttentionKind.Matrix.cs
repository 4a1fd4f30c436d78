namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>One matrix in the place of attention, which mixes no tokens (Nemotron by NAS: replace_with_linear).</summary>
    public sealed record Matrix : AttentionKind
    {
        public override string Name => "matrix";

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("linear_attn", TensorClass.Attention, Sharding.Tensor, hidden, hidden);
        }
    }
}
