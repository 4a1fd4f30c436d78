namespace Breakeven.Models.Configs;

/// <summary>StarCoder2: biases everywhere, a network without a gate, norms with biases, so that each counts twice.</summary>
internal static class StarCoderConfig
{
    public static Architecture Architecture { get; } = new(["starcoder2"], ["Starcoder2ForCausalLM"], Read, new(Gate: "c_fc", Up: "c_fc", Down: "c_proj"));

    private static Shape Read(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 2, context: 4096, tied: true, vocabulary: 49152);
        var bias = config.Flag("use_bias", true);
        var window = config.CountOrNull("sliding_window", Bounds.Window);
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Gated = false, Bias = bias };
        return backbone.Alternate(config, backbone.Attention() with { InputBias = bias, OutputBias = bias }, network, window, _ => window is not null, norms: 4) with { OuterNorms = 2 };
    }
}
