namespace Breakeven.Models.Configs;

/// <summary>Llamas pruned by search (Nemotron 49B, 51B, 253B): each layer keeps, shrinks, replaces or drops its attention and its network.</summary>
internal static class NemotronNasConfig
{
    public static Architecture Architecture { get; } = new(["nemotron-nas", "deci"], ["DeciLMForCausalLM"], Read, new());

    private static Shape Read(ConfigObject config)
    {
        var blocks = config.Objects("block_configs").ToList();
        var layers = config.Count("num_hidden_layers", Bounds.Layers);
        if (blocks.Count != layers) throw config.Error("block_configs", $"the list names {blocks.Count} layers, num_hidden_layers says {layers}", "give one entry a layer");
        // The backbone has no KV heads of its own; each layer has its grouping.
        var hidden = config.Count("hidden_size", Bounds.Hidden);
        var heads = config.Count("num_attention_heads", Bounds.Heads);
        if (!config.Has("head_dim") && hidden % heads != 0) throw config.Error("num_attention_heads", $"{heads} heads do not divide hidden_size {hidden}", "add \"head_dim\": 128");
        var dim = config.Has("head_dim") ? config.Count("head_dim", Bounds.HeadDim) : hidden / heads;
        var backbone = new Backbone(
            hidden, config.Count("vocab_size", Bounds.Vocabulary), layers, config.Long("max_position_embeddings", Bounds.Context, 2048),
            Backbone.ReadTied(config, false), heads, 1, dim);
        return backbone.Each(i => Layer(config, backbone, blocks[i]));
    }

    private static ModelLayer Layer(ConfigObject config, Backbone backbone, ConfigObject block)
    {
        var attention = block.ObjectOrNull("attention") ?? throw block.Error("attention", "the member is missing", "say what became of the layer's attention");
        var network = block.ObjectOrNull("ffn") ?? throw block.Error("ffn", "the member is missing", "say what became of the layer's network");
        AttentionKind kind = attention.Flag("no_op", false) ? new AttentionKind.Absent()
            : attention.Flag("replace_with_linear", false) ? new AttentionKind.Matrix()
            : Grouped(config, backbone, attention);
        FeedForwardKind feedForward = network.Flag("no_op", false) ? new FeedForwardKind.Absent()
            : network.Flag("replace_with_linear", false) ? new FeedForwardKind.Linear()
            : new FeedForwardKind.Dense(Width(network, backbone.Hidden)) { Bias = config.Flag("mlp_bias", false) };
        // A dropped block takes its norm with it.
        return new(kind, feedForward, (kind is AttentionKind.Absent ? 0 : 1) + (feedForward is FeedForwardKind.Absent ? 0 : 1));
    }

    private static AttentionKind.Grouped Grouped(ConfigObject config, Backbone backbone, ConfigObject attention)
    {
        var group = attention.Count("n_heads_in_group", Bounds.Heads);
        if (backbone.Heads % group != 0) throw attention.Error("n_heads_in_group", $"groups of {group} do not divide {backbone.Heads} heads", "give a divisor, such as 8");
        var bias = config.Flag("attention_bias", false);
        var window = attention.CountOrNull("window_length", Bounds.Window);
        return new(backbone.Heads, backbone.Heads / group, backbone.HeadDim, backbone.HeadDim)
        {
            InputBias = bias,
            OutputBias = bias,
            Span = window is null ? AttentionSpan.Full : AttentionSpan.Sliding,
            SpanTokens = window ?? 0,
        };
    }

    // As the model's code rounds: two thirds of the multiple, up to a multiple of 256.
    private static int Width(ConfigObject network, int hidden)
    {
        if (network.Has("intermediate_size")) return network.Count("intermediate_size", Bounds.Width);
        var width = (long)(2 * network.Number("ffn_mult", 1000) * hidden / 3);
        var rounded = (width + 255) / 256 * 256;
        return rounded <= Bounds.Width ? (int)rounded : throw network.Error("ffn_mult", $"the network would be {rounded} wide", "give a multiple such as 5.25");
    }
}
