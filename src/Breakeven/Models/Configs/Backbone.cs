namespace Breakeven.Models.Configs;

/// <summary>What nearly every config states in the same words.</summary>
internal sealed record Backbone(
    int Hidden, int Vocabulary, int Layers, long Context, bool Tied, int Heads, int KeyValueHeads, int HeadDim)
{
    /// <summary>Reads them.</summary>
    /// <param name="keyValueHeads">The architecture's default; null where absent means as many as query heads.</param>
    /// <param name="headDim">The architecture's default; null where absent means hidden_size / num_attention_heads.</param>
    /// <param name="heads">The architecture's default.</param>
    /// <param name="vocabulary">The architecture's default.</param>
    public static Backbone Read(
        ConfigObject config, int? keyValueHeads = null, int? headDim = null, long? context = null, bool tied = false, int? heads = null, int? vocabulary = null)
    {
        var hidden = config.Count("hidden_size", Bounds.Hidden);
        var queryHeads = config.Count("num_attention_heads", Bounds.Heads, heads);
        return new(
            hidden, config.Count("vocab_size", Bounds.Vocabulary, vocabulary), config.Count("num_hidden_layers", Bounds.Layers),
            config.Long("max_position_embeddings", Bounds.Context, context), ReadTied(config, tied),
            queryHeads, ReadKeyValueHeads(config, queryHeads, keyValueHeads), ReadHeadDim(config, hidden, queryHeads, headDim));
    }

    /// <summary>The same with every name given, for configs that name things their own way.</summary>
    public static Backbone Read(ConfigObject config, string hidden, string layers, string heads, string keyValueHeads, string context, int? contextDefault, bool tied)
    {
        var width = config.Count(hidden, Bounds.Hidden);
        var count = config.Count(heads, Bounds.Heads);
        var shared = config.CountOrNull(keyValueHeads, Bounds.Heads) ?? count;
        if (count % shared != 0) throw config.Error(keyValueHeads, $"{shared} KV heads do not divide {count} query heads", $"give a divisor of {heads}, such as 8 for 32");
        return new(
            width, config.Count("vocab_size", Bounds.Vocabulary), config.Count(layers, Bounds.Layers), config.Long(context, Bounds.Context, contextDefault),
            ReadTied(config, tied), count, shared, ReadHeadDim(config, width, count, null));
    }

    public AttentionKind.Grouped Attention() => new(Heads, KeyValueHeads, HeadDim, HeadDim);

    /// <summary>All layers alike.</summary>
    public Shape Uniform(AttentionKind attention, FeedForwardKind feedForward, int norms = 2)
    {
        var layer = new ModelLayer(attention, feedForward, norms);
        return Each(_ => layer);
    }

    /// <summary>Layers that differ in how far they see: by layer_types, or else by the rule.</summary>
    public Shape Alternate(ConfigObject config, AttentionKind.Grouped attention, FeedForwardKind feedForward, int? window, Func<int, bool> slides, int norms = 2)
    {
        var types = LayerTypes.Read(config, Layers, "full_attention", "sliding_attention");
        return Each(i => new(attention.Sliding(config, types is null ? slides(i) : types[i] == "sliding_attention", window), feedForward, norms));
    }

    /// <summary>One layer for each index. Equal layers become one object, so that a model's kinds of layer are found by reference.</summary>
    public Shape Each(Func<int, ModelLayer> layer)
    {
        var kinds = new HashSet<ModelLayer>();
        return new(Hidden, Vocabulary, Tied, Context, [.. Enumerable.Range(0, Layers).Select(i =>
        {
            var made = layer(i);
            if (kinds.TryGetValue(made, out var known)) return known;
            kinds.Add(made);
            return made;
        })]);
    }

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
