namespace Breakeven.Models.Configs;

/// <summary>What a config calls the sizes of its Mamba-2 layers.</summary>
internal sealed record Mamba2Names(string Heads, string HeadDim, string State, string Groups, string Convolution, string ConvolutionBias, string ProjectionBias);

/// <summary>Mamba-2 as Nemotron-H, Granite 4, Bamba and Mamba-2 itself state it.</summary>
internal static class Mamba2Block
{
    /// <summary>The names that Granite 4 and Bamba use.</summary>
    public static Mamba2Names Bamba { get; } = new("mamba_n_heads", "mamba_d_head", "mamba_d_state", "mamba_n_groups", "mamba_d_conv", "mamba_conv_bias", "mamba_proj_bias");

    /// <param name="config">Where to read.</param>
    /// <param name="names">The names of its sizes.</param>
    /// <param name="stateBytes">Where the config does not say: 4 where the architecture keeps its state in fp32, 2 where it follows the weights.</param>
    /// <param name="headDim">The head's width where the config leaves it to be worked out.</param>
    public static AttentionKind.Mamba2 Read(ConfigObject config, Mamba2Names names, int stateBytes, int? headDim = null)
    {
        var heads = config.Count(names.Heads, Bounds.Heads);
        var groups = config.Count(names.Groups, Bounds.Heads, 1);
        if (heads % groups != 0) throw config.Error(names.Groups, $"{groups} groups do not divide {heads} heads", $"give a divisor of {names.Heads}, such as 8 for 64");
        return new(
            heads, headDim ?? config.Count(names.HeadDim, Bounds.HeadDim, 64), config.Count(names.State, Bounds.HeadDim, 128), groups,
            config.Count(names.Convolution, 1024, 4), StateBytes(config, stateBytes))
        {
            ConvolutionBias = config.Flag(names.ConvolutionBias, true),
            ProjectionBias = config.Flag(names.ProjectionBias, false),
        };
    }

    /// <summary>Bytes an element of the recurrent state.</summary>
    public static int StateBytes(ConfigObject config, int fallback)
    {
        switch (config.TextOrNull("mamba_ssm_cache_dtype"))
        {
            case "float32": return 4;
            case "bfloat16" or "float16": return 2;
            case null or "auto":
                config.Note("mamba_ssm_cache_dtype", fallback == 4 ? "float32" : "16 bits, as the weights");
                return fallback;
            default: throw config.Error("mamba_ssm_cache_dtype", "this type of state is not understood", "give \"float32\" or \"bfloat16\"");
        }
    }
}
