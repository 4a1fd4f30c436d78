namespace Breakeven.Models.Configs;

/// <summary>ByteDance's Seed-OSS: as Llama, with biases on queries, keys and values.</summary>
internal static class SeedConfig
{
    public static Architecture Architecture { get; } = new(["seed_oss"], ["SeedOssForCausalLM"], Read, new());

    private static Shape Read(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 8, headDim: 128, context: 524288, vocabulary: 155136);
        var attention = backbone.Attention() with { InputBias = config.Flag("attention_bias", true), OutputBias = config.Flag("attention_out_bias", false) };
        return backbone.Uniform(attention, new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Bias = config.Flag("mlp_bias", false) });
    }
}
