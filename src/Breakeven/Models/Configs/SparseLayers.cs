namespace Breakeven.Models.Configs;

/// <summary>Which layers route to experts: by a list of kinds, or all after the first few, or every n-th of those.</summary>
internal static class SparseLayers
{
    /// <param name="counts">Members of which one is there in a model with experts.</param>
    public static IReadOnlySet<int> Read(ConfigObject config, int layers, params ReadOnlySpan<string> counts)
    {
        if (config.TextsOrNull("mlp_layer_types") is { } kinds)
            return Listed(config, "mlp_layer_types", layers, [.. kinds.Select(kind => kind != "dense")]);
        if (config.IsList("moe_layer_freq"))
            return Listed(config, "moe_layer_freq", layers, [.. config.CountsOrNull("moe_layer_freq", 1)!.Select(flag => flag != 0)]);
        var routed = false;
        foreach (var name in counts) routed |= config.Has(name);
        if (!routed) return new HashSet<int>();
        var first = config.Count("first_k_dense_replace", Bounds.Layers, 0, zero: true);
        var every = config.Count("moe_layer_freq", Bounds.Layers, 1);
        return Enumerable.Range(0, layers).Where(layer => layer >= first && layer % every == 0).ToHashSet();
    }

    private static HashSet<int> Listed(ConfigObject config, string name, int layers, bool[] routed) => routed.Length >= layers
        ? Enumerable.Range(0, layers).Where(layer => routed[layer]).ToHashSet()
        : throw config.Error(name, $"the list names {routed.Length} layers, num_hidden_layers says {layers}", "give one entry a layer");
}
