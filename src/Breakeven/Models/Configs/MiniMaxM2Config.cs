namespace Breakeven.Models.Configs;

/// <summary>MiniMax-M2: grouped attention with norms over all heads at once, experts in every layer, a bias on the router.</summary>
internal static class MiniMaxM2Config
{
    public static Architecture Architecture { get; } = new(["minimax_m2"], ["MiniMaxM2ForCausalLM"], Read, ModuleNames.BlockSparse);

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "sliding_window", "shared_intermediate_size", "sparse_attention_config");
        if (config.CountsOrNull("attn_type_list", 1) is { } kinds && kinds.Contains(0))
            throw config.Error("attn_type_list", "a layer of lightning attention is not understood for this architecture", "give 1 for every layer, or model_type \"minimax_m1\"");
        var backbone = Backbone.Read(config, keyValueHeads: 8, headDim: 128, context: 196608);
        var attention = Normed(config, backbone.Attention(), "per_layer");
        var experts = Experts.Read(config, "num_local_experts", experts: 256, "intermediate_size", perToken: 8)
            with
        { RouterBias = config.Flag("use_routing_bias", true) };
        var layer = new ModelLayer(attention, experts);
        var drafts = (long)(config.CountOrNull("num_mtp_modules", Bounds.Layers, zero: true) ?? 0) * (config.CountOrNull("mtp_transformer_layers", 16, zero: true) ?? 1);
        return backbone.Each(_ => layer) with { DraftLayers = [.. Enumerable.Repeat(layer with { JoinsDraft = true }, (int)Math.Min(drafts, Bounds.Layers))] };
    }

    /// <summary>The norms on queries and keys: one weight for each element of all heads, or one for each of a head.</summary>
    public static AttentionKind.Grouped Normed(ConfigObject config, AttentionKind.Grouped attention, string fallback) =>
        !config.Flag("use_qk_norm", true) ? attention
        : (config.TextOrNull("qk_norm_type") ?? fallback) == "per_layer" ? attention with { WideQueryKeyNorm = true } : attention with { QueryKeyNorm = true };
}
