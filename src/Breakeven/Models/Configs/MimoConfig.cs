namespace Breakeven.Models.Configs;

/// <summary>Xiaomi's MiMo: the 7B as Qwen2 with a draft layer; V2 with heads of 192 for keys and 128 for values, other KV heads and sinks where it slides.</summary>
internal static class MimoConfig
{
    public static Architecture First { get; } = new(["mimo"], ["MiMoForCausalLM"], ReadFirst, new());

    public static Architecture Second { get; } = new(["mimo_v2_flash", "mimo_v2"], ["MiMoV2FlashForCausalLM", "MiMoV2ForCausalLM"], ReadSecond, new());

    private static Shape ReadFirst(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 32768);
        var attention = backbone.Attention() with { InputBias = config.Flag("attention_bias", true) };
        var layer = new ModelLayer(attention, new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)));
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return backbone.Each(_ => layer) with { DraftLayers = [.. Enumerable.Repeat(layer with { JoinsDraft = true }, drafts)] };
    }

    private static Shape ReadSecond(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 32768);
        var bias = config.Flag("attention_bias", false);
        var full = new AttentionKind.Grouped(backbone.Heads, backbone.KeyValueHeads, backbone.HeadDim, config.CountOrNull("v_head_dim", Bounds.HeadDim) ?? backbone.HeadDim)
        {
            InputBias = bias,
            Sinks = config.Flag("add_full_attention_sink_bias", false),
        };
        var sliding = Sliding(config, full);
        var kinds = config.EachLayer("hybrid_layer_pattern", 1, backbone.Layers, 0);
        var routes = config.EachLayer("moe_layer_freq", 1, backbone.Layers, 1);
        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        FeedForwardKind experts = routes.Contains(1) ? ReadExperts(config) : dense;
        var shape = backbone.Each(i => new(kinds[i] == 1 ? sliding : full, routes[i] == 1 ? experts : dense));
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        // 0.33B each, as the vendor says: dense, and sliding.
        return shape with { DraftLayers = [.. Enumerable.Repeat(new ModelLayer(sliding, dense) { JoinsDraft = true }, drafts)] };
    }

    private static AttentionKind.Grouped Sliding(ConfigObject config, AttentionKind.Grouped full)
    {
        var heads = config.CountOrNull("swa_num_attention_heads", Bounds.Heads) ?? full.Heads;
        var shared = config.CountOrNull("swa_num_key_value_heads", Bounds.Heads) ?? full.KeyValueHeads;
        if (heads % shared != 0) throw config.Error("swa_num_key_value_heads", $"{shared} KV heads do not divide {heads} query heads", "give a divisor of swa_num_attention_heads");
        return new(heads, shared, config.CountOrNull("swa_head_dim", Bounds.HeadDim) ?? full.KeyDim, config.CountOrNull("swa_v_head_dim", Bounds.HeadDim) ?? full.ValueDim)
        {
            InputBias = full.InputBias,
            Sinks = config.Flag("add_swa_attention_sink_bias", false),
            Span = AttentionSpan.Sliding,
            SpanTokens = config.Count(config.Either("sliding_window", "sliding_window_size"), Bounds.Window, 128),
        };
    }

    private static FeedForwardKind.Mixture ReadExperts(ConfigObject config)
    {
        var experts = Experts.Read(config, "n_routed_experts", experts: null, "moe_intermediate_size", perToken: null);
        return experts with { RouterBias = true, SharedWidth = Experts.Shared(config, "n_shared_experts", 0, experts.ExpertWidth) };
    }
}
