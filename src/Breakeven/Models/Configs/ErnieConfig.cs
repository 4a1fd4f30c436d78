namespace Breakeven.Models.Configs;

/// <summary>Baidu's ERNIE 4.5: dense, or experts between a first and a last layer, balanced by a bias.</summary>
internal static class ErnieConfig
{
    public static Architecture Dense { get; } = new(["ernie4_5"], ["Ernie4_5ForCausalLM", "Ernie4_5_ForCausalLM"], ReadDense, new());

    public static Architecture Mixture { get; } = new(["ernie4_5_moe"], ["Ernie4_5_MoeForCausalLM"], ReadMixture, new(Shared: "shared_experts"));

    private static Shape ReadDense(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 131072, tied: true);
        return backbone.Uniform(Attention(config, backbone), Network(config));
    }

    private static Shape ReadMixture(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 131072, tied: true);
        var attention = Attention(config, backbone);
        var dense = Network(config);
        var experts = Experts.Read(config, "moe_num_experts", experts: 64, "moe_intermediate_size", perToken: 6, perTokenName: "moe_k");
        experts = experts with { RouterBias = true, SharedWidth = Experts.Shared(config, "moe_num_shared_experts", 2, experts.ExpertWidth) };
        var first = config.Count("moe_layer_start_index", Bounds.Layers, 1, zero: true);
        var last = Last(config, backbone.Layers);
        var every = config.Count("moe_layer_interval", Bounds.Layers, 1);
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return backbone.Each(i => new(attention, i >= first && i <= last && (i + 1) % every == 0 ? experts : dense)) with
        {
            DraftLayers = [.. Enumerable.Repeat(new ModelLayer(attention, dense) { JoinsDraft = true }, drafts)],
        };
    }

    // -1 is the last one.
    private static int Last(ConfigObject config, int layers) =>
        !config.Has("moe_layer_end_index") || config.IsWhole("moe_layer_end_index", -1) ? layers - 1 : config.Count("moe_layer_end_index", Bounds.Layers, zero: true);

    private static AttentionKind.Grouped Attention(ConfigObject config, Backbone backbone)
    {
        var bias = config.Flag("use_bias", false);
        return backbone.Attention() with { InputBias = bias, OutputBias = bias };
    }

    private static FeedForwardKind.Dense Network(ConfigObject config) => new(config.Count("intermediate_size", Bounds.Width)) { Bias = config.Flag("use_bias", false) };
}
