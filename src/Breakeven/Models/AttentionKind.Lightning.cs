namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>Linear attention with a fixed decay a head (MiniMax-01 and M1, Ling 2.5): a matrix of state for each head, no cache.</summary>
    /// <param name="Heads">Heads, each with one state.</param>
    /// <param name="Dim">Dimension of a head; its state is a square of it.</param>
    /// <param name="StateBytesPerElement">4 where the state is kept in fp32.</param>
    public sealed record Lightning(int Heads, int Dim, int StateBytesPerElement) : AttentionKind
    {
        /// <summary>A norm on each head's query and key (Ling 2.5).</summary>
        public bool QueryKeyNorm { get; init; }

        public override string Name => "lightning";

        public override int CacheShards => Heads;

        public override int QueryHeads => Heads;

        private long Width => (long)Heads * Dim;

        public override Bytes StatePerSequence => new((double)Width * Dim * StateBytesPerElement);

        // Decay, write, read: three passes of 2 FLOP over the state.
        public override FlopCount StateFlop => new(6.0 * Width * Dim);

        public override double WorkspaceElements => 5.0 * Width;

        // Checkpoints hold it where other layers hold attention, and quantise the two alike.
        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("qkv_proj", TensorClass.Attention, Sharding.Tensor, 3 * Width, hidden);
            yield return new("output_gate", TensorClass.Attention, Sharding.Tensor, Width, hidden);
            yield return new("norm", TensorClass.Norm, Sharding.Tensor, Width, 1);
            yield return new("out_proj", TensorClass.Attention, Sharding.Tensor, hidden, Width);
            if (!QueryKeyNorm) yield break;
            yield return new("q_norm", TensorClass.Norm, Sharding.Replicated, Dim, 1);
            yield return new("k_norm", TensorClass.Norm, Sharding.Replicated, Dim, 1);
        }
    }
}
