namespace Breakeven.Models.Configs;

/// <summary>Falcon 7B, 40B and 180B: attention and network side by side, a tied head, norms with biases, so that each counts twice.</summary>
internal static class FalconConfig
{
    public static Architecture Architecture { get; } = new(
        ["falcon", "RefinedWeb", "RefinedWebModel"], ["FalconForCausalLM", "RWForCausalLM"], Read,
        new(Gate: "dense_h_to_4h", Up: "dense_h_to_4h", Down: "dense_4h_to_h") { Layers = "transformer.h.", Attention = "self_attention" });

    private static Shape Read(ConfigObject config)
    {
        int hidden = config.Count(config.Either("hidden_size", "n_embed"), Bounds.Hidden), heads = config.Count(config.Either("num_attention_heads", "n_head"), Bounds.Heads);
        var isNew = config.Flag("new_decoder_architecture", config.TextOrNull("model_type") == "RefinedWeb");
        var shared = isNew ? config.CountOrNull(config.Either("num_kv_heads", "n_head_kv"), Bounds.Heads) ?? heads : config.Flag("multi_query", true) ? 1 : heads;
        if (hidden % heads != 0 || heads % shared != 0)
            throw config.Error("num_attention_heads", $"{heads} heads with {shared} KV heads do not divide a width of {hidden}", "give heads such as 128, with 8 KV heads, for 8192");
        var bias = config.Flag("bias", false);
        var backbone = new Backbone(
            hidden, config.Count("vocab_size", Bounds.Vocabulary, 65024), config.Count(config.Either("num_hidden_layers", "n_layer"), Bounds.Layers),
            config.Long("max_position_embeddings", Bounds.Context, 2048), Backbone.ReadTied(config, true), heads, shared, hidden / heads);
        var width = config.CountOrNull("ffn_hidden_size", Bounds.Width) ?? 4 * hidden;
        var parallel = config.Flag("parallel_attn", true);
        var norms = isNew ? config.CountOrNull("num_ln_in_parallel_attn", 2) ?? 2 : parallel ? 1 : 2;
        return backbone.Uniform(
            backbone.Attention() with { InputBias = bias, OutputBias = bias }, new FeedForwardKind.Dense(width) { Gated = false, Bias = bias }, 2 * norms)
            with
        { OuterNorms = 2 };
    }
}
