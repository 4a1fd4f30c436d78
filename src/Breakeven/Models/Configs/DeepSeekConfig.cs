namespace Breakeven.Models.Configs;

/// <summary>Latent attention with routed and shared experts: DeepSeek V2, V3, R1, V3.2, Kimi K2, GLM-5 and GLM-4.7-Flash; first layers dense, MTP layers, an indexer in some.</summary>
internal static class DeepSeekConfig
{
    private static readonly ModuleNames s_modules = new(Shared: "shared_experts");

    public static Architecture V2 { get; } = new(["deepseek_v2"], ["DeepseekV2ForCausalLM"], config => Read(config, correction: false), s_modules);

    // V3 balances its experts by a bias on the router ("noaux_tc"); transformers' own class always has it.
    public static Architecture V3 { get; } = new(
        ["deepseek_v3", "kimi_k2"], ["DeepseekV3ForCausalLM"], config => Read(config, correction: true), s_modules);

    public static Architecture GlmLite { get; } = new(
        ["glm4_moe_lite"], ["Glm4MoeLiteForCausalLM"], config => Read(config, correction: true), s_modules);

    public static Architecture Sparse { get; } = new(
        ["deepseek_v32", "glm_moe_dsa"], ["DeepseekV32ForCausalLM", "GlmMoeDsaForCausalLM"], ReadSparse, s_modules);

    private static Shape Read(ConfigObject config, bool correction)
    {
        config.Refuse("index_topk", "index_head_dim", "index_n_heads");
        return Build(config, correction, _ => null);
    }

    private static Shape ReadSparse(ConfigObject config)
    {
        var glm = config.TextOrNull("model_type") == "glm_moe_dsa";
        var indexer = new Indexer(
            config.Count("index_n_heads", Bounds.Heads, glm ? 32 : 64), config.Count("index_head_dim", Bounds.HeadDim, 128), config.Count("index_topk", Bounds.Window, 2048));
        var borrows = Borrows(config);
        return Build(config, correction: true, layer => indexer with { Borrowed = borrows(layer) });
    }

    private static Shape Build(ConfigObject config, bool correction, Func<int, Indexer?> indexer)
    {
        config.Refuse("attention_bias", "sliding_window", "compress_ratios");
        var backbone = new Backbone(
            config.Count("hidden_size", Bounds.Hidden), config.Count("vocab_size", Bounds.Vocabulary), config.Count("num_hidden_layers", Bounds.Layers),
            config.Long("max_position_embeddings", Bounds.Context), Backbone.ReadTied(config, false), config.Count("num_attention_heads", Bounds.Heads), 1, 1);
        var attention = new AttentionKind.Latent(
            backbone.Heads, config.CountOrNull("q_lora_rank", Bounds.Rank), config.Count("kv_lora_rank", Bounds.Rank),
            config.Count("qk_nope_head_dim", Bounds.HeadDim), config.Count("qk_rope_head_dim", Bounds.HeadDim), config.Count("v_head_dim", Bounds.HeadDim));
        if (config.TextOrNull("topk_method") is { } method) correction = method == "noaux_tc";

        var routes = SparseLayers.Read(config, backbone.Layers, "n_routed_experts", "num_experts");
        var experts = routes.Count > 0 || config.Has("n_routed_experts") ? SharedExperts.Read(config, correction) : null;
        FeedForwardKind? dense = routes.Count < backbone.Layers ? new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) : null;
        var shape = backbone.Each(i => new(attention with { Index = indexer(i) }, routes.Contains(i) ? experts! : dense!));
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        var draft = new ModelLayer(attention with { Index = indexer(0) is { } first ? first with { Borrowed = false } : null }, experts ?? dense!) { JoinsDraft = true };
        return shape with { DraftLayers = [.. Enumerable.Repeat(draft, drafts)] };
    }

    // GLM-5.2: most layers take the picks of the last one that made its own. By list, by a text of F and S, or every index_topk_freq-th after an offset.
    private static Func<int, bool> Borrows(ConfigObject config)
    {
        var layers = config.Count("num_hidden_layers", Bounds.Layers);
        var kinds = config.IsText("index_topk_pattern") ? [.. config.TextOrNull("index_topk_pattern")!.Select(kind => kind.ToString())]
            : config.TextsOrNull("indexer_types") ?? config.TextsOrNull("index_topk_pattern");
        if (kinds is { } known)
        {
            if (known.Count < layers) throw config.Error("indexer_types", $"the list names {known.Count} layers, num_hidden_layers says {layers}", "give one entry a layer: \"full\" or \"shared\"");
            return layer => known[layer] is "shared" or "S";
        }

        var every = Math.Max(1, config.CountOrNull("index_topk_freq", Bounds.Layers, zero: true) ?? 1);
        var offset = config.CountOrNull("index_skip_topk_offset", Bounds.Layers, zero: true) ?? 2;
        return layer => Math.Max(layer - offset + 1, 0) % every != 0;
    }
}
