namespace Breakeven.Models.Configs;

/// <summary>MiniCPM: as Llama with a tied head, dense or with experts; the third version with latent attention.</summary>
internal static class MiniCpmConfig
{
    public static Architecture First { get; } = new(["minicpm"], ["MiniCPMForCausalLM"], ReadFirst, new(Gate: "w1", Up: "w3", Down: "w2"));

    public static Architecture Third { get; } = new(["minicpm3"], ["MiniCPM3ForCausalLM"], ReadThird, new());

    private static Shape ReadFirst(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 2048, tied: true);
        var bias = config.Flag("attention_bias", false);
        FeedForwardKind feedForward = (config.CountOrNull("num_experts", Bounds.Experts, zero: true) ?? 0) > 0
            ? Experts.Read(config, "num_experts", experts: null, "intermediate_size", perToken: 2)
            : new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        return backbone.Uniform(backbone.Attention() with { InputBias = bias, OutputBias = bias }, feedForward);
    }

    private static Shape ReadThird(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 32768, tied: true);
        int nope = config.Count("qk_nope_head_dim", Bounds.HeadDim, 64), rope = config.Count("qk_rope_head_dim", Bounds.HeadDim, 32);
        var attention = new AttentionKind.Latent(
            backbone.Heads, config.CountOrNull("q_lora_rank", Bounds.Rank), config.Count("kv_lora_rank", Bounds.Rank), nope, rope,
            config.CountOrNull("v_head_dim", Bounds.HeadDim) ?? backbone.HeadDim);
        return backbone.Uniform(attention, new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)));
    }
}
