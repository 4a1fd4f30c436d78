namespace Breakeven.Models.Configs;

/// <summary>Models built like Llama that differ by a bias, a default or a name: InternLM 2 and 3, SmolLM3, Baichuan, Arcee, GLM-4 dense, Apertus.</summary>
internal static class LlamaLikeConfig
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(["internlm2"], ["InternLM2ForCausalLM"], config => Read(config, tied: false, input: config.Flag("bias", false), output: config.Flag("bias", false)),
            new(FeedForward: "feed_forward", Gate: "w1", Up: "w3", Down: "w2") { Attention = "attention" }),
        new(["internlm3"], ["InternLM3ForCausalLM"], config => Read(config, tied: false, input: config.Flag("qkv_bias", false), output: config.Flag("bias", false)), new()),
        new(["smollm3"], ["SmolLM3ForCausalLM"], config => Read(config, tied: true, keyValueHeads: 4), new()),
        new(["baichuan"], ["BaichuanForCausalLM", "BaiChuanForCausalLM"], ReadBaichuan, new()),
        new(["arcee"], ["ArceeForCausalLM"], config => Read(config, tied: false, gated: false), new(Gate: "up_proj")),
        new(["apertus"], ["ApertusForCausalLM"], config => Read(config, tied: false, gated: false, headNorms: true), new(Gate: "up_proj")),
        new(["glm"], ["GlmForCausalLM"], config => Read(config, tied: false, keyValueHeads: 2, headDim: 128, input: config.Flag("attention_bias", false), output: false), new()),
        new(["glm4"], ["Glm4ForCausalLM"], config => Read(config, tied: false, keyValueHeads: 2, headDim: 128, input: config.Flag("attention_bias", false), output: false, norms: 4), new()),
        new(["chatglm"], ["ChatGLMModel", "ChatGLMForConditionalGeneration"], ReadChatGlm, new() { Layers = "transformer.encoder.layers.", Attention = "self_attention" }),
    ];

    private static Shape Read(
        ConfigObject config, bool tied, int? keyValueHeads = null, int? headDim = null, bool? input = null, bool? output = null, bool gated = true, bool headNorms = false, int norms = 2)
    {
        var backbone = Backbone.Read(config, keyValueHeads, headDim, context: 32768, tied: tied);
        var bias = config.Flag("attention_bias", false);
        var attention = backbone.Attention() with { InputBias = input ?? bias, OutputBias = output ?? bias, QueryKeyNorm = headNorms };
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Gated = gated, Bias = config.Flag("mlp_bias", false) };
        var window = config.Flag("use_sliding_window", false) ? config.CountOrNull("sliding_window", Bounds.Window) : null;
        return backbone.Alternate(config, attention, network, window, _ => window is not null, norms);
    }

    // The 13B states model_max_length and computes position by slopes.
    private static Shape ReadBaichuan(ConfigObject config)
    {
        var backbone = Backbone.Read(
            config, "hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", config.Either("max_position_embeddings", "model_max_length"), 4096, tied: false);
        return backbone.Uniform(backbone.Attention(), new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)));
    }

    // ChatGLM 2 and 3 and GLM-4-9B by the vendor's own names.
    private static Shape ReadChatGlm(ConfigObject config)
    {
        int hidden = config.Count("hidden_size", Bounds.Hidden), heads = config.Count("num_attention_heads", Bounds.Heads);
        var shared = config.Flag("multi_query_attention", false) ? config.Count("multi_query_group_num", Bounds.Heads, 1) : heads;
        if (heads % shared != 0) throw config.Error("multi_query_group_num", $"{shared} KV heads do not divide {heads} query heads", "give a divisor of num_attention_heads");
        var backbone = new Backbone(
            hidden, config.Count(config.Either("padded_vocab_size", "vocab_size"), Bounds.Vocabulary), config.Count(config.Either("num_layers", "num_hidden_layers"), Bounds.Layers),
            config.Long("seq_length", Bounds.Context, 2048), Backbone.ReadTied(config, false), heads, shared, config.Count("kv_channels", Bounds.HeadDim, 128));
        var bias = config.Flag("add_bias_linear", false);
        return backbone.Uniform(
            backbone.Attention() with { InputBias = bias || config.Flag("add_qkv_bias", false), OutputBias = bias },
            new FeedForwardKind.Dense(config.Count("ffn_hidden_size", Bounds.Width)) { Bias = bias });
    }
}
