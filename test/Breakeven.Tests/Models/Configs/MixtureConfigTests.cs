using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models.Configs;

/// <summary>Families whose layers all mix tokens by grouped attention and route them to experts.</summary>
public sealed class MixtureConfigTests
{
    private const string Common = """ "hidden_size": 64, "num_hidden_layers": 3, "vocab_size": 100, "max_position_embeddings": 4096, "tie_word_embeddings": false, "torch_dtype": "bfloat16" """;
    private const string Heads = """ "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, """;

    internal const string Olmoe = $$"""{ "model_type": "olmoe", {{Heads}} "intermediate_size": 48, "num_experts": 8, "num_experts_per_tok": 2, {{Common}} }""";
    internal const string PhiMoe = $$"""{ "model_type": "phimoe", {{Heads}} "intermediate_size": 48, "num_local_experts": 8, "num_experts_per_tok": 2, "attention_bias": true, "lm_head_bias": true, "sliding_window": 2047, {{Common}} }""";
    internal const string GraniteShared = $$"""{ "model_type": "granitemoeshared", {{Heads}} "intermediate_size": 48, "shared_intermediate_size": 80, "num_local_experts": 8, "num_experts_per_tok": 2, {{Common}} }""";
    internal const string GraniteHybrid = $$"""
        { "model_type": "granitemoehybrid", {{Heads}} "intermediate_size": 48, "shared_intermediate_size": 80, "num_local_experts": 8, "num_experts_per_tok": 2, "layer_types": ["mamba", "mamba", "attention"],
          "mamba_n_heads": 8, "mamba_d_head": "auto", "mamba_d_state": 32, "mamba_n_groups": 1, "mamba_d_conv": 4, "mamba_expand": 2, "mamba_conv_bias": true, {{Common}} }
        """;
    internal const string Dbrx = """
        { "model_type": "dbrx", "d_model": 64, "n_heads": 4, "n_layers": 3, "max_seq_len": 4096, "vocab_size": 100, "tie_word_embeddings": false, "torch_dtype": "bfloat16",
          "attn_config": { "kv_n_heads": 2, "clip_qkv": 8 }, "ffn_config": { "ffn_hidden_size": 48, "moe_num_experts": 8, "moe_top_k": 2 } }
        """;
    internal const string GrokNative = """{ "vocab_size": 100, "sequence_len": 8192, "emb_size": 64, "widening_factor": 8, "key_size": 16, "num_q_heads": 4, "num_kv_heads": 2, "num_layers": 3, "num_experts": 8, "num_selected_experts": 2 }""";
    internal const string GrokSecond = $$"""{ "model_type": "git", "architectures": ["Grok1ForCausalLM"], {{Heads}} "intermediate_size": 128, "moe_intermediate_size": 48, "num_local_experts": 8, "num_experts_per_tok": 2, "residual_moe": true, {{Common}} }""";
    internal const string Ling = $$"""
        { "model_type": "bailing_moe_v2", {{Heads}} "intermediate_size": 128, "moe_intermediate_size": 48, "num_experts": 8, "num_experts_per_tok": 2, "num_shared_experts": 1, "first_k_dense_replace": 1,
          "num_nextn_predict_layers": 1, "use_qk_norm": true, "moe_router_enable_expert_bias": true, {{Common}} }
        """;
    internal const string LingHybrid = $$"""
        { "model_type": "bailing_hybrid", {{Heads}} "layer_group_size": 2, "q_lora_rank": 24, "kv_lora_rank": 32, "qk_nope_head_dim": 16, "qk_rope_head_dim": 8, "v_head_dim": 16, "intermediate_size": 128,
          "moe_intermediate_size": 48, "num_experts": 8, "num_experts_per_tok": 2, "num_shared_experts": 1, "first_k_dense_replace": 1, {{Common}} }
        """;
    internal const string LingFirst = $$"""{ "model_type": "bailing_moe", {{Heads}} "intermediate_size": 128, "moe_intermediate_size": 48, "num_experts": 8, "num_experts_per_tok": 2, "num_shared_experts": 2, {{Common}} }""";
    internal const string Step = $$"""
        { "model_type": "step3p5", "num_attention_heads": 4, "num_attention_groups": 2, "head_dim": 16, "attention_other_setting": { "attention_type": "sliding_attention", "num_attention_heads": 6, "num_attention_groups": 2, "head_dim": 16 },
          "layer_types": ["full_attention", "sliding_attention", "sliding_attention", "sliding_attention"], "sliding_window": 512, "use_head_wise_attn_gate": true, "moe_layers_enum": "1,2", "intermediate_size": 128,
          "moe_num_experts": 8, "moe_top_k": 2, "moe_intermediate_size": 48, "share_expert_dim": 80, "use_moe_router_bias": true, "num_nextn_predict_layers": 1, {{Common}} }
        """;
    internal const string Ernie = $$"""
        { "model_type": "ernie4_5_moe", {{Heads}} "intermediate_size": 128, "moe_intermediate_size": 48, "moe_num_experts": 8, "moe_k": 2, "moe_num_shared_experts": 2, "moe_layer_start_index": 1,
          "moe_layer_end_index": -1, "moe_layer_interval": 1, {{Common}} }
        """;
    internal const string MiniCpm = $$"""{ "model_type": "minicpm", {{Heads}} "intermediate_size": 48, "num_experts": 8, "num_experts_per_tok": 2, {{Common}} }""";
    internal const string Arctic = $$"""{ "model_type": "arctic", {{Heads}} "intermediate_size": 48, "num_local_experts": 8, "num_experts_per_tok": 2, "moe_layer_frequency": 1, "parallel_attn_mlp_res": true, {{Common}} }""";
    internal const string Dots = $$"""{ "model_type": "dots1", {{Heads}} "intermediate_size": 128, "moe_intermediate_size": 48, "n_routed_experts": 8, "num_experts_per_tok": 2, "n_shared_experts": 2, "first_k_dense_replace": 1, {{Common}} }""";
    internal const string Hunyuan = $$"""
        { "model_type": "hunyuan", "num_attention_heads": 4, "num_key_value_heads": 2, "attention_head_dim": 16, "intermediate_size": 80, "moe_intermediate_size": [48, 48, 48], "num_experts": 8, "moe_topk": [2, 2, 2],
          "num_shared_expert": [1, 1, 1], "use_mixed_mlp_moe": true, "use_qk_norm": true, "use_cla": false, "cla_share_factor": 2, {{Common}} }
        """;
    internal const string Mimo = $$"""
        { "model_type": "mimo_v2_flash", "num_attention_heads": 4, "num_key_value_heads": 1, "head_dim": 24, "v_head_dim": 16, "swa_num_attention_heads": 4, "swa_num_key_value_heads": 2, "swa_head_dim": 24,
          "swa_v_head_dim": 16, "sliding_window": 128, "hybrid_layer_pattern": [0, 1, 1], "moe_layer_freq": [0, 1, 1], "intermediate_size": 128, "moe_intermediate_size": 48, "n_routed_experts": 8,
          "n_shared_experts": null, "num_experts_per_tok": 2, "add_swa_attention_sink_bias": true, {{Common}} }
        """;

    public static TheoryData<string, long, int> Counted { get; } = new()
    {
        { Olmoe, 3 * (Attention + 64 + 32 + Routed + Norms), 3 },
        { PhiMoe, 3 * (Attention + 64 + 32 + 32 + 64 + Routed + 2 * Norms) + 64 + 100, 3 },
        { GraniteShared, 3 * (Attention + Routed + 3 * 80 * 64 + Norms), 3 },
        // 8 heads of 64 x 2 / 8 = 16; 192 channels in the convolution.
        { GraniteHybrid, Attention + 2 * ((128 + 192 + 8) * 64 + 192 * 5 + 24 + 128 + 64 * 128) + 3 * (Routed + 3 * 80 * 64 + Norms), 3 },
        { Dbrx, 3 * (Attention + Routed + Norms), 3 },
        { GrokSecond, 3 * (Attention + Routed + 3 * 128 * 64 + 2 * Norms), 3 },
        { Ling, 3 * (Attention + 32 + Norms) + Dense + 2 * (Routed + 8 + Expert), 2 },
        // The first keeps a state (queries, keys, values, gate and output of 64, a norm of 64 and two of 16); the second attends, and so does the third, left over.
        { LingHybrid, 5 * 64 * 64 + 64 + 32 + 2 * (24 * 64 + 24 + 96 * 24 + 40 * 64 + 32 + 128 * 32 + 64 * 64) + 3 * Norms + Dense + 2 * (Routed + 8 + Expert), 2 },
        { LingFirst, 3 * (Attention + Norms + Routed + 2 * Expert), 3 },
        // A gate a head: 4 in the full layer; the sliding ones have 6 heads.
        { Step, Attention + 2 * (2 * 96 * 64 + 2 * 32 * 64) + (4 + 12) * 64 + 3 * (32 + Norms) + Dense + 2 * (Routed + 8 + 3 * 80 * 64), 2 },
        { Ernie, 3 * (Attention + Norms) + Dense + 2 * (Routed + 8 + 2 * Expert), 2 },
        { MiniCpm, 3 * (Attention + Routed + Norms), 3 },
        // Beside the experts a network as wide as the hidden state, with a norm.
        { Arctic, 3 * (Attention + Routed + 3 * 64 * 64 + Norms + 64), 3 },
        { Dots, 3 * (Attention + 32 + Norms) + Dense + 2 * (Routed + 8 + 2 * Expert), 2 },
        { Hunyuan, 3 * (Attention + 32 + Routed + 3 * 80 * 64 + Norms), 3 },
        // Keys of 24, values of 16; one KV head in the full layer, two and four sinks in each that slides.
        { Mimo, (96 + 24 + 16 + 64) * 64 + 2 * ((96 + 48 + 32 + 64) * 64 + 4) + 3 * Norms + Dense + 2 * (Routed + 8), 2 },
    };

    private const long Attention = 2 * 64 * 64 + 2 * 32 * 64;
    private const long Expert = 3 * 48 * 64;
    private const long Routed = 8 * Expert + 8 * 64;
    private const long Dense = 3 * 128 * 64;
    private const long Norms = 2 * 64;

    [Theory]
    [MemberData(nameof(Counted))]
    public void Every_family_is_counted_to_the_last_parameter(string config, long layers, int routed)
    {
        var model = Read(config);
        Assert.Equal(layers + 2 * 100 * 64 + 64, model.TotalParameters);
        // Six of eight experts rest.
        Assert.Equal(model.TotalParameters - routed * 6 * Expert, model.ActiveParameters);
    }

    [Fact]
    public void Grok_by_its_own_names_has_two_thirds_of_the_multiple_as_width_and_a_tied_head()
    {
        var model = Read(GrokNative);
        // 8 x 64 x 2 / 3 = 341, up to 344.
        Assert.Equal(3 * (Attention + 8 * 3 * 344 * 64 + 8 * 64 + 4 * 64) + 100 * 64 + 64, model.TotalParameters);
        Assert.Equal("grok-1", model.Architecture);
    }

    [Fact]
    public void Hunyuan_with_shared_caches_projects_keys_and_values_in_every_other_layer_only()
    {
        var model = Read(With(Hunyuan, "use_cla", "true"));
        Assert.Equal([64, 0, 64], model.Layers.Select(layer => (int)layer.Attention.CacheElementsPerToken));
        // Without them go their two projections and the norm of keys.
        Assert.Equal(Read(Hunyuan).TotalParameters - 2 * 32 * 64 - 16, model.TotalParameters);
    }

    [Fact]
    public void MiMo_caches_other_heads_where_it_slides() =>
        Assert.Equal([40, 80, 80], Read(Mimo).Layers.Select(layer => (int)layer.Attention.CacheElementsPerToken));

    [Fact]
    public void Drafts_stand_apart()
    {
        Assert.Equal(Attention + 32 + Norms + Routed + 8 + Expert + 2 * 64 * 64 + 3 * 64, Read(Ling).DraftLayers.Single().Tensors(64).Sum(tensor => tensor.Parameters));
        Assert.Single(Read(Step).DraftLayers);
    }
}
