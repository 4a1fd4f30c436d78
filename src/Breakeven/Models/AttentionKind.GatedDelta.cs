namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>Linear attention by the gated delta rule (Qwen3-Next, Qwen3.5): a matrix of state for each value head, no cache.</summary>
    /// <param name="KeyHeads">Key heads.</param>
    /// <param name="ValueHeads">Value heads, each with one state.</param>
    /// <param name="KeyDim">Key dimension a head.</param>
    /// <param name="ValueDim">Value dimension a head.</param>
    /// <param name="ConvolutionWidth">Taps of the short convolution before it.</param>
    /// <param name="StateBytesPerElement">4 where the recurrent state is kept in fp32.</param>
    public sealed record GatedDelta(
        int KeyHeads, int ValueHeads, int KeyDim, int ValueDim, int ConvolutionWidth, int StateBytesPerElement) : AttentionKind
    {
        private const int ConvolutionStateBytes = 2;

        public override string Name => "linear";

        public override int CacheShards => KeyHeads;

        public override int QueryHeads => KeyHeads;

        private long KeyWidth => (long)KeyHeads * KeyDim;

        private long ValueWidth => (long)ValueHeads * ValueDim;

        private long ConvolutionChannels => 2 * KeyWidth + ValueWidth;

        public override Bytes StatePerSequence => new(
            (double)ValueHeads * KeyDim * ValueDim * StateBytesPerElement
            + (double)ConvolutionChannels * (ConvolutionWidth - 1) * ConvolutionStateBytes);

        // Decay, read, correct, write: four passes of 2 FLOP over the state.
        public override FlopCount StateFlop => new(8.0 * ValueHeads * KeyDim * ValueDim);

        public override double WorkspaceElements => 4.0 * ValueHeads * ValueDim + 2.0 * KeyHeads * KeyDim;

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("in_proj_qkv", TensorClass.LinearAttention, Sharding.Tensor, ConvolutionChannels, hidden);
            yield return new("in_proj_z", TensorClass.LinearAttention, Sharding.Tensor, ValueWidth, hidden);
            yield return new("in_proj_b", TensorClass.LinearAttention, Sharding.Tensor, ValueHeads, hidden);
            yield return new("in_proj_a", TensorClass.LinearAttention, Sharding.Tensor, ValueHeads, hidden);
            yield return new("conv1d", TensorClass.Norm, Sharding.Tensor, ConvolutionChannels * ConvolutionWidth, 1);
            yield return new("dt_bias", TensorClass.Norm, Sharding.Tensor, ValueHeads, 1);
            yield return new("A_log", TensorClass.Norm, Sharding.Tensor, ValueHeads, 1);
            yield return new("norm", TensorClass.Norm, Sharding.Replicated, ValueDim, 1);
            yield return new("out_proj", TensorClass.LinearAttention, Sharding.Tensor, hidden, ValueWidth);
        }
    }
}
