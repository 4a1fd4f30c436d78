namespace Breakeven.Models.Configs;

/// <summary>dots.llm1: DeepSeek's experts behind grouped-query attention with norms on queries and keys.</summary>
internal static class DotsConfig
{
    public static Architecture Architecture { get; } = new(["dots1"], ["Dots1ForCausalLM"], Read, new(Shared: "shared_experts"));

    private static Shape Read(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 32, context: 2048);
        var bias = config.Flag("attention_bias", false);
        var attention = backbone.Attention() with { QueryKeyNorm = true, InputBias = bias, OutputBias = bias };
        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        var experts = Experts.Read(config, "n_routed_experts", experts: null, "moe_intermediate_size", perToken: null);
        experts = experts with { RouterBias = true, SharedWidth = Experts.Shared(config, "n_shared_experts", 0, experts.ExpertWidth) };
        var first = config.Count("first_k_dense_replace", Bounds.Layers, 0, zero: true);
        var window = config.CountOrNull("sliding_window", Bounds.Window);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        return backbone.Each(i => new(attention.Sliding(config, types is not null && types[i] == "sliding_attention", window), i < first ? dense : experts));
    }
}
