namespace Breakeven.Models.Configs;

/// <summary>Jamba: one attention layer in eight, Mamba in the others, experts in every second layer. And Mamba alone, in its first and second version.</summary>
internal static class JambaConfig
{
    private static readonly ModuleNames s_modules = new(FeedForward: "feed_forward", Router: "router") { Linear = "mamba" };

    public static Architecture Jamba { get; } = new(["jamba"], ["JambaForCausalLM"], ReadJamba, s_modules);

    public static Architecture Mamba { get; } = new(["mamba", "falcon_mamba"], ["MambaForCausalLM", "FalconMambaForCausalLM"], ReadMamba, new() { Layers = "backbone.layers.", Linear = "mixer" });

    public static Architecture Mamba2 { get; } = new(["mamba2"], ["Mamba2ForCausalLM"], ReadMamba2, new() { Layers = "backbone.layers.", Linear = "mixer" });

    private static Shape ReadJamba(ConfigObject config)
    {
        var backbone = Backbone.Read(config, keyValueHeads: 8, context: 262144);
        var attention = backbone.Attention();
        var mamba = new AttentionKind.Mamba(
            Channels(config, "mamba_expand", backbone.Hidden), config.Count("mamba_d_state", Bounds.HeadDim, 16), Rank(config, "mamba_dt_rank", backbone.Hidden),
            config.Count("mamba_d_conv", 1024, 4), Mamba2Block.StateBytes(config, 2))
        {
            ConvolutionBias = config.Flag("mamba_conv_bias", true),
            ProjectionBias = config.Flag("mamba_proj_bias", false),
            InnerNorms = true,
        };
        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        var count = config.Count("num_experts", Bounds.Experts, 16);
        FeedForwardKind experts = count == 1 ? dense : Experts.Read(config, "num_experts", experts: 16, "intermediate_size", perToken: 2);
        int period = config.Count("attn_layer_period", Bounds.Layers, 8), offset = config.Count("attn_layer_offset", Bounds.Layers, 4, zero: true);
        int every = config.Count("expert_layer_period", Bounds.Layers, 2), first = config.Count("expert_layer_offset", Bounds.Layers, 1, zero: true);
        return backbone.Each(i => new(i % period == offset ? attention : mamba, i % every == first ? experts : dense));
    }

    private static Shape ReadMamba(ConfigObject config)
    {
        var backbone = Alone(config);
        var channels = config.Has("intermediate_size") ? config.Count("intermediate_size", Bounds.Width) : Channels(config, "expand", backbone.Hidden);
        return backbone.Uniform(
            new AttentionKind.Mamba(
                channels, config.Count("state_size", Bounds.HeadDim, 16), Rank(config, "time_step_rank", backbone.Hidden), config.Count("conv_kernel", 1024, 4), Mamba2Block.StateBytes(config, 2))
            {
                ConvolutionBias = config.Flag("use_conv_bias", true),
                ProjectionBias = config.Flag("use_bias", false),
            },
            new FeedForwardKind.Absent(), 1);
    }

    private static readonly Mamba2Names s_names = new("num_heads", "head_dim", "state_size", "n_groups", "conv_kernel", "use_conv_bias", "use_bias");

    private static Shape ReadMamba2(ConfigObject config) => Alone(config).Uniform(Mamba2Block.Read(config, s_names, stateBytes: 2), new FeedForwardKind.Absent(), 1);

    // A state has no length that it was made for; the figure only bounds what is asked of it.
    private static Backbone Alone(ConfigObject config) => new(
        config.Count("hidden_size", Bounds.Hidden), config.Count("vocab_size", Bounds.Vocabulary), config.Count(config.Either("num_hidden_layers", "n_layer"), Bounds.Layers),
        config.Long("max_position_embeddings", Bounds.Context, 1_048_576), Backbone.ReadTied(config, true), 1, 1, 1);

    private static int Channels(ConfigObject config, string member, int hidden)
    {
        var channels = (long)config.Count(member, 64, 2) * hidden;
        return channels <= Bounds.Width ? (int)channels : throw config.Error(member, $"{channels} channels", "give 2");
    }

    private static int Rank(ConfigObject config, string member, int hidden)
    {
        if (config.Has(member) && !config.IsText(member)) return config.Count(member, Bounds.Rank);
        // "auto" in the files of both.
        config.Note(member, "a sixteenth of hidden_size");
        return (hidden + 15) / 16;
    }
}
