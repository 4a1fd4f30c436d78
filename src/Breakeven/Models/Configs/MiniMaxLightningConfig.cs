namespace Breakeven.Models.Configs;

/// <summary>MiniMax-Text-01 and M1: seven of eight layers are lightning attention, the eighth sees all; experts in every layer.</summary>
internal static class MiniMaxLightningConfig
{
    public static Architecture Architecture { get; } = new(
        ["minimax_m1", "minimax_text_01", "minimax"], ["MiniMaxM1ForCausalLM", "MiniMaxText01ForCausalLM", "MiniMaxForCausalLM"], Read,
        ModuleNames.BlockSparse with { Linear = "self_attn", Shared = "shared_mlp" });

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "sliding_window");
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 4096 * 32);
        var experts = Experts.Read(config, "num_local_experts", experts: 8, "intermediate_size", perToken: 2);
        var shared = config.CountOrNull("shared_intermediate_size", Bounds.Width, zero: true) ?? 0;
        experts = experts with { SharedWidth = shared, SharedGate = shared > 0 };
        var lightning = new AttentionKind.Lightning(backbone.Heads, backbone.HeadDim, 4);
        var sees = SeesAll(config, backbone.Layers);
        return backbone.Each(i => new(sees(i) ? backbone.Attention() : lightning, experts));
    }

    // 1 is attention to all, 0 lightning; transformers' own class names the kinds.
    private static Func<int, bool> SeesAll(ConfigObject config, int layers)
    {
        if (LayerTypes.Read(config, layers, "full_attention", "linear_attention") is { } kinds) return i => kinds[i] == "full_attention";
        var listed = config.CountsOrNull("attn_type_list", 1) ?? throw config.Error("attn_type_list", "the member is missing", "give one entry a layer: 0 for lightning attention, 1 for attention to all");
        return listed.Count >= layers
            ? i => listed[i] == 1
            : throw config.Error("attn_type_list", $"the list names {listed.Count} layers, num_hidden_layers says {layers}", "give one entry a layer");
    }
}
