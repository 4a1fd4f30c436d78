namespace Breakeven.Models.Configs;

/// <summary>The list that names each layer's kind.</summary>
internal static class LayerTypes
{
    /// <summary>One of the allowed names a layer; null where the config has no list.</summary>
    public static IReadOnlyList<string>? Read(ConfigObject config, int layers, params IReadOnlyList<string> allowed)
    {
        if (config.TextsOrNull("layer_types") is not { } types) return null;
        if (types.Count != layers)
            throw config.Error("layer_types", $"the list names {types.Count} layers, num_hidden_layers says {layers}", "give one entry a layer");
        for (var i = 0; i < types.Count; i++)
            if (!allowed.Contains(types[i]))
                throw config.Error($"layer_types[{i}]", $"a layer of kind \"{Shown(types[i])}\" is not understood for this architecture", $"known here: {string.Join(", ", allowed)}");
        return types;
    }

    /// <summary>Which layers slide, by the list or else by rule; the window must then be there.</summary>
    public static AttentionKind Sliding(this AttentionKind.Grouped attention, ConfigObject config, bool slides, int? window) =>
        !slides ? attention
        : window is { } tokens ? attention with { Span = AttentionSpan.Sliding, SpanTokens = tokens }
        : throw config.Error("sliding_window", "a layer slides but the window is missing", "add \"sliding_window\": 4096");

    private static string Shown(string text) => text.Length <= 40 ? text.ReplaceLineEndings(" ") : text[..40].ReplaceLineEndings(" ") + "...";
}
