namespace Breakeven.Models.Configs;

/// <summary>gpt-oss: every second layer slides, attention has biases and a sink a head, experts and router have biases.</summary>
internal static class GptOssConfig
{
    public static Architecture Architecture { get; } = new(["gpt_oss"], ["GptOssForCausalLM"], Read, new(Router: "router"));

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "n_shared_experts");
        var backbone = Backbone.Read(config, keyValueHeads: 8, headDim: 64, context: 131072);
        var window = config.Count("sliding_window", Bounds.Window, 128);
        var types = LayerTypes.Read(config, backbone.Layers, "full_attention", "sliding_attention");
        var bias = config.Flag("attention_bias", true);
        var attention = backbone.Attention() with { InputBias = bias, OutputBias = bias, Sinks = true };
        var experts = Experts.Read(config, "num_local_experts", experts: 128, "intermediate_size", perToken: 4)
            with
        { RouterBias = true, ExpertBias = true };
        return backbone.Each(i => new(
            attention.Sliding(config, types is null ? i % 2 == 0 : types[i] == "sliding_attention", window), experts));
    }
}
