namespace Breakeven.Models.Configs;

/// <summary>Nemotron-H and Nemotron 3: every layer is one block of Mamba-2, attention, experts or a network alone, with one norm before it.</summary>
internal static class NemotronHConfig
{
    public static Architecture Architecture { get; } = new(
        ["nemotron_h"], ["NemotronHForCausalLM"], Read,
        new(FeedForward: "mixer", Shared: "shared_experts", Gate: "up_proj")
        {
            Layers = "backbone.layers.",
            Attention = "mixer",
            Linear = "mixer",
            Renamed = new Dictionary<string, string> { ["latent_down_proj"] = "fc1_latent_proj", ["latent_up_proj"] = "fc2_latent_proj" },
        });

    private static Shape Read(ConfigObject config)
    {
        var blocks = Pattern(config, "layers_block_type", "hybrid_override_pattern")
            ?? throw config.Error("layers_block_type", "neither it nor hybrid_override_pattern is there", "list the layers: [\"mamba\", \"moe\", \"attention\"], or \"ME*\"");
        if (blocks.Count is 0 or > Bounds.Layers) throw config.Error("layers_block_type", $"{blocks.Count} layers", "list the layers, at most 1000");
        if (config.CountOrNull("num_hidden_layers", Bounds.Layers) is { } said && said != blocks.Count)
            config.Notes.Add($"num_hidden_layers says {said}, the list of layers {blocks.Count}: took the list");
        var backbone = new Backbone(
            config.Count("hidden_size", Bounds.Hidden), config.Count("vocab_size", Bounds.Vocabulary, 131072), blocks.Count,
            config.Long("max_position_embeddings", Bounds.Context, 4096), Backbone.ReadTied(config, false), 1, 1, 1);
        var kinds = blocks.Distinct().ToDictionary(block => block, block => Layer(config, block));
        var shape = backbone.Each(i => kinds[blocks[i]]);
        var steps = config.CountOrNull("num_nextn_predict_layers", 64, zero: true) ?? 0;
        if (steps == 0) return shape;
        var draft = Pattern(config, "mtp_layers_block_type", "mtp_hybrid_override_pattern") ?? ["attention", "moe"];
        // The first layer of a step joins hidden state and embedding.
        return shape with
        {
            DraftLayers = [.. Enumerable.Range(0, steps).SelectMany(_ => draft.Select((block, i) => Layer(config, block) with { JoinsDraft = i == 0 }))],
        };
    }

    private static IReadOnlyList<string>? Pattern(ConfigObject config, string list, string letters)
    {
        if (config.TextsOrNull(list) is { } names) return [.. names.Select((name, i) => Block(config, $"{list}[{i}]", name))];
        return config.TextOrNull(letters) is { } text ? [.. text.Select((letter, i) => Block(config, $"{letters}[{i}]", letter.ToString()))] : null;
    }

    private static string Block(ConfigObject config, string place, string name) => name switch
    {
        "M" or "mamba" or "linear_attention" => "mamba",
        "E" or "moe" => "moe",
        "*" or "attention" or "full_attention" => "attention",
        "-" or "mlp" => "mlp",
        _ => throw config.Error(place, "this kind of layer is not understood", "known: mamba (M), moe (E), attention (*), mlp (-)"),
    };

    private static ModelLayer Layer(ConfigObject config, string block) => block switch
    {
        "mamba" => new(Mamba2Block.Read(config, s_names, stateBytes: 4), new FeedForwardKind.Absent(), 1),
        "attention" => new(Attention(config), new FeedForwardKind.Absent(), 1),
        "moe" => new(new AttentionKind.Absent(), Mixture(config), 1),
        _ => new(new AttentionKind.Absent(), new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width)) { Gated = false, Bias = config.Flag("mlp_bias", false) }, 1),
    };

    private static readonly Mamba2Names s_names = new("mamba_num_heads", "mamba_head_dim", "ssm_state_size", "n_groups", "conv_kernel", "use_conv_bias", "use_bias");

    private static AttentionKind.Grouped Attention(ConfigObject config)
    {
        var bias = config.Flag("attention_bias", false);
        var dim = config.Count(config.Either("head_dim", "attention_head_dim"), Bounds.HeadDim, 128);
        var heads = config.Count("num_attention_heads", Bounds.Heads);
        var shared = config.Count("num_key_value_heads", Bounds.Heads, 8);
        if (heads % shared != 0) throw config.Error("num_key_value_heads", $"{shared} KV heads do not divide {heads} query heads", "give a divisor of num_attention_heads");
        return new(heads, shared, dim, dim) { InputBias = bias, OutputBias = bias };
    }

    private static FeedForwardKind.Mixture Mixture(ConfigObject config) => Experts.Read(config, "n_routed_experts", experts: 8, "moe_intermediate_size", perToken: 2) with
    {
        Gated = false,
        RouterBias = true,
        LatentWidth = config.CountOrNull("moe_latent_size", Bounds.Width) ?? 0,
        SharedWidth = Experts.Shared(config, "n_shared_experts", 1, config.Count("moe_shared_expert_intermediate_size", Bounds.Width)),
    };
}
