namespace Breakeven.Models.Configs;

/// <summary>GPT-2, GPT-BigCode (one KV head) and GPT-NeoX: biases everywhere, networks without a gate, norms with biases, so that each counts twice.</summary>
internal static class GptConfig
{
    private static readonly ModuleNames s_second = new(Gate: "c_fc", Up: "c_fc", Down: "c_proj") { Layers = "transformer.h.", Attention = "attn" };

    public static Architecture Second { get; } = new(["gpt2"], ["GPT2LMHeadModel"], config => ReadLearnt(config, keyValueHeads: null), s_second);

    public static Architecture BigCode { get; } = new(
        ["gpt_bigcode"], ["GPTBigCodeForCausalLM"], config => ReadLearnt(config, config.Flag("multi_query", true) ? 1 : null), s_second);

    public static Architecture Neo { get; } = new(
        ["gpt_neox"], ["GPTNeoXForCausalLM"], ReadNeo, new(Gate: "dense_h_to_4h", Up: "dense_h_to_4h", Down: "dense_4h_to_h") { Layers = "gpt_neox.layers.", Attention = "attention" });

    private static Shape ReadLearnt(ConfigObject config, int? keyValueHeads)
    {
        var backbone = Backbone.Read(config, "n_embd", "n_layer", "n_head", "num_key_value_heads", "n_positions", 1024, tied: true);
        if (keyValueHeads is { } shared) backbone = backbone with { KeyValueHeads = shared };
        var width = config.CountOrNull("n_inner", Bounds.Width) ?? 4 * backbone.Hidden;
        return Biased(backbone, width) with { LearntPositions = config.Count("n_positions", Bounds.Width, 1024) };
    }

    private static Shape ReadNeo(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 2048);
        var bias = config.Flag("attention_bias", true);
        return bias ? Biased(backbone, config.Count("intermediate_size", Bounds.Width)) : throw config.Error("attention_bias", "no model without these biases is known", "give true");
    }

    private static Shape Biased(Backbone backbone, int width) => backbone.Uniform(
        backbone.Attention() with { InputBias = true, OutputBias = true }, new FeedForwardKind.Dense(width) { Gated = false, Bias = true }, norms: 4) with
    { OuterNorms = 2 };
}
