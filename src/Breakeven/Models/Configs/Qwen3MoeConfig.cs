namespace Breakeven.Models.Configs;

/// <summary>Qwen3 with experts: every decoder_sparse_step-th layer routes, but for those in mlp_only_layers.</summary>
internal static class Qwen3MoeConfig
{
    public static Architecture Architecture { get; } = new(["qwen3_moe"], ["Qwen3MoeForCausalLM"], Read, new());

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("shared_expert_intermediate_size", "kv_lora_rank", "n_shared_experts", "num_shared_experts");
        var backbone = Backbone.Read(config, keyValueHeads: 4, context: 32768);
        var step = config.Count("decoder_sparse_step", Bounds.Layers, 1);
        var dense = (config.CountsOrNull("mlp_only_layers", Bounds.Layers) ?? []).ToHashSet();
        var window = QwenConfig.Window(config);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        var attention = QwenConfig.Normed(config, backbone.Attention());
        var experts = Experts.Read(config, "num_experts", experts: 128, "moe_intermediate_size", perToken: 8);
        bool Routes(int layer) => !dense.Contains(layer) && (layer + 1) % step == 0;
        var network = Enumerable.Range(0, backbone.Layers).All(Routes) ? null : new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        return backbone.Each(i => new(
            attention.Sliding(config, types is null ? window is not null : types[i] == "sliding_attention", window),
            Routes(i) ? experts : network!));
    }
}
