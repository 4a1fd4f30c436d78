namespace Breakeven.Models.Configs;

/// <summary>DBRX: sixteen fine experts of which four are used; sizes stand in two inner objects.</summary>
internal static class DbrxConfig
{
    public static Architecture Architecture { get; } = new(
        ["dbrx"], ["DbrxForCausalLM"], Read, new(FeedForward: "ffn", Router: "router.layer", Gate: "mlp.w1", Up: "mlp.v1", Down: "mlp.w2") { Layers = "transformer.blocks." });

    private static Shape Read(ConfigObject config)
    {
        int hidden = config.Count(config.Either("d_model", "hidden_size"), Bounds.Hidden), heads = config.Count(config.Either("n_heads", "num_attention_heads"), Bounds.Heads);
        var attention = config.ObjectOrNull("attn_config");
        var shared = (attention is not null && attention.Has("kv_n_heads") ? attention.Count("kv_n_heads", Bounds.Heads) : config.CountOrNull("num_key_value_heads", Bounds.Heads)) ?? 1;
        if (hidden % heads != 0 || heads % shared != 0)
            throw config.Error(config.Either("n_heads", "num_attention_heads"), $"{heads} heads with {shared} KV heads do not divide a width of {hidden}", "give heads such as 48, with 8 KV heads, for 6144");
        var backbone = new Backbone(
            hidden, config.Count("vocab_size", Bounds.Vocabulary), config.Count(config.Either("n_layers", "num_hidden_layers"), Bounds.Layers),
            config.Long(config.Either("max_seq_len", "max_position_embeddings"), Bounds.Context, 2048), Backbone.ReadTied(config, false), heads, shared, hidden / heads);
        var network = config.ObjectOrNull("ffn_config") ?? config;
        return backbone.Uniform(
            backbone.Attention(), Experts.Read(network, "moe_num_experts", experts: 4, "ffn_hidden_size", perToken: 1, perTokenName: "moe_top_k"));
    }
}
