namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>Mamba-2 (Nemotron-H, Granite 4): a state of head width by state width for each head, no cache.</summary>
    /// <param name="Heads">Heads, each with one decay.</param>
    /// <param name="HeadDim">Channels a head.</param>
    /// <param name="StateDim">Numbers of state a channel.</param>
    /// <param name="Groups">Groups of heads that share the input and output maps of the state.</param>
    /// <param name="ConvolutionWidth">Taps of the short convolution before it.</param>
    /// <param name="StateBytesPerElement">4 where the recurrent state is kept in fp32.</param>
    public sealed record Mamba2(
        int Heads, int HeadDim, int StateDim, int Groups, int ConvolutionWidth, int StateBytesPerElement) : AttentionKind
    {
        private const int ConvolutionStateBytes = 2;

        /// <summary>A bias on the convolution; every published model has it.</summary>
        public bool ConvolutionBias { get; init; } = true;

        /// <summary>Biases on the projections in and out.</summary>
        public bool ProjectionBias { get; init; }

        public override string Name => "mamba2";

        public override int CacheShards => Heads;

        public override int QueryHeads => Heads;

        private long Width => (long)Heads * HeadDim;

        private long ConvolutionChannels => Width + 2L * Groups * StateDim;

        private long InputRows => Width + ConvolutionChannels + Heads;

        public override Bytes StatePerSequence => new(
            (double)Width * StateDim * StateBytesPerElement + (double)ConvolutionChannels * (ConvolutionWidth - 1) * ConvolutionStateBytes);

        // Decay, write, read: three passes of 2 FLOP over the state.
        public override FlopCount StateFlop => new(6.0 * Width * StateDim);

        public override double WorkspaceElements => InputRows + (double)Width;

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("in_proj", TensorClass.LinearAttention, Sharding.Tensor, InputRows, hidden);
            if (ProjectionBias) yield return new("in_proj.bias", TensorClass.Norm, Sharding.Tensor, InputRows, 1);
            yield return new("conv1d", TensorClass.Norm, Sharding.Tensor, ConvolutionChannels * ConvolutionWidth, 1);
            if (ConvolutionBias) yield return new("conv1d.bias", TensorClass.Norm, Sharding.Tensor, ConvolutionChannels, 1);
            yield return new("dt_bias", TensorClass.Norm, Sharding.Tensor, Heads, 1);
            yield return new("A_log", TensorClass.Norm, Sharding.Tensor, Heads, 1);
            yield return new("D", TensorClass.Norm, Sharding.Tensor, Heads, 1);
            yield return new("norm", TensorClass.Norm, Sharding.Tensor, Width, 1);
            yield return new("out_proj", TensorClass.LinearAttention, Sharding.Tensor, hidden, Width);
            if (ProjectionBias) yield return new("out_proj.bias", TensorClass.Norm, Sharding.Replicated, hidden, 1);
        }
    }
}
