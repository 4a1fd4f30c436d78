namespace Breakeven.Models.Configs;

/// <summary>Liquid's LFM2: short gated convolutions with a few layers of attention between, dense or with experts.</summary>
internal static class Lfm2Config
{
    private static readonly ModuleNames s_modules = new(FeedForward: "feed_forward", Gate: "w1", Up: "w3", Down: "w2") { Linear = "conv" };

    public static Architecture Dense { get; } = new(["lfm2"], ["Lfm2ForCausalLM"], ReadDense, s_modules);

    public static Architecture Mixture { get; } = new(["lfm2_moe"], ["Lfm2MoeForCausalLM"], ReadMixture, s_modules);

    private static Shape ReadDense(ConfigObject config)
    {
        var backbone = Read(config);
        var network = new FeedForwardKind.Dense(Width(config));
        var kinds = Kinds(config, backbone);
        return backbone.Each(i => new(kinds(i), network));
    }

    private static Shape ReadMixture(ConfigObject config)
    {
        var backbone = Read(config);
        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        var experts = Experts.Read(config, "num_experts", experts: 32, "moe_intermediate_size", perToken: 4) with { RouterBias = config.Flag("use_expert_bias", true) };
        var first = config.Count("num_dense_layers", Bounds.Layers, 2, zero: true);
        var kinds = Kinds(config, backbone);
        return backbone.Each(i => new(kinds(i), i < first ? dense : experts));
    }

    private static Backbone Read(ConfigObject config) => Backbone.Read(
        config, keyValueHeads: 8, context: 128000, tied: config.Flag("tie_embedding", true), vocabulary: 65536);

    private static Func<int, AttentionKind> Kinds(ConfigObject config, Backbone backbone)
    {
        var attention = backbone.Attention() with { QueryKeyNorm = true };
        var convolution = new AttentionKind.ShortConvolution(backbone.Hidden, config.Count("conv_L_cache", 1024, 3)) { Bias = config.Flag("conv_bias", false) };
        if (LayerTypes.Read(config, backbone.Layers, "full_attention", "conv") is { } types) return i => types[i] == "conv" ? convolution : attention;
        var full = (config.CountsOrNull("full_attn_idxs", Bounds.Layers) ?? [.. Enumerable.Range(0, backbone.Layers)]).ToHashSet();
        return i => full.Contains(i) ? attention : convolution;
    }

    // Two thirds of what is stated, times a multiplier, up to a multiple of block_multiple_of.
    private static int Width(ConfigObject config)
    {
        var width = config.Count(config.Either("block_ff_dim", "intermediate_size"), Bounds.Width);
        if (!config.Flag("block_auto_adjust_ff_dim", true)) return width;
        var scaled = (long)((config.Has("block_ffn_dim_multiplier") ? config.Number("block_ffn_dim_multiplier", 100) : 1.0) * (2L * width / 3));
        long multiple = config.Count("block_multiple_of", Bounds.Width, 256);
        var rounded = (scaled + multiple - 1) / multiple * multiple;
        return rounded is > 0 and <= Bounds.Width ? (int)rounded : throw config.Error("block_ff_dim", $"the network would be {rounded} wide", "give a width such as 12288");
    }
}
