namespace Breakeven.Models.Configs;

/// <summary>GLM-4.5 to 4.7: grouped attention with biases on queries, keys and values, first layers dense, a shared expert, an MTP layer.</summary>
internal static class GlmMoeConfig
{
    public static Architecture Architecture { get; } = new(["glm4_moe", "glm4v_moe_text"], ["Glm4MoeForCausalLM", "Glm4vMoeForConditionalGeneration"], Read, new(Shared: "shared_experts"));

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "sliding_window");
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 131072);
        // The bias is on the inputs alone; norms are for each head (GLM-4.5 has them, Air has not).
        var attention = backbone.Attention() with { InputBias = config.Flag("attention_bias", false), QueryKeyNorm = config.Flag("use_qk_norm", false) };
        var routes = SparseLayers.Read(config, backbone.Layers, "n_routed_experts", "num_experts");
        var experts = SharedExperts.Read(config, correction: true);
        var dense = routes.Count < backbone.Layers ? new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) : null;
        var shape = backbone.Each(i => new(attention, routes.Contains(i) ? experts : dense!));
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return shape with { DraftLayers = [.. Enumerable.Repeat(new ModelLayer(attention, experts) { JoinsDraft = true }, drafts)] };
    }
}
