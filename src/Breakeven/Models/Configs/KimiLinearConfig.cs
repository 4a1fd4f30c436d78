namespace Breakeven.Models.Configs;

/// <summary>Kimi Linear and Kimi K3: three of four layers are Kimi Delta Attention, the fourth latent attention without positions; many experts, in K3 on a narrower latent.</summary>
internal static class KimiLinearConfig
{
    public static Architecture Architecture { get; } = new(
        ["kimi_linear"], ["KimiLinearForCausalLM", "KimiK3ForConditionalGeneration"], Read,
        ModuleNames.BlockSparse with
        {
            Renamed = new Dictionary<string, string> { ["latent_down_proj"] = "routed_expert_down_proj", ["latent_up_proj"] = "routed_expert_up_proj" },
        })
    {
        // The published checkpoint keeps the way to the experts' latent in 16 bits, though its list of exceptions does not say so.
        Refine = (_, rule) => rule with { FormatOf = (module, kind) => module.Contains(".routed_expert_", StringComparison.Ordinal) ? null : rule.FormatOf(module, kind) },
    };

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("index_topk", "sliding_window");
        var linear = config.ObjectOrNull("linear_attn_config") ?? throw config.Error("linear_attn_config", "the member is missing", "give its heads, sizes and layers");
        var backbone = new Backbone(
            config.Count("hidden_size", Bounds.Hidden), config.Count("vocab_size", Bounds.Vocabulary), config.Count("num_hidden_layers", Bounds.Layers),
            config.Long(config.Has("max_position_embeddings") ? "max_position_embeddings" : "model_max_length", Bounds.Context, 1_048_576),
            Backbone.ReadTied(config, false), config.Count("num_attention_heads", Bounds.Heads), 1, 1);
        var latent = new AttentionKind.Latent(
            backbone.Heads, config.CountOrNull("q_lora_rank", Bounds.Rank), config.Count("kv_lora_rank", Bounds.Rank),
            config.Count("qk_nope_head_dim", Bounds.HeadDim), config.Count("qk_rope_head_dim", Bounds.HeadDim), config.Count("v_head_dim", Bounds.HeadDim))
        { OutputGate = config.Flag("mla_use_output_gate", false) };
        var delta = new AttentionKind.KimiDelta(
            linear.Count("num_heads", Bounds.Heads, backbone.Heads), linear.Count("head_dim", Bounds.HeadDim, 128), linear.Count("short_conv_kernel_size", 1024, 4), 4)
        { FullRankGate = linear.Flag("use_full_rank_gate", false) };
        // Layers are counted from 1 here.
        var deltas = (linear.CountsOrNull("kda_layers", Bounds.Layers) ?? throw linear.Error("kda_layers", "the member is missing", "list the layers of linear attention, from 1")).ToHashSet();
        var routes = SparseLayers.Read(config, backbone.Layers, "num_experts");
        var experts = routes.Count > 0 ? ReadExperts(config) : null;
        var dense = routes.Count < backbone.Layers ? new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) : null;
        var mixes = config.Says("attn_res_block_size");
        ModelLayer Layer(int i) => new(deltas.Contains(i + 1) ? delta : latent, routes.Contains(i) ? experts! : dense!) { MixesBlocks = mixes };
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return backbone.Each(Layer) with { DraftLayers = [.. Enumerable.Repeat(new ModelLayer(latent, (FeedForwardKind?)experts ?? dense!) { JoinsDraft = true }, drafts)] };
    }

    private static FeedForwardKind.Mixture ReadExperts(ConfigObject config)
    {
        var perToken = config.Has("num_experts_per_token") ? "num_experts_per_token" : "num_experts_per_tok";
        var experts = Experts.Read(config, "num_experts", experts: null, "moe_intermediate_size", perToken: null, perToken);
        var shared = config.CountOrNull("num_shared_experts", Bounds.Experts, zero: true) ?? 0;
        var latent = config.CountOrNull("routed_expert_hidden_size", Bounds.Width) ?? 0;
        return experts with
        {
            SharedWidth = Experts.Width(config, "num_shared_experts", shared, experts.ExpertWidth),
            RouterBias = true,
            LatentWidth = latent,
            LatentNorm = latent > 0 && config.Flag("latent_moe_use_norm", false),
        };
    }
}
