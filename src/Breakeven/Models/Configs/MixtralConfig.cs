namespace Breakeven.Models.Configs;

/// <summary>Mixtral: every layer routes to a few of eight experts.</summary>
internal static class MixtralConfig
{
    public static Architecture Architecture { get; } = new(
        ["mixtral"], ["MixtralForCausalLM"], Read, new(FeedForward: "block_sparse_moe", Gate: "w1", Up: "w3", Down: "w2"));

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("n_shared_experts", "kv_lora_rank", "attention_bias");
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 4096 * 32);
        var window = config.CountOrNull("sliding_window", Bounds.Window);
        var layer = new ModelLayer(
            backbone.Attention().Sliding(config, window is not null, window),
            Experts.Read(config, "num_local_experts", experts: 8, "intermediate_size", perToken: 2));
        return backbone.Each(_ => layer);
    }
}
