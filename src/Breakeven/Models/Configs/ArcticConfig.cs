namespace Breakeven.Models.Configs;

/// <summary>Snowflake Arctic: 128 experts beside a dense network as wide as the hidden state, which has a norm of its own.</summary>
internal static class ArcticConfig
{
    public static Architecture Architecture { get; } = new(
        ["arctic"], ["ArcticForCausalLM"], Read, new(FeedForward: "block_sparse_moe", Gate: "w1", Up: "w3", Down: "w2") { Dense = "residual_mlp" });

    private static Shape Read(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 4096, vocabulary: 32000);
        var beside = config.Flag("parallel_attn_mlp_res", false);
        var experts = Experts.Read(config, "num_local_experts", experts: 8, "intermediate_size", perToken: 1) with { DenseWidth = beside ? backbone.Hidden : 0 };
        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        var every = config.Count("moe_layer_frequency", Bounds.Layers, 2);
        var attention = backbone.Attention();
        var routed = new ModelLayer(attention, experts, beside ? 3 : 2);
        var plain = new ModelLayer(attention, dense);
        return backbone.Each(i => (i + 1) % every == 0 ? routed : plain);
    }
}
