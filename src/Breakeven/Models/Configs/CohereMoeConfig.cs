namespace Breakeven.Models.Configs;

/// <summary>Command A+ and North: attention and experts side by side after one norm, most layers slide, shared experts, a tied head.</summary>
internal static class CohereMoeConfig
{
    public static Architecture Architecture { get; } = new(
        ["cohere2_moe"], ["Cohere2MoeForCausalLM", "Cohere2VisionForConditionalGeneration"], Read, new(Shared: "shared_experts"));

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "mlp_layer_types");
        var backbone = Backbone.Read(config, headDim: 128, context: 8192, tied: true);
        var bias = config.Flag("attention_bias", false);
        var attention = backbone.Attention() with { InputBias = bias, OutputBias = bias, QueryKeyNorm = config.Flag("use_qk_norm", false) };
        var norms = config.Flag("use_parallel_block", true) ? 1 : 2;
        var window = config.Has("sliding_window") ? config.CountOrNull("sliding_window", Bounds.Window) : config.Count("sliding_window", Bounds.Window, 4096);

        var experts = Experts.Read(config, "num_experts", experts: 8, "intermediate_size", perToken: 2);
        experts = experts with { SharedWidth = Experts.Shared(config, "num_shared_experts", null, experts.ExpertWidth) };
        var first = config.Count("first_k_dense_replace", Bounds.Layers, 0, zero: true);
        var dense = first == 0 ? null : new FeedForwardKind.Dense(config.Count("prefix_dense_intermediate_size", Bounds.Width));
        var slides = Slides(config, backbone.Layers, first);
        return backbone.Each(i => new(attention.Sliding(config, slides(i), window), i < first ? dense! : experts, norms));
    }

    // Without a list the dense layers at the front have a pattern of their own.
    private static Func<int, bool> Slides(ConfigObject config, int layers, int first)
    {
        if (LayerTypes.Read(config, layers, "full_attention", "sliding_attention") is { } types) return i => types[i] == "sliding_attention";
        var pattern = config.Count("sliding_window_pattern", Bounds.Layers, 4);
        var front = first == 0 ? 1 : config.Count("prefix_dense_sliding_window_pattern", Bounds.Layers, 1);
        return i => i < first ? (i + 1) % front != 0 : (i - first + 1) % pattern != 0;
    }
}
