namespace Breakeven.Models.Configs;

/// <summary>The first DeepSeek-MoE: plain attention, first layer dense, many small experts and shared ones.</summary>
internal static class DeepSeekMoeConfig
{
    public static Architecture Architecture { get; } = new(["deepseek"], ["DeepseekForCausalLM"], Read, new(Shared: "shared_experts"));

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank");
        var backbone = Backbone.Read(config, context: 2048);
        var bias = config.Flag("attention_bias", false);
        var attention = backbone.Attention() with { InputBias = bias, OutputBias = bias };
        var routes = SparseLayers.Read(config, backbone.Layers, "n_routed_experts");
        var experts = routes.Count > 0 ? SharedExperts.Read(config, correction: false) : null;
        var dense = routes.Count < backbone.Layers ? new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) : null;
        return backbone.Each(i => new(attention, routes.Contains(i) ? experts! : dense!));
    }
}
