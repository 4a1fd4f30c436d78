using System.Text.Json;
using Breakeven.Models.Configs;

namespace Breakeven.Models;

public static partial class ModelFile
{
    // The kinds that begin with a convolution over a few tokens, and the matrix that stands for one.
    private static AttentionKind? ReadConvolutional(ConfigObject attention)
    {
        switch (attention.Text("kind", "mamba2"))
        {
            case "mamba2":
                attention.RefuseOthers("kind", "heads", "head_dim", "state_dim", "groups", "convolution_width", "state_bytes_per_element", "no_convolution_bias", "projection_bias");
                return new AttentionKind.Mamba2(
                    attention.Count("heads", Bounds.Heads), attention.Count("head_dim", Bounds.HeadDim), attention.Count("state_dim", Bounds.HeadDim),
                    attention.Count("groups", Bounds.Heads), attention.Count("convolution_width", 1024), attention.Count("state_bytes_per_element", 8))
                {
                    ConvolutionBias = !attention.Flag("no_convolution_bias", false),
                    ProjectionBias = attention.Flag("projection_bias", false),
                };
            case "mamba":
                attention.RefuseOthers("kind", "channels", "state_dim", "step_rank", "convolution_width", "state_bytes_per_element", "no_convolution_bias", "projection_bias", "inner_norms");
                return new AttentionKind.Mamba(
                    attention.Count("channels", Bounds.Width), attention.Count("state_dim", Bounds.HeadDim), attention.Count("step_rank", Bounds.Rank),
                    attention.Count("convolution_width", 1024), attention.Count("state_bytes_per_element", 8))
                {
                    ConvolutionBias = !attention.Flag("no_convolution_bias", false),
                    ProjectionBias = attention.Flag("projection_bias", false),
                    InnerNorms = attention.Flag("inner_norms", false),
                };
            case "short_convolution":
                attention.RefuseOthers("kind", "channels", "convolution_width", "bias");
                return new AttentionKind.ShortConvolution(attention.Count("channels", Bounds.Width), attention.Count("convolution_width", 1024)) { Bias = attention.Flag("bias", false) };
            case "matrix":
                attention.RefuseOthers("kind");
                return new AttentionKind.Matrix();
            default: return null;
        }
    }

    private static void WriteConvolutional(Utf8JsonWriter json, AttentionKind attention)
    {
        switch (attention)
        {
            case AttentionKind.Mamba2 mamba:
                Sizes(json, "mamba2", ("heads", mamba.Heads), ("head_dim", mamba.HeadDim), ("state_dim", mamba.StateDim), ("groups", mamba.Groups),
                    ("convolution_width", mamba.ConvolutionWidth), ("state_bytes_per_element", mamba.StateBytesPerElement));
                Flags(json, ("no_convolution_bias", !mamba.ConvolutionBias), ("projection_bias", mamba.ProjectionBias));
                break;
            case AttentionKind.Mamba mamba:
                Sizes(json, "mamba", ("channels", mamba.Channels), ("state_dim", mamba.StateDim), ("step_rank", mamba.StepRank),
                    ("convolution_width", mamba.ConvolutionWidth), ("state_bytes_per_element", mamba.StateBytesPerElement));
                Flags(json, ("no_convolution_bias", !mamba.ConvolutionBias), ("projection_bias", mamba.ProjectionBias), ("inner_norms", mamba.InnerNorms));
                break;
            case AttentionKind.ShortConvolution convolution:
                Sizes(json, "short_convolution", ("channels", convolution.Channels), ("convolution_width", convolution.Width));
                Flags(json, ("bias", convolution.Bias));
                break;
            case AttentionKind.Matrix:
                json.WriteString("kind", "matrix");
                break;
            default: throw new NotSupportedException($"no form for {attention.Name}");
        }
    }
}
