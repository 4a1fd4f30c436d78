namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>Mamba, the first version (Jamba): every channel has a state of its own, and its step size comes from a low-rank map.</summary>
    /// <param name="Channels">Channels; the hidden width times mamba_expand.</param>
    /// <param name="StateDim">Numbers of state a channel.</param>
    /// <param name="StepRank">Rank of the step size's map.</param>
    /// <param name="ConvolutionWidth">Taps of the short convolution before it.</param>
    /// <param name="StateBytesPerElement">4 where the recurrent state is kept in fp32.</param>
    public sealed record Mamba(int Channels, int StateDim, int StepRank, int ConvolutionWidth, int StateBytesPerElement) : AttentionKind
    {
        private const int ConvolutionStateBytes = 2;

        /// <summary>A bias on the convolution.</summary>
        public bool ConvolutionBias { get; init; } = true;

        /// <summary>Biases on the projections in and out.</summary>
        public bool ProjectionBias { get; init; }

        /// <summary>Norms on the step and on the maps into and out of the state (Jamba).</summary>
        public bool InnerNorms { get; init; }

        public override string Name => "mamba";

        public override int CacheShards => Channels;

        public override Bytes StatePerSequence => new(
            (double)Channels * StateDim * StateBytesPerElement + (double)Channels * (ConvolutionWidth - 1) * ConvolutionStateBytes);

        // Decay, write, read: three passes of 2 FLOP over the state.
        public override FlopCount StateFlop => new(6.0 * Channels * StateDim);

        public override double WorkspaceElements => 4.0 * Channels + StepRank + 2.0 * StateDim;

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("in_proj", TensorClass.LinearAttention, Sharding.Tensor, 2L * Channels, hidden);
            if (ProjectionBias) yield return new("in_proj.bias", TensorClass.Norm, Sharding.Tensor, 2L * Channels, 1);
            yield return new("conv1d", TensorClass.Norm, Sharding.Tensor, (long)Channels * ConvolutionWidth, 1);
            if (ConvolutionBias) yield return new("conv1d.bias", TensorClass.Norm, Sharding.Tensor, Channels, 1);
            yield return new("x_proj", TensorClass.LinearAttention, Sharding.Tensor, StepRank + 2L * StateDim, Channels);
            yield return new("dt_proj", TensorClass.LinearAttention, Sharding.Tensor, Channels, StepRank);
            yield return new("dt_proj.bias", TensorClass.Norm, Sharding.Tensor, Channels, 1);
            yield return new("A_log", TensorClass.Norm, Sharding.Tensor, (long)Channels * StateDim, 1);
            yield return new("D", TensorClass.Norm, Sharding.Tensor, Channels, 1);
            if (InnerNorms)
            {
                yield return new("dt_layernorm", TensorClass.Norm, Sharding.Replicated, StepRank, 1);
                yield return new("b_layernorm", TensorClass.Norm, Sharding.Replicated, StateDim, 1);
                yield return new("c_layernorm", TensorClass.Norm, Sharding.Replicated, StateDim, 1);
            }

            yield return new("out_proj", TensorClass.LinearAttention, Sharding.Tensor, hidden, Channels);
            if (ProjectionBias) yield return new("out_proj.bias", TensorClass.Norm, Sharding.Replicated, hidden, 1);
        }
    }
}
