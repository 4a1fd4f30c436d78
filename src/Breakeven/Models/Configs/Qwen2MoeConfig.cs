namespace Breakeven.Models.Configs;

/// <summary>Qwen1.5 and Qwen2 with experts: biases on queries, keys and values, and a shared expert behind a gate.</summary>
internal static class Qwen2MoeConfig
{
    public static Architecture Architecture { get; } = new(["qwen2_moe"], ["Qwen2MoeForCausalLM"], Read, new());

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank");
        var backbone = Backbone.Read(config, keyValueHeads: 16, context: 32768);
        var attention = backbone.Attention() with { InputBias = config.Flag("qkv_bias", true) };
        var window = QwenConfig.Window(config);
        // The first max_window_layers layers see everything, the rest slide.
        var whole = window is null ? backbone.Layers : config.Count("max_window_layers", Bounds.Layers, 28, zero: true);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        var experts = Experts.Read(config, "num_experts", experts: 60, "moe_intermediate_size", perToken: 4) with
        {
            SharedWidth = config.Count("shared_expert_intermediate_size", Bounds.Width),
            SharedGate = true,
        };
        var routes = Qwen3MoeConfig.Routes(config);
        var network = Enumerable.Range(0, backbone.Layers).All(routes) ? null : new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        return backbone.Each(i => new(
            attention.Sliding(config, types is null ? i >= whole : types[i] == "sliding_attention", window), routes(i) ? experts : network!));
    }
}
