namespace Breakeven.Models.Configs;

/// <summary>Ling and Ring: first layers dense, shared experts; the second version norms queries and keys, balances by a bias and drafts.</summary>
internal static class BailingConfig
{
    private static readonly ModuleNames s_modules = new(Shared: "shared_experts") { Attention = "attention" };

    public static Architecture First { get; } = new(["bailing_moe"], ["BailingMoeForCausalLM"], config => Read(config, second: false), s_modules);

    public static Architecture Second { get; } = new(["bailing_moe_v2"], ["BailingMoeV2ForCausalLM"], config => Read(config, second: true), s_modules);

    private static Shape Read(ConfigObject config, bool second)
    {
        config.Refuse("kv_lora_rank", "layer_group_size");
        var backbone = Backbone.Read(config, context: 32768);
        var bias = config.Flag("use_bias", false);
        var attention = backbone.Attention() with
        {
            InputBias = bias || config.Flag("use_qkv_bias", false),
            OutputBias = bias,
            QueryKeyNorm = config.Flag("use_qk_norm", second),
        };
        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Bias = bias };
        var experts = Experts.Read(config, "num_experts", experts: null, "moe_intermediate_size", perToken: null);
        var sharedWidth = config.CountOrNull("moe_shared_expert_intermediate_size", Bounds.Width) ?? experts.ExpertWidth;
        experts = experts with
        {
            SharedWidth = Experts.Shared(config, "num_shared_experts", 0, sharedWidth),
            RouterBias = config.Flag("moe_router_enable_expert_bias", second),
        };
        var first = config.Count("first_k_dense_replace", Bounds.Layers, 0, zero: true);
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return backbone.Each(i => new(attention, i < first ? dense : experts)) with
        {
            DraftLayers = [.. Enumerable.Repeat(new ModelLayer(attention, experts) { JoinsDraft = true }, drafts)],
        };
    }
}
