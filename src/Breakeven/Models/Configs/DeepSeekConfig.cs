namespace Breakeven.Models.Configs;

/// <summary>DeepSeek V2, V3, R1 and Kimi K2: latent attention, first layers dense, shared experts, MTP layers.</summary>
internal static class DeepSeekConfig
{
    private static readonly ModuleNames s_modules = new(Shared: "shared_experts");

    public static Architecture V2 { get; } = new(["deepseek_v2"], ["DeepseekV2ForCausalLM"], config => Read(config, correction: false), s_modules);

    // V3 balances its experts by a bias on the router ("noaux_tc"); transformers' own class always has it.
    public static Architecture V3 { get; } = new(
        ["deepseek_v3", "kimi_k2"], ["DeepseekV3ForCausalLM"], config => Read(config, correction: true), s_modules);

    private static Shape Read(ConfigObject config, bool correction)
    {
        config.Refuse("index_topk", "index_head_dim", "index_n_heads", "attention_bias", "sliding_window", "layer_types", "compress_ratios");
        var backbone = new Backbone(
            config.Count("hidden_size", Bounds.Hidden), config.Count("vocab_size", Bounds.Vocabulary), config.Count("num_hidden_layers", Bounds.Layers),
            config.Long("max_position_embeddings", Bounds.Context), Backbone.ReadTied(config, false), config.Count("num_attention_heads", Bounds.Heads), 1, 1);
        var attention = new AttentionKind.Latent(
            backbone.Heads, config.CountOrNull("q_lora_rank", Bounds.Rank), config.Count("kv_lora_rank", Bounds.Rank),
            config.Count("qk_nope_head_dim", Bounds.HeadDim), config.Count("qk_rope_head_dim", Bounds.HeadDim), config.Count("v_head_dim", Bounds.HeadDim));
        if (config.TextOrNull("topk_method") is { } method) correction = method == "noaux_tc";

        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        FeedForwardKind experts = config.Has("n_routed_experts") ? ReadExperts(config, correction) : dense;
        var first = config.Count("first_k_dense_replace", Bounds.Layers, 0, zero: true);
        var every = config.Count("moe_layer_freq", Bounds.Layers, 1);
        var shape = backbone.Each(i => new(attention, i >= first && i % every == 0 ? experts : dense));
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return shape with { DraftLayers = [.. Enumerable.Repeat(new ModelLayer(attention, experts) { JoinsDraft = true }, drafts)] };
    }

    private static FeedForwardKind.Mixture ReadExperts(ConfigObject config, bool correction)
    {
        var experts = Experts.Read(config, "n_routed_experts", experts: null, "moe_intermediate_size", perToken: null);
        var shared = config.CountOrNull("n_shared_experts", Bounds.Experts, zero: true) ?? 0;
        var width = (long)shared * experts.ExpertWidth;
        if (width > Bounds.Width)
            throw config.Error("n_shared_experts", $"{shared} shared experts are {width} wide together", "give 1 or 2");
        return experts with { SharedWidth = (int)width, RouterBias = correction };
    }
}
