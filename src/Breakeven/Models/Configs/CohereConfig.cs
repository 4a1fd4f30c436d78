namespace Breakeven.Models.Configs;

/// <summary>Cohere's Command R, R+, R7B and A: attention and network side by side after one norm, a tied head; from R7B on three layers of four slide.</summary>
internal static class CohereConfig
{
    public static Architecture First { get; } = new(["cohere"], ["CohereForCausalLM"], ReadFirst, new());

    public static Architecture Second { get; } = new(["cohere2"], ["Cohere2ForCausalLM", "Cohere2Model"], ReadSecond, new());

    // R+ norms queries and keys, with a weight for each element of each head.
    private static Shape ReadFirst(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 8192, tied: true, vocabulary: 256000);
        return backbone.Uniform(Biased(config, backbone) with { WideQueryKeyNorm = config.Flag("use_qk_norm", false) }, Network(config), norms: 1);
    }

    private static Shape ReadSecond(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 8192, tied: true, vocabulary: 256000);
        var window = config.Count("sliding_window", Bounds.Window, 4096);
        var pattern = config.Count(config.Either("sliding_window_pattern", "_sliding_window_pattern"), Bounds.Layers, 4);
        return backbone.Alternate(config, Biased(config, backbone), Network(config), window, i => (i + 1) % pattern != 0, norms: 1);
    }

    private static AttentionKind.Grouped Biased(ConfigObject config, Backbone backbone)
    {
        var bias = config.Flag("attention_bias", false);
        return backbone.Attention() with { InputBias = bias, OutputBias = bias };
    }

    private static FeedForwardKind.Dense Network(ConfigObject config) => new(config.Count("intermediate_size", Bounds.Width));
}
