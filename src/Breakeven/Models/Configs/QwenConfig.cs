namespace Breakeven.Models.Configs;

/// <summary>Qwen2 and 2.5 (biases on queries, keys and values) and dense Qwen3 (norms on queries and keys instead).</summary>
internal static class QwenConfig
{
    public static Architecture Qwen2 { get; } = new(["qwen2", "qwen2_vl", "qwen2_vl_text", "qwen2_5_vl", "qwen2_5_vl_text"],
        ["Qwen2ForCausalLM", "Qwen2VLForConditionalGeneration", "Qwen2_5_VLForConditionalGeneration"], config => Read(
        config, Backbone.Read(config, keyValueHeads: 32, context: 32768), attention => attention with { InputBias = true }), new());

    // Qwen3's attention_bias puts a bias on all four projections.
    public static Architecture Qwen3 { get; } = new(["qwen3", "qwen3_vl_text"], ["Qwen3ForCausalLM", "Qwen3VLForConditionalGeneration"], config => Read(
        config, Backbone.Read(config, keyValueHeads: 32, headDim: 128, context: 32768), attention => Normed(config, attention)), new());

    public static AttentionKind.Grouped Normed(ConfigObject config, AttentionKind.Grouped attention)
    {
        var bias = config.Flag("attention_bias", false);
        return attention with { QueryKeyNorm = true, InputBias = bias, OutputBias = bias };
    }

    /// <summary>The window, which counts only where use_sliding_window says so.</summary>
    public static int? Window(ConfigObject config) =>
        config.Flag("use_sliding_window", false) ? config.Count("sliding_window", Bounds.Window, 4096) : null;

    private static Shape Read(ConfigObject config, Backbone backbone, Func<AttentionKind.Grouped, AttentionKind.Grouped> adapt)
    {
        config.Refuse("num_experts", "num_local_experts", "kv_lora_rank", "mlp_bias");
        var window = Window(config);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        // The first max_window_layers layers see everything, the rest slide.
        var whole = window is null ? backbone.Layers : config.Count("max_window_layers", Bounds.Layers, 28, zero: true);
        var attention = adapt(backbone.Attention());
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        return backbone.Each(i => new(
            attention.Sliding(config, types is null ? i >= whole : types[i] == "sliding_attention", window), network));
    }
}
