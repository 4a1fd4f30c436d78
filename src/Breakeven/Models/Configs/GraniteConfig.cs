namespace Breakeven.Models.Configs;

/// <summary>IBM's Granite 3 (dense, experts, a shared expert), Granite 4 (Mamba-2 beside attention) and Bamba.</summary>
internal static class GraniteConfig
{
    private static readonly ModuleNames s_modules = new(FeedForward: "block_sparse_moe", Router: "router.layer", Gate: "input_linear", Up: "input_linear", Down: "output_linear") { Dense = "shared_mlp" };

    public static Architecture Dense { get; } = new(["granite"], ["GraniteForCausalLM"], config => ReadUniform(config, Network(config)), new());

    public static Architecture Mixture { get; } = new(["granitemoe"], ["GraniteMoeForCausalLM"], config => ReadUniform(config, ReadExperts(config)), s_modules);

    public static Architecture Shared { get; } = new(
        ["granitemoeshared"], ["GraniteMoeSharedForCausalLM"], config => ReadUniform(config, ReadExperts(config) with { SharedWidth = SharedWidth(config) }), s_modules);

    public static Architecture Hybrid { get; } = new(["granitemoehybrid"], ["GraniteMoeHybridForCausalLM"], ReadHybrid, s_modules);

    public static Architecture Bamba { get; } = new(["bamba"], ["BambaForCausalLM"], ReadBamba, new(FeedForward: "feed_forward"));

    private static Shape ReadUniform(ConfigObject config, FeedForwardKind feedForward)
    {
        var backbone = Backbone.Read(config, context: 2048);
        return backbone.Uniform(Attention(config, backbone), feedForward);
    }

    private static Shape ReadHybrid(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 2048);
        var width = SharedWidth(config);
        FeedForwardKind feedForward = config.Count("num_local_experts", Bounds.Experts, 8, zero: true) == 0
            ? new FeedForwardKind.Dense(width) : ReadExperts(config) with { SharedWidth = width };
        var types = Types(config, backbone.Layers);
        var attention = Attention(config, backbone);
        var mamba = types.Contains("mamba") ? Mamba2Block.Read(config, Mamba2Block.Bamba, stateBytes: 2, HeadDim(config, backbone.Hidden)) : null;
        return backbone.Each(i => new(types[i] == "attention" ? attention : mamba!, feedForward));
    }

    private static Shape ReadBamba(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 262144);
        var network = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        var full = (config.CountsOrNull("attn_layer_indices", Bounds.Layers) ?? []).ToHashSet();
        var mamba = Mamba2Block.Read(config, Mamba2Block.Bamba, stateBytes: 2, HeadDim(config, backbone.Hidden));
        var attention = backbone.Attention();
        return backbone.Each(i => new(full.Contains(i) ? attention : mamba, network));
    }

    // "auto" divides what mamba_expand makes of the hidden width.
    private static int? HeadDim(ConfigObject config, int hidden)
    {
        if (config.Has("mamba_d_head") && !config.IsText("mamba_d_head")) return null;
        return Math.Max(1, config.Count("mamba_expand", 64, 2) * hidden / config.Count("mamba_n_heads", Bounds.Heads));
    }

    private static IReadOnlyList<string> Types(ConfigObject config, int layers)
    {
        var member = config.Either("layer_types", "layers_block_type");
        var types = config.TextsOrNull(member) ?? throw config.Error(member, "the member is missing", "list the layers: [\"mamba\", \"attention\"]");
        if (types.Count != layers) throw config.Error(member, $"the list names {types.Count} layers, num_hidden_layers says {layers}", "give one entry a layer");
        return [.. types.Select((type, i) => type switch
        {
            "mamba" or "linear_attention" => "mamba",
            "attention" or "full_attention" => "attention",
            _ => throw config.Error($"{member}[{i}]", "this kind of layer is not understood", "known: mamba, attention"),
        })];
    }

    private static AttentionKind.Grouped Attention(ConfigObject config, Backbone backbone)
    {
        var bias = config.Flag("attention_bias", false);
        return backbone.Attention() with { InputBias = bias, OutputBias = bias };
    }

    private static FeedForwardKind.Dense Network(ConfigObject config) => new(config.Count("intermediate_size", Bounds.Width)) { Bias = config.Flag("mlp_bias", false) };

    private static FeedForwardKind.Mixture ReadExperts(ConfigObject config) => Experts.Read(config, "num_local_experts", experts: 8, "intermediate_size", perToken: 2);

    private static int SharedWidth(ConfigObject config) => config.Count("shared_intermediate_size", Bounds.Width, 1024, zero: true);
}
