namespace Breakeven.Models.Configs;

/// <summary>
/// Llama 4: attention within chunks of 8192 tokens but for every fourth layer, which has no rotary position and sees everything;
/// experts in every layer (Scout) or every second (Maverick), one shared expert of a routed one's width.
/// </summary>
internal static class Llama4Config
{
    private const int NopeInterval = 4;

    public static Architecture Architecture { get; } = new(
        ["llama4_text"], ["Llama4ForConditionalGeneration", "Llama4ForCausalLM"], Read, new(FeedForward: "feed_forward", Router: "router"));

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "num_kv_shared_layers");
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 4096 * 32);
        var bias = config.Flag("attention_bias", false);
        // The norm on queries and keys (use_qk_norm) has no weights here.
        var full = backbone.Attention() with { InputBias = bias, OutputBias = bias };
        var chunk = config.Names.Contains("attention_chunk_size")
            ? config.CountOrNull("attention_chunk_size", Bounds.Window)
            : config.Count("attention_chunk_size", Bounds.Window, 8192);
        AttentionKind chunked = chunk is { } tokens ? full with { Span = AttentionSpan.Chunked, SpanTokens = tokens } : full;

        var experts = Experts.Read(config, "num_local_experts", experts: 16, "intermediate_size", perToken: 1);
        experts = experts with { SharedWidth = experts.ExpertWidth };
        var routed = Routed(config, backbone.Layers);
        var dense = routed.Count == backbone.Layers ? null : new FeedForwardKind.Dense(config.Count("intermediate_size_mlp", Bounds.Width, 16384));
        var sees = SeesAll(config, backbone.Layers);
        return backbone.Each(i => new(sees[i] ? full : chunked, routed.Contains(i) ? experts : dense!));
    }

    private static HashSet<int> Routed(ConfigObject config, int layers)
    {
        if (config.CountsOrNull("moe_layers", Bounds.Layers) is { Count: > 0 } listed) return [.. listed.Where(layer => layer < layers)];
        var step = config.Count("interleave_moe_layer_step", Bounds.Layers, 1);
        return [.. Enumerable.Range(0, layers).Where(layer => (layer + 1) % step == 0)];
    }

    private static bool[] SeesAll(ConfigObject config, int layers)
    {
        if (LayerTypes.Read(config, layers, "full_attention", "chunked_attention") is { } types)
            return [.. types.Select(type => type == "full_attention")];
        if (config.CountsOrNull("no_rope_layers", 1) is { Count: > 0 } rotary)
            return rotary.Count == layers
                ? [.. rotary.Select(rope => rope == 0)]
                : throw config.Error("no_rope_layers", $"the list has {rotary.Count} entries for {layers} layers", "give one a layer: 1 with rotary position, 0 without");
        config.Notes.Add($"no_rope_layers is absent: took the architecture's default, every layer in {NopeInterval} without rotary position sees the whole context");
        return [.. Enumerable.Range(0, layers).Select(layer => (layer + 1) % NopeInterval == 0)];
    }
}
