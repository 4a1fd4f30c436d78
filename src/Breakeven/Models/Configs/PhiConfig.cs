namespace Breakeven.Models.Configs;

/// <summary>Microsoft's Phi: phi-2 (one norm, biases everywhere), Phi-3 and 4 (as Llama, with fused matrices of the same sizes), Phi-3.5-MoE (norms and head with biases).</summary>
internal static class PhiConfig
{
    public static Architecture Second { get; } = new(["phi", "phi-msft"], ["PhiForCausalLM"], ReadSecond, new(Gate: "fc1", Up: "fc1", Down: "fc2"));

    public static Architecture Third { get; } = new(["phi3"], ["Phi3ForCausalLM"], ReadThird, new());

    public static Architecture Sighted { get; } = new(["phi4mm", "phi4_multimodal"], ["Phi4MMForCausalLM", "Phi4MultimodalForCausalLM"], config =>
    {
        config.Notes.Add("only the language model is counted; the encoders and adapters of images and sound are left out, for want of their sizes");
        return ReadThird(config);
    }, new());

    public static Architecture Mixture { get; } = new(
        ["phimoe"], ["PhiMoEForCausalLM", "PhimoeForCausalLM"], ReadMixture, new(FeedForward: "block_sparse_moe", Gate: "w1", Up: "w3", Down: "w2"));

    // One norm before attention and network, which run side by side. A norm has a bias, so it counts twice.
    private static Shape ReadSecond(ConfigObject config)
    {
        // The vendor's first files name sizes as GPT-2 does.
        var backbone = config.Has("n_embd")
            ? Backbone.Read(config, "n_embd", "n_layer", "n_head", "n_head_kv", "n_positions", 2048, tied: false)
            : Backbone.Read(config, context: 2048);
        config.Refuse("qk_layernorm");
        var width = config.CountOrNull(config.Either("intermediate_size", "n_inner"), Bounds.Width) ?? 4 * backbone.Hidden;
        var network = new FeedForwardKind.Dense(width) { Gated = false, Bias = true };
        return backbone.Uniform(backbone.Attention() with { InputBias = true, OutputBias = true }, network, norms: 2) with { OuterNorms = 2, HeadBias = true };
    }

    private static Shape ReadThird(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 4096, vocabulary: 32064);
        var window = config.CountOrNull("sliding_window", Bounds.Window);
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Bias = config.Flag("mlp_bias", false) };
        var bias = config.Flag("attention_bias", false);
        var attention = backbone.Attention() with { InputBias = bias, OutputBias = bias };
        // A window at least as long as the context is none.
        return backbone.Alternate(config, attention, network, window, _ => window < backbone.Context) with { HeadBias = config.Flag("lm_head_bias", false) };
    }

    private static Shape ReadMixture(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 4096 * 32, vocabulary: 32064);
        var window = config.CountOrNull("sliding_window", Bounds.Window);
        var bias = config.Flag("attention_bias", false);
        var experts = Experts.Read(config, "num_local_experts", experts: 16, "intermediate_size", perToken: 2);
        return backbone.Alternate(config, backbone.Attention() with { InputBias = bias, OutputBias = bias }, experts, window, _ => window < backbone.Context, norms: 4)
            with
        { OuterNorms = 2, HeadBias = config.Flag("lm_head_bias", false) };
    }
}
