using Breakeven.Models.Configs.Quantization;

namespace Breakeven.Models.Configs;

/// <summary>
/// DeepSeek V4: one wide KV head with a window, compressed beyond it by a ratio of each layer's own; experts in every layer, chosen by a table in the
/// first; streams joined by hyper-connections.
/// </summary>
internal static class DeepSeekV4Config
{
    private const string Sparse = "compressed_sparse_attention";
    private const string Heavy = "heavily_compressed_attention";
    private const int SparseRatio = 4;
    private const int HeavyRatio = 128;

    public static Architecture Architecture { get; } = new(
        ["deepseek_v4", "deepseek_ref"], ["DeepseekV4ForCausalLM"], Read,
        new("ffn", Shared: "shared_experts", Gate: "w1", Up: "w3", Down: "w2")
        {
            Layers = "layers.",
            Attention = "attn",
            Head = "head",
            Renamed = new Dictionary<string, string>
            {
                ["shared_expert.gate_proj"] = "shared_experts.w1",
                ["shared_expert.up_proj"] = "shared_experts.w3",
                ["shared_expert.down_proj"] = "shared_experts.w2",
            },
        })
    {
        Refine = Refine,
        // As the release stores them.
        Kept = new Dictionary<string, WeightFormat>
        {
            ["hc_attn_fn"] = WeightFormat.Fp32, ["hc_attn_base"] = WeightFormat.Fp32, ["hc_attn_scale"] = WeightFormat.Fp32,
            ["hc_ffn_fn"] = WeightFormat.Fp32, ["hc_ffn_base"] = WeightFormat.Fp32, ["hc_ffn_scale"] = WeightFormat.Fp32,
            ["hc_head_fn"] = WeightFormat.Fp32, ["hc_head_base"] = WeightFormat.Fp32, ["hc_head_scale"] = WeightFormat.Fp32,
            ["compressor.ape"] = WeightFormat.Fp32, ["indexer.compressor.ape"] = WeightFormat.Fp32,
            ["attn_sink"] = WeightFormat.Fp32, ["router.bias"] = WeightFormat.Fp32, ["router.tid2eid"] = WeightFormat.Int64,
        },
    };

    private static Shape Read(ConfigObject config)
    {
        config.Refuse("kv_lora_rank", "attention_bias", "mlp_bias");
        var backbone = new Backbone(
            config.Count("hidden_size", Bounds.Hidden), config.Count("vocab_size", Bounds.Vocabulary), config.Count("num_hidden_layers", Bounds.Layers),
            config.Long("max_position_embeddings", Bounds.Context, 1_048_576), Backbone.ReadTied(config, false), config.Count("num_attention_heads", Bounds.Heads), 1,
            config.Count("head_dim", Bounds.HeadDim, 512));
        if (config.Count("num_key_value_heads", Bounds.Heads, 1) is > 1 and var more)
            throw config.Error("num_key_value_heads", $"{more} KV heads where this architecture has one", "give 1");
        var attention = ReadAttention(config, backbone);
        var indexer = new Indexer(
            config.Count("index_n_heads", Bounds.Heads, 64), config.Count("index_head_dim", Bounds.HeadDim, 128), config.Count("index_topk", Bounds.Window, 512));
        var ratios = Ratios(config, backbone.Layers);
        var experts = SharedExperts.Read(config, correction: true);
        var hashes = Hashes(config, backbone.Layers);
        var streams = config.Count("hc_mult", 64, 4);
        ModelLayer Layer(int ratio, bool hashed) => new(
            attention with { Ratio = ratio, Index = ratio == SparseRatio ? indexer : null },
            hashed ? experts with { RouterBias = false, HashedTokens = backbone.Vocabulary } : experts)
        { HyperStreams = streams };
        // What the list has beyond the layers are those that draft.
        var drafts = ratios.Count > backbone.Layers
            ? ratios.Skip(backbone.Layers)
            : Enumerable.Repeat(0, config.CountOrNull("num_nextn_predict_layers", Bounds.Layers, zero: true) ?? 0);
        if (config.Says("dspark_markov_rank")) config.Notes.Add("the draft layers' Markov and confidence heads (dspark) are left out");
        return backbone.Each(i => Layer(ratios[i], hashes(i))) with { DraftLayers = [.. drafts.Select(ratio => Layer(ratio, hashed: false) with { JoinsDraft = true })] };
    }

    private static AttentionKind.Compressed ReadAttention(ConfigObject config, Backbone backbone)
    {
        var groups = config.Count("o_groups", Bounds.Heads, 8);
        if (backbone.Heads % groups != 0) throw config.Error("o_groups", $"{groups} groups do not divide {backbone.Heads} heads", "give a divisor of num_attention_heads");
        var rope = config.CountOrNull("qk_rope_head_dim", backbone.HeadDim) ?? config.Count("qk_rope_head_dim", backbone.HeadDim, Math.Min(64, backbone.HeadDim));
        return new(
            backbone.Heads, backbone.HeadDim, rope, config.Count("q_lora_rank", Bounds.Rank, 1024), groups, config.Count("o_lora_rank", Bounds.Rank, 1024),
            config.Count("sliding_window", Bounds.Window, 128), 0);
    }

    // As DeepSeek writes them, a ratio a layer; as transformers 5 does, a kind a layer; or by transformers' default.
    private static IReadOnlyList<int> Ratios(ConfigObject config, int layers)
    {
        if (config.CountsOrNull("compress_ratios", Bounds.Window) is { } listed)
            return listed.Count >= layers ? listed : throw config.Error(
                "compress_ratios", $"the list names {listed.Count} layers, num_hidden_layers says {layers}", "give one ratio a layer");
        var rates = config.ObjectOrNull("compress_rates");
        var sparse = rates?.CountOrNull(Sparse, Bounds.Window) ?? SparseRatio;
        var heavy = rates?.CountOrNull(Heavy, Bounds.Window) ?? HeavyRatio;
        if (sparse != SparseRatio) throw config.Error("compress_rates", $"a ratio of {sparse} with an indexer is not understood", "give 4");
        if (LayerTypes.Read(config, layers, Sparse, Heavy, "sliding_attention") is { } kinds)
            return [.. kinds.Select(kind => kind switch { Sparse => sparse, Heavy => heavy, _ => 0 })];
        config.Note("compress_ratios", "two layers of 128 to 1, then 128 and 4 by turns");
        return [.. Enumerable.Range(0, layers).Select(i => i < 2 || i % 2 == 0 ? heavy : sparse)];
    }

    private static Func<int, bool> Hashes(ConfigObject config, int layers)
    {
        if (config.TextsOrNull("mlp_layer_types") is { } kinds)
            return kinds.Count >= layers ? i => kinds[i] == "hash_moe" : throw config.Error(
                "mlp_layer_types", $"the list names {kinds.Count} layers, num_hidden_layers says {layers}", "give one entry a layer: \"hash_moe\" or \"moe\"");
        var first = config.Count("num_hash_layers", Bounds.Layers, 3, zero: true);
        return i => i < first;
    }

    // The block scales are powers of two in a byte; experts are FP4 where expert_dtype says so and nothing else was done to them; the compressors stay in 16 bits.
    private static QuantizationRule Refine(ConfigObject config, QuantizationRule rule)
    {
        var packed = config.TextOrNull("expert_dtype") == "fp4";
        return rule with
        {
            FormatOf = (module, kind) => module.Contains("compressor", StringComparison.Ordinal) ? null
                : rule.FormatOf(module, kind) is not { } format || format != WeightFormat.Fp8Block ? rule.FormatOf(module, kind)
                : packed && kind == TensorClass.RoutedExpert ? WeightFormat.Mxfp4 : WeightFormat.Fp8BlockE8M0,
        };
    }
}
