using System.Globalization;

namespace Breakeven.Models.Configs;

/// <summary>StepFun's Step 3.5 and 3.7: three of four layers slide, with more query heads than the fourth; a gate a head; first layers dense, one shared expert.</summary>
internal static class StepConfig
{
    public static Architecture Architecture { get; } = new(
        ["step3p5", "step3p7"], ["Step3p5ForCausalLM", "Step3p7FlashForCausalLM", "Step3p7ForCausalLM", "Step3p7ForConditionalGeneration"], Read,
        new(FeedForward: "moe", Shared: "share_expert") { Dense = "mlp" });

    private static Shape Read(ConfigObject config)
    {
        var backbone = Backbone.Read(config, context: 65536);
        if (config.Has("num_attention_groups")) backbone = backbone with { KeyValueHeads = Groups(config, backbone.Heads) };
        var bias = config.Flag("attention_bias", false);
        var full = backbone.Attention() with { QueryKeyNorm = true, InputBias = bias, HeadGate = Gated(config) };
        var window = config.CountOrNull("sliding_window", Bounds.Window);
        var sliding = Other(config, full).Sliding(config, window is not null, window);
        var types = Types(config, backbone.Layers);
        var dense = new FeedForwardKind.Dense(config.Count("intermediate_size", Bounds.Width));
        var experts = ReadExperts(config);
        var routed = Routed(config, backbone.Layers);
        var shape = backbone.Each(i => new(types(i) ? sliding : full, routed(i) ? experts : dense));
        var drafts = config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0;
        return shape with { DraftLayers = [.. Enumerable.Repeat(new ModelLayer(sliding, dense) { JoinsDraft = true }, drafts)] };
    }

    private static bool Gated(ConfigObject config)
    {
        if (!config.Has("use_head_wise_attn_gate")) config.Note("use_head_wise_attn_gate", "true");
        return config.Flag("use_head_wise_attn_gate", true);
    }

    private static int Groups(ConfigObject config, int heads)
    {
        var groups = config.Count("num_attention_groups", Bounds.Heads);
        return heads % groups == 0 ? groups : throw config.Error("num_attention_groups", $"{groups} KV heads do not divide {heads} query heads", "give a divisor of num_attention_heads");
    }

    private static AttentionKind.Grouped Other(ConfigObject config, AttentionKind.Grouped full)
    {
        if (config.ObjectOrNull("attention_other_setting") is not { } other)
        {
            config.Note("attention_other_setting", "sliding layers have the heads of the others");
            return full;
        }

        int heads = other.CountOrNull("num_attention_heads", Bounds.Heads) ?? full.Heads, groups = other.CountOrNull("num_attention_groups", Bounds.Heads) ?? full.KeyValueHeads;
        var dim = other.CountOrNull("head_dim", Bounds.HeadDim) ?? full.KeyDim;
        if (heads % groups != 0) throw other.Error("num_attention_groups", $"{groups} KV heads do not divide {heads} query heads", "give a divisor of num_attention_heads");
        return full with { Heads = heads, KeyValueHeads = groups, KeyDim = dim, ValueDim = dim };
    }

    // The list goes on into the draft layers.
    private static Func<int, bool> Types(ConfigObject config, int layers)
    {
        if (config.TextsOrNull("layer_types") is not { } types) return i => i % 2 == 0;
        if (types.Count < layers) throw config.Error("layer_types", $"the list names {types.Count} layers, num_hidden_layers says {layers}", "give one entry a layer");
        return i => types[i] switch
        {
            "sliding_attention" => true,
            "full_attention" => false,
            _ => throw config.Error($"layer_types[{i}]", "this kind of layer is not understood", "known here: full_attention, sliding_attention"),
        };
    }

    private static Func<int, bool> Routed(ConfigObject config, int layers)
    {
        if (config.Has("first_k_dense_replace"))
        {
            var first = config.Count("first_k_dense_replace", Bounds.Layers, zero: true);
            return i => i >= first;
        }

        if (config.TextOrNull("moe_layers_enum") is not { } text)
        {
            config.Note("moe_layers_enum", "all layers but the first");
            return i => i >= 1;
        }

        var listed = new HashSet<int>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            listed.Add(int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
                ? layer : throw config.Error("moe_layers_enum", "this is no list of layers", "give numbers with commas, such as \"3,4,5\""));
        return listed.Contains;
    }

    private static FeedForwardKind.Mixture ReadExperts(ConfigObject config)
    {
        var experts = Experts.Read(
            config, config.Either("moe_num_experts", "num_experts"), experts: null, "moe_intermediate_size", perToken: null, perTokenName: config.Either("moe_top_k", "num_experts_per_tok"));
        return experts with { SharedWidth = config.Count("share_expert_dim", Bounds.Width), RouterBias = config.Flag("use_moe_router_bias", true) };
    }
}
