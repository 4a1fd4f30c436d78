namespace Breakeven.Models.Configs;

/// <summary>Ling and Ring: first layers dense, shared experts; the second version norms queries and keys, balances by a bias and drafts.</summary>
internal static class BailingConfig
{
    private static readonly ModuleNames s_modules = new(Shared: "shared_experts") { Attention = "attention" };

    public static Architecture First { get; } = new(["bailing_moe"], ["BailingMoeForCausalLM"], config => Read(config, second: false), s_modules);

    public static Architecture Second { get; } = new(["bailing_moe_v2"], ["BailingMoeV2ForCausalLM"], config => Read(config, second: true), s_modules);

    /// <summary>Ling and Ring 2.5 and the linear 2.0: the last of each group of layers attends, the others keep a state.</summary>
    public static Architecture Hybrid { get; } = new(
        ["bailing_hybrid", "bailing_moe_linear", "bailing_moe_linear_v2", "bailing_moe_v2_5"],
        ["BailingMoeLinearForCausalLM", "BailingMoeLinearV2ForCausalLM", "BailingMoeV2_5ForCausalLM"], ReadHybrid, s_modules);

    private static Shape ReadHybrid(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 32768);
        var group = config.Count("layer_group_size", Bounds.Layers);
        AttentionKind full = config.Has("kv_lora_rank")
            ? new AttentionKind.Latent(
                backbone.Heads, config.CountOrNull("q_lora_rank", Bounds.Rank), config.Count("kv_lora_rank", Bounds.Rank), config.Count("qk_nope_head_dim", Bounds.HeadDim, 128),
                config.Count("qk_rope_head_dim", Bounds.HeadDim, 64), config.Count("v_head_dim", Bounds.HeadDim, 128))
            : Attention(config, backbone, second: true);
        var linear = new AttentionKind.Lightning(backbone.Heads, backbone.HeadDim, 4) { QueryKeyNorm = config.Flag("use_qk_norm", true) };
        // What is left over behind the last whole group attends too.
        var whole = backbone.Layers / group * group;
        var (dense, experts) = Networks(config, second: true);
        var first = config.Count("first_k_dense_replace", Bounds.Layers, 0, zero: true);
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return backbone.Each(i => new((i + 1) % group == 0 || i >= whole ? full : linear, i < first ? dense : experts)) with
        {
            DraftLayers = [.. Enumerable.Repeat(new ModelLayer(full, experts) { JoinsDraft = true }, drafts)],
        };
    }

    private static Shape Read(ConfigObject config, bool second)
    {
        config.Refuse("kv_lora_rank", "layer_group_size");
        var backbone = Backbone.Read(config, context: 32768);
        var attention = Attention(config, backbone, second);
        var (dense, experts) = Networks(config, second);
        var first = config.Count("first_k_dense_replace", Bounds.Layers, 0, zero: true);
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return backbone.Each(i => new(attention, i < first ? dense : experts)) with
        {
            DraftLayers = [.. Enumerable.Repeat(new ModelLayer(attention, experts) { JoinsDraft = true }, drafts)],
        };
    }

    private static AttentionKind.Grouped Attention(ConfigObject config, Backbone backbone, bool second)
    {
        var bias = config.Flag("use_bias", false);
        return backbone.Attention() with
        {
            InputBias = bias || config.Flag("use_qkv_bias", false),
            OutputBias = bias,
            QueryKeyNorm = config.Flag("use_qk_norm", second),
        };
    }

    private static (FeedForwardKind Dense, FeedForwardKind Experts) Networks(ConfigObject config, bool second)
    {
        var experts = Experts.Read(config, "num_experts", experts: null, "moe_intermediate_size", perToken: null);
        var width = config.CountOrNull("moe_shared_expert_intermediate_size", Bounds.Width) ?? experts.ExpertWidth;
        return (new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Bias = config.Flag("use_bias", false) }, experts with
        {
            SharedWidth = Experts.Shared(config, "num_shared_experts", 0, width),
            RouterBias = config.Flag("moe_router_enable_expert_bias", second),
        });
    }
}
