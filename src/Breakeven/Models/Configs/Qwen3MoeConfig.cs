namespace Breakeven.Models.Configs;

/// <summary>Qwen3 with experts: every decoder_sparse_step-th layer routes, but for those in mlp_only_layers.</summary>
internal static class Qwen3MoeConfig
{
    public static Architecture Architecture { get; } = new(
        ["qwen3_moe", "qwen3_vl_moe_text", "qwen3_omni_moe_text"],
        ["Qwen3MoeForCausalLM", "Qwen3VLMoeForConditionalGeneration", "Qwen3OmniMoeForConditionalGeneration", "Qwen3OmniMoeThinkerForConditionalGeneration"], Read, new());

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("shared_expert_intermediate_size", "kv_lora_rank", "n_shared_experts", "num_shared_experts");
        var backbone = Backbone.Read(config, keyValueHeads: 4, context: 32768);
        var window = QwenConfig.Window(config);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        var attention = QwenConfig.Normed(config, backbone.Attention());
        // transformers 5 writes num_local_experts for some.
        var experts = Experts.Read(config, config.Has("num_local_experts") ? "num_local_experts" : "num_experts", experts: 128, "moe_intermediate_size", perToken: 8);
        var routes = Routes(config);
        var network = Enumerable.Range(0, backbone.Layers).All(routes) ? null : new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        return backbone.Each(i => new(
            attention.Sliding(config, types is null ? window is not null : types[i] == "sliding_attention", window),
            routes(i) ? experts : network!));
    }

    /// <summary>Whether a layer has experts.</summary>
    public static Func<int, bool> Routes(ConfigObject config)
    {
        var step = config.CountOrNull("decoder_sparse_step", Bounds.Layers) ?? 1;
        var dense = (config.CountsOrNull("mlp_only_layers", Bounds.Layers) ?? []).ToHashSet();
        return layer => !dense.Contains(layer) && (layer + 1) % step == 0;
    }
}
