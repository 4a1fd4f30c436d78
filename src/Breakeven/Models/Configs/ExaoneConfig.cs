namespace Breakeven.Models.Configs;

/// <summary>LG's EXAONE: the third as Llama by names of its own; the fourth norms queries and keys, and may slide in three layers of four.</summary>
internal static class ExaoneConfig
{
    public static Architecture Third { get; } = new(
        ["exaone"], ["ExaoneForCausalLM"], ReadThird, new(Gate: "c_fc_0", Up: "c_fc_1", Down: "c_proj") { Layers = "transformer.h.", Attention = "attn.attention" });

    public static Architecture Fourth { get; } = new(["exaone4"], ["Exaone4ForCausalLM"], ReadFourth, new());

    private static Shape ReadThird(ConfigObject config)
    {
        var backbone = Backbone.Read(
            config, "hidden_size", config.Either("num_layers", "num_hidden_layers"), "num_attention_heads", "num_key_value_heads", "max_position_embeddings", 2048, tied: false);
        return backbone.Uniform(backbone.Attention(), new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)));
    }

    private static Shape ReadFourth(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 2048);
        var window = config.CountOrNull("sliding_window", Bounds.Window);
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        return backbone.Alternate(config, backbone.Attention() with { QueryKeyNorm = true }, network, window, Slides(config, window));
    }

    // A number counts to the layer that sees everything; text spells the round out: "LLLG".
    private static Func<int, bool> Slides(ConfigObject config, int? window)
    {
        if (window is null) return _ => false;
        if (!config.IsText("sliding_window_pattern"))
        {
            var every = config.Count("sliding_window_pattern", Bounds.Layers, 4, zero: true);
            return i => every > 0 && (i + 1) % every != 0;
        }

        var round = config.TextOrNull("sliding_window_pattern")!;
        return round.Length > 0 ? i => round[i % round.Length] == 'L' : throw config.Error("sliding_window_pattern", "the pattern is empty", "give \"LLLG\"");
    }
}
