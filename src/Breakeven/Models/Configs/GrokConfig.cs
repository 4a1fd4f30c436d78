namespace Breakeven.Models.Configs;

/// <summary>Grok-1, by xAI's own names or as converted, and Grok-2 (a dense network beside the experts).</summary>
internal static class GrokConfig
{
    private static readonly ModuleNames s_modules = new(FeedForward: "block_sparse_moe", Gate: "w1", Up: "w3", Down: "w2") { Dense = "mlp" };

    public static Architecture Architecture { get; } = new(
        ["grok-1", "grok", "grok1", "git"], ["Grok1ModelForCausalLM", "Grok1ForCausalLM", "Grok1ForCausalLM2"], Read, s_modules);

    /// <summary>The model by the names of xai-org/grok-1's run.py.</summary>
    public static bool IsNative(ConfigObject config) => config.Has("emb_size") && config.Has("num_q_heads") && config.Has("widening_factor");

    private static Shape Read(ConfigObject config)
    {
        if (IsNative(config)) return ReadNative(config);
        var backbone = Backbone.Read(config, context: 8192, tied: !config.Flag("residual_moe", false));
        var count = config.Either("num_experts", "num_local_experts");
        var width = config.Count("intermediate_size", Bounds.Width);
        var beside = config.Flag("residual_moe", false) ? width : 0;
        var experts = Experts.Read(config, count, experts: 8, config.Either("moe_intermediate_size", "intermediate_size"), perToken: 2);
        return backbone.Uniform(backbone.Attention(), experts with { DenseWidth = beside }, norms: 4);
    }

    // The width is two thirds of the multiple, up to a multiple of 8; the head reads the embedding again.
    private static Shape ReadNative(ConfigObject config)
    {
        var hidden = config.Count("emb_size", Bounds.Hidden);
        int heads = config.Count("num_q_heads", Bounds.Heads), shared = config.Count("num_kv_heads", Bounds.Heads), dim = config.Count("key_size", Bounds.HeadDim);
        if (heads % shared != 0) throw config.Error("num_kv_heads", $"{shared} KV heads do not divide {heads} query heads", "give a divisor of num_q_heads");
        var width = ((long)(config.Number("widening_factor", 1000) * hidden) * 2 / 3 + 7) / 8 * 8;
        if (width > Bounds.Width) throw config.Error("widening_factor", $"the experts would be {width} wide", "give 8");
        int experts = config.Count("num_experts", Bounds.Experts), used = config.Count("num_selected_experts", Bounds.Experts);
        if (used > experts) throw config.Error("num_selected_experts", $"a token cannot use {used} of {experts} experts", "give at most num_experts");
        var backbone = new Backbone(
            hidden, config.Count("vocab_size", Bounds.Vocabulary), config.Count("num_layers", Bounds.Layers), config.Long("sequence_len", Bounds.Context, 8192), true, heads, shared, dim);
        return backbone.Uniform(backbone.Attention(), new FeedForwardKind.Mixture(experts, used, (int)width), norms: 4);
    }
}
