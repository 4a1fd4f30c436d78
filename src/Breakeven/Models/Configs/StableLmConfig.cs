namespace Breakeven.Models.Configs;

/// <summary>StableLM 2 and Nemotron-4 (Minitron): norms with biases, so that each counts twice; the one gated, the other not.</summary>
internal static class StableLmConfig
{
    public static Architecture Architecture { get; } = new(["stablelm"], ["StableLmForCausalLM"], Read, new());

    public static Architecture Nemotron { get; } = new(["nemotron"], ["NemotronForCausalLM"], ReadNemotron, new(Gate: "up_proj"));

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("qk_layernorm");
        var backbone = Backbone.Read(config, context: 4096);
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        return backbone.Uniform(
            backbone.Attention() with { InputBias = config.Flag("use_qkv_bias", false) }, network, norms: config.Flag("use_parallel_residual", false) ? 2 : 4) with
        { OuterNorms = 2 };
    }

    private static Shape ReadNemotron(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 4096);
        var bias = config.Flag("attention_bias", false);
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Gated = false, Bias = config.Flag("mlp_bias", false) };
        return backbone.Uniform(backbone.Attention() with { InputBias = bias, OutputBias = bias }, network, norms: 4) with { OuterNorms = 2 };
    }
}
