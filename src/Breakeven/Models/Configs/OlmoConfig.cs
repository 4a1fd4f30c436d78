namespace Breakeven.Models.Configs;

/// <summary>OLMo: the first with norms that learn nothing; the second with norms behind its blocks and over all heads; the third slides; OLMoE with experts.</summary>
internal static class OlmoConfig
{
    public static Architecture First { get; } = new(["olmo"], ["OlmoForCausalLM"], ReadFirst, new());

    public static Architecture Second { get; } = new(["olmo2"], ["Olmo2ForCausalLM"], config => ReadNormed(config, Network(config)), new());

    public static Architecture Third { get; } = new(["olmo3"], ["Olmo3ForCausalLM"], ReadThird, new());

    public static Architecture Mixture { get; } = new(["olmoe", "flex_olmo"], ["OlmoeForCausalLM", "FlexOlmoForCausalLM"], config => ReadNormed(
        config, Experts.Read(config, "num_experts", experts: 64, "intermediate_size", perToken: 8)), new());

    private static Shape ReadFirst(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 2048, vocabulary: 50304);
        return backbone.Uniform(Attention(config, backbone), Network(config), norms: 0) with { OuterNorms = 0 };
    }

    private static Shape ReadNormed(ConfigObject config, FeedForwardKind feedForward)
    {
        var backbone = Backbone.Read(config, context: 2048, vocabulary: 50304);
        return backbone.Uniform(Attention(config, backbone) with { WideQueryKeyNorm = true }, feedForward);
    }

    // Without a list every fourth layer sees everything.
    private static Shape ReadThird(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 2048, vocabulary: 50304);
        var window = config.Count("sliding_window", Bounds.Window, 4096);
        return backbone.Alternate(config, Attention(config, backbone) with { WideQueryKeyNorm = true }, Network(config), window, i => (i + 1) % 4 != 0);
    }

    private static AttentionKind.Grouped Attention(ConfigObject config, Backbone backbone)
    {
        var bias = config.Flag("attention_bias", false);
        return backbone.Attention() with { InputBias = bias, OutputBias = bias };
    }

    private static FeedForwardKind.Dense Network(ConfigObject config) => new(config.Count("intermediate_size", Bounds.Width));
}
