namespace Breakeven.Models.Configs;

/// <summary>Llama 2 and 3 and what is built like them (Yi, CodeLlama); Mistral adds a window.</summary>
internal static class LlamaConfig
{
    public static Architecture Llama { get; } = new(["llama"], ["LlamaForCausalLM"], ReadLlama, new());

    public static Architecture Mistral { get; } = new(["mistral", "ministral", "ministral3"],
        ["MistralForCausalLM", "MinistralForCausalLM", "Ministral3ForCausalLM", "Mistral3ForConditionalGeneration"], ReadMistral, new());

    private static Shape ReadLlama(ConfigObject config)
    {
        Unknown(config);
        config.Refuse("sliding_window");
        LayerTypes.Read(config, config.Count("num_hidden_layers", Bounds.Layers), "full_attention");
        var bias = config.Flag("attention_bias", false);
        var backbone = Backbone.Read(config, context: 2048);
        return Uniform(config, backbone, backbone.Attention() with { InputBias = bias, OutputBias = bias });
    }

    private static Shape ReadMistral(ConfigObject config)
    {
        Unknown(config);
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 4096 * 32);
        // MistralConfig slides over 4096 tokens unless the file says null.
        var window = config.Names.Contains("sliding_window")
            ? config.CountOrNull("sliding_window", Bounds.Window)
            : config.Count("sliding_window", Bounds.Window, 4096);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        var network = Network(config);
        return backbone.Each(i => new(
            backbone.Attention().Sliding(config, types is null ? window is not null : types[i] == "sliding_attention", window), network));
    }

    private static Shape Uniform(ConfigObject config, Backbone backbone, AttentionKind attention)
    {
        var layer = new ModelLayer(attention, Network(config));
        return backbone.Each(_ => layer);
    }

    private static FeedForwardKind.Dense Network(ConfigObject config) =>
        new(config.Count("intermediate_size", Bounds.Width)) { Bias = config.Flag("mlp_bias", false) };

    private static void Unknown(ConfigObject config) => config.Refuse(
        "num_local_experts", "num_experts", "n_routed_experts", "kv_lora_rank", "block_configs", "index_topk", "num_kv_shared_layers", "draft_vocab_size");
}
