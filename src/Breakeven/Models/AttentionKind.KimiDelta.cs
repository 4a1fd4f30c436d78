namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>Kimi Delta Attention (Kimi Linear, Kimi K3): the delta rule with a decay for every channel; a matrix of state for each head, no cache.</summary>
    /// <param name="Heads">Heads, each with one state.</param>
    /// <param name="Dim">Dimension of a head's keys and values.</param>
    /// <param name="ConvolutionWidth">Taps of the short convolutions on queries, keys and values.</param>
    /// <param name="StateBytesPerElement">4 where the state is kept in fp32.</param>
    public sealed record KimiDelta(int Heads, int Dim, int ConvolutionWidth, int StateBytesPerElement) : AttentionKind
    {
        private const int ConvolutionStateBytes = 2;

        /// <summary>The output's gate is one full matrix (Kimi K3) and not two of rank Dim.</summary>
        public bool FullRankGate { get; init; }

        public override string Name => "kda";

        public override int CacheShards => Heads;

        public override int QueryHeads => Heads;

        private long Width => (long)Heads * Dim;

        public override Bytes StatePerSequence => new(
            (double)Width * Dim * StateBytesPerElement + 3.0 * Width * (ConvolutionWidth - 1) * ConvolutionStateBytes);

        // Decay, read, correct, write: four passes of 2 FLOP over the state.
        public override FlopCount StateFlop => new(8.0 * Width * Dim);

        public override double WorkspaceElements => 6.0 * Width;

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            foreach (var name in (string[])["q", "k", "v"])
            {
                yield return new(name + "_proj", TensorClass.LinearAttention, Sharding.Tensor, Width, hidden);
                yield return new(name + "_conv1d", TensorClass.Norm, Sharding.Tensor, Width * ConvolutionWidth, 1);
            }

            yield return new("f_a_proj", TensorClass.LinearAttention, Sharding.Replicated, Dim, hidden);
            yield return new("f_b_proj", TensorClass.LinearAttention, Sharding.Tensor, Width, Dim);
            yield return new("b_proj", TensorClass.LinearAttention, Sharding.Tensor, Heads, hidden);
            yield return new("dt_bias", TensorClass.Norm, Sharding.Tensor, Width, 1);
            yield return new("A_log", TensorClass.Norm, Sharding.Tensor, Heads, 1);
            if (FullRankGate)
            {
                yield return new("g_proj", TensorClass.LinearAttention, Sharding.Tensor, Width, hidden);
            }
            else
            {
                yield return new("g_a_proj", TensorClass.LinearAttention, Sharding.Replicated, Dim, hidden);
                yield return new("g_b_proj", TensorClass.LinearAttention, Sharding.Tensor, Width, Dim);
            }

            yield return new("o_norm", TensorClass.Norm, Sharding.Replicated, Dim, 1);
            yield return new("o_proj", TensorClass.LinearAttention, Sharding.Tensor, hidden, Width);
        }
    }
}
