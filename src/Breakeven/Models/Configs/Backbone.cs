namespace Breakeven.Models.Configs;

/// <summary>What nearly every config states in the same words.</summary>
internal sealed record Backbone(
    int Hidden, int Vocabulary, int Layers, long Context, bool Tied, int Heads, int KeyValueHeads, int HeadDim)
{
    /// <summary>Reads them.</summary>
    /// <param name="keyValueHeads">The architecture's default; null where absent means as many as query heads.</param>
    /// <param name="headDim">The architecture's default; null where absent means hidden_size / num_attention_heads.</param>
    public static Backbone Read(ConfigObject config, int? keyValueHeads = null, int? headDim = null, long? context = null, bool tied = false)
    {
        var hidden = config.Count("hidden_size", Bounds.Hidden);
        var heads = config.Count("num_attention_heads", Bounds.Heads);
        return new(
            hidden, config.Count("vocab_size", Bounds.Vocabulary), config.Count("num_hidden_layers", Bounds.Layers),
            config.Long("max_position_embeddings", Bounds.Context, context), ReadTied(config, tied),
            heads, ReadKeyValueHeads(config, heads, keyValueHeads), ReadHeadDim(config, hidden, heads, headDim));
    }

    public AttentionKind.Grouped Attention() => new(Heads, KeyValueHeads, HeadDim, HeadDim);

    public Shape With(IReadOnlyList<ModelLayer> layers) => new(Hidden, Vocabulary, Tied, Context, layers);

    /// <summary>One layer for each index.</summary>
    public Shape Each(Func<int, ModelLayer> layer) => With([.. Enumerable.Range(0, Layers).Select(layer)]);

    /// <summary>The wrapper's word counts where there is one.</summary>
    public static bool ReadTied(ConfigObject config, bool fallback)
    {
        if (config.Outer is { } outer && outer.Has("tie_word_embeddings")) return outer.Flag("tie_word_embeddings", fallback);
        if (!config.Has("tie_word_embeddings")) config.Note("tie_word_embeddings", fallback ? "true" : "false");
        return config.Flag("tie_word_embeddings", fallback);
    }

    private static int ReadKeyValueHeads(ConfigObject config, int heads, int? fallback)
    {
        var count = config.Count("num_key_value_heads", Bounds.Heads, fallback ?? heads);
        return heads % count == 0 ? count : throw config.Error(
            "num_key_value_heads", $"{count} KV heads do not divide {heads} query heads", "give a divisor of num_attention_heads, such as 8 for 32");
    }

    private static int ReadHeadDim(ConfigObject config, int hidden, int heads, int? fallback)
    {
        if (config.Has("head_dim") || fallback is not null) return config.Count("head_dim", Bounds.HeadDim, fallback);
        if (hidden % heads != 0)
            throw config.Error("num_attention_heads", $"{heads} heads do not divide hidden_size {hidden}, and head_dim is absent", "add \"head_dim\": 128");
        return hidden / heads;
    }
}
