namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>A gated convolution over a few tokens (LFM2): three projections in, one out, and the last taps as state.</summary>
    /// <param name="Channels">Channels; the hidden width.</param>
    /// <param name="Width">Taps of the convolution.</param>
    public sealed record ShortConvolution(int Channels, int Width) : AttentionKind
    {
        private const int StateBytes = 2;

        /// <summary>Biases on the projections and the convolution.</summary>
        public bool Bias { get; init; }

        public override string Name => "convolution";

        public override int CacheShards => Channels;

        public override Bytes StatePerSequence => new((double)Channels * (Width - 1) * StateBytes);

        public override FlopCount StateFlop => new(2.0 * Channels * Width);

        public override double WorkspaceElements => 4.0 * Channels;

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("in_proj", TensorClass.LinearAttention, Sharding.Tensor, 3L * Channels, hidden);
            yield return new("conv", TensorClass.Norm, Sharding.Tensor, (long)Channels * Width, 1);
            yield return new("out_proj", TensorClass.LinearAttention, Sharding.Tensor, hidden, Channels);
            if (!Bias) yield break;
            yield return new("in_proj.bias", TensorClass.Norm, Sharding.Tensor, 3L * Channels, 1);
            yield return new("conv.bias", TensorClass.Norm, Sharding.Tensor, Channels, 1);
            yield return new("out_proj.bias", TensorClass.Norm, Sharding.Replicated, hidden, 1);
        }
    }
}
