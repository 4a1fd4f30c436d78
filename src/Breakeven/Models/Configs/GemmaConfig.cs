namespace Breakeven.Models.Configs;

/// <summary>Gemma 1 to 3: heads of 256 unless told otherwise, a tied head; from the second on four norms a layer and layers that slide.</summary>
internal static class GemmaConfig
{
    public static Architecture First { get; } = new(["gemma"], ["GemmaForCausalLM"], ReadFirst, new());

    public static Architecture Second { get; } = new(["gemma2"], ["Gemma2ForCausalLM"], ReadSecond, new());

    public static Architecture Third { get; } = new(["gemma3_text"], ["Gemma3ForCausalLM", "Gemma3TextModel", "Gemma3ForConditionalGeneration"], ReadThird, new());

    private static Shape ReadFirst(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 16, headDim: 256, context: 8192, tied: true, heads: 16, vocabulary: 256000);
        return backbone.Uniform(Biased(config, backbone), Network(config));
    }

    private static Shape ReadSecond(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 4, headDim: 256, context: 8192, tied: true, heads: 8, vocabulary: 256000);
        var window = config.Count("sliding_window", Bounds.Window, 4096);
        return backbone.Alternate(config, Biased(config, backbone), Network(config), window, i => i % 2 == 0, norms: 4);
    }

    private static Shape ReadThird(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 4, headDim: 256, context: 131072, tied: true, heads: 8, vocabulary: 262208);
        var window = config.Count("sliding_window", Bounds.Window, 4096);
        var pattern = config.Count(config.Either("sliding_window_pattern", "_sliding_window_pattern"), Bounds.Layers, 6);
        return backbone.Alternate(config, Biased(config, backbone) with { QueryKeyNorm = true }, Network(config), window, i => (i + 1) % pattern != 0, norms: 4);
    }

    private static AttentionKind.Grouped Biased(ConfigObject config, Backbone backbone)
    {
        var bias = config.Flag("attention_bias", false);
        return backbone.Attention() with { InputBias = bias, OutputBias = bias };
    }

    private static FeedForwardKind.Dense Network(ConfigObject config) => new(config.Count("intermediate_size", Bounds.Width));
}
