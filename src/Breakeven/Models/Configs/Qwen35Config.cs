namespace Breakeven.Models.Configs;

/// <summary>Qwen3-Next, Qwen3.5 and 3.6: three of four layers are gated delta, the fourth is gated full attention; dense, or experts with a gated shared one.</summary>
internal static class Qwen35Config
{
    // Its projections come in two: queries, keys, values and gate; and the two small ones.
    private static readonly ModuleNames s_joined = new()
    {
        Renamed = new Dictionary<string, string>
        {
            ["in_proj_qkv"] = "in_proj_qkvz",
            ["in_proj_z"] = "in_proj_qkvz",
            ["in_proj_b"] = "in_proj_ba",
            ["in_proj_a"] = "in_proj_ba",
        },
    };

    public static Architecture Next { get; } = new(
        ["qwen3_next"], ["Qwen3NextForCausalLM"], config => Read(config, ReadExperts(config)), s_joined);

    public static Architecture Dense { get; } = new(
        ["qwen3_5_text"], ["Qwen3_5ForConditionalGeneration", "Qwen3_5ForCausalLM"], config => Read(config, Network(config)), new());

    public static Architecture Mixture { get; } = new(
        ["qwen3_5_moe_text"], ["Qwen3_5MoeForConditionalGeneration", "Qwen3_5MoeForCausalLM"], config => Read(config, ReadExperts(config)), new());

    private static Shape Read(ConfigObject config, FeedForwardKind feedForward)
    {
        config.Refuse("kv_lora_rank", "sliding_window", "mtp_use_dedicated_embeddings");
        var backbone = Backbone.Read(config, keyValueHeads: feedForward is FeedForwardKind.Mixture ? 2 : 4, headDim: 256, context: 32768);
        var bias = config.Flag("attention_bias", false);
        var full = backbone.Attention() with { QueryKeyNorm = true, OutputGate = config.Flag("attn_output_gate", true), InputBias = bias, OutputBias = bias };
        var linear = ReadLinear(config);
        var routes = feedForward is FeedForwardKind.Mixture ? Qwen3MoeConfig.Routes(config) : _ => true;
        var network = Enumerable.Range(0, backbone.Layers).All(routes) ? null : new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        var types = LayerTypes.Read(config, backbone.Layers, "linear_attention", "full_attention");
        var interval = types is null ? config.Count("full_attention_interval", Bounds.Layers, 4) : 0;
        var shape = backbone.Each(i => new(
            (types is null ? (i + 1) % interval == 0 : types[i] == "full_attention") ? full : linear, routes(i) ? feedForward : network!));
        var drafts = config.CountOrNull("mtp_num_hidden_layers", Bounds.Layers, zero: true) ?? 0;
        return shape with { DraftLayers = [.. Enumerable.Repeat(new ModelLayer(full, feedForward) { JoinsDraft = true }, drafts)] };
    }

    private static FeedForwardKind.Dense Network(ConfigObject config)
    {
        config.Refuse("num_experts");
        return new(config.Count("intermediate_size", Bounds.Width));
    }

    private static FeedForwardKind.Mixture ReadExperts(ConfigObject config) =>
        Experts.Read(config, "num_experts", experts: null, "moe_intermediate_size", perToken: null)
            with
        { SharedWidth = config.Count("shared_expert_intermediate_size", Bounds.Width), SharedGate = true };

    private static AttentionKind.GatedDelta ReadLinear(ConfigObject config)
    {
        int keys = config.Count("linear_num_key_heads", Bounds.Heads, 16), values = config.Count("linear_num_value_heads", Bounds.Heads);
        if (values % keys != 0)
            throw config.Error("linear_num_value_heads", $"{values} value heads are no multiple of {keys} key heads", "give a multiple of linear_num_key_heads");
        return new(
            keys, values, config.Count("linear_key_head_dim", Bounds.HeadDim, 128), config.Count("linear_value_head_dim", Bounds.HeadDim, 128),
            config.Count("linear_conv_kernel_dim", 1024, 4), StateBytes(config));
    }

    private static int StateBytes(ConfigObject config)
    {
        switch (config.TextOrNull("mamba_ssm_dtype"))
        {
            case "float32": return 4;
            case "bfloat16" or "float16": return 2;
            case null:
                config.Note("mamba_ssm_dtype", "float32");
                return 4;
            default: throw config.Error("mamba_ssm_dtype", "this type of state is not understood", "give \"float32\" or \"bfloat16\"");
        }
    }
}
