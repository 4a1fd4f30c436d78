using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models.Configs;

/// <summary>Families with one network a layer.</summary>
public sealed class DenseConfigTests
{
    private const string Common = """ "hidden_size": 64, "num_hidden_layers": 3, "vocab_size": 100, "max_position_embeddings": 4096, "torch_dtype": "bfloat16" """;
    private const string Heads = """ "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128, """;

    internal const string Olmo = $$"""{ "model_type": "olmo", {{Heads}} "tie_word_embeddings": false, {{Common}} }""";
    internal const string Olmo2 = $$"""{ "model_type": "olmo2", {{Heads}} "tie_word_embeddings": false, {{Common}} }""";
    internal const string Olmo3 = $$"""{ "model_type": "olmo3", {{Heads}} "sliding_window": 256, "tie_word_embeddings": false, "hidden_size": 64, "num_hidden_layers": 4, "vocab_size": 100, "max_position_embeddings": 4096, "dtype": "bfloat16" }""";
    internal const string Phi = $$"""{ "model_type": "phi", {{Heads}} "tie_word_embeddings": false, {{Common}} }""";
    internal const string Phi3 = $$"""{ "model_type": "phi3", {{Heads}} "tie_word_embeddings": true, "sliding_window": 2047, {{Common}} }""";
    internal const string Granite = $$"""{ "model_type": "granite", {{Heads}} "tie_word_embeddings": true, {{Common}} }""";
    internal const string Mimo = $$"""{ "model_type": "mimo", {{Heads}} "tie_word_embeddings": false, "num_nextn_predict_layers": 1, {{Common}} }""";
    internal const string Seed = $$"""{ "model_type": "seed_oss", {{Heads}} "head_dim": 16, "attention_bias": true, "attention_out_bias": false, "tie_word_embeddings": false, {{Common}} }""";
    internal const string Cohere = $$"""{ "model_type": "cohere", {{Heads}} "use_qk_norm": true, {{Common}} }""";
    internal const string Cohere2 = $$"""{ "model_type": "cohere2", {{Heads}} "head_dim": 16, "sliding_window": 256, "sliding_window_pattern": 3, {{Common}} }""";
    internal const string Falcon = """{ "model_type": "falcon", "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "num_kv_heads": 2, "new_decoder_architecture": true, "vocab_size": 100, "torch_dtype": "bfloat16" }""";
    internal const string StarCoder = $$"""{ "model_type": "starcoder2", {{Heads}} "use_bias": true, "sliding_window": 256, {{Common}} }""";
    internal const string Gpt2 = """{ "model_type": "gpt2", "n_embd": 64, "n_layer": 3, "n_head": 4, "n_positions": 50, "vocab_size": 100 }""";
    internal const string GptNeo = $$"""{ "model_type": "gpt_neox", "num_attention_heads": 4, "intermediate_size": 128, "tie_word_embeddings": false, {{Common}} }""";
    internal const string StableLm = $$"""{ "model_type": "stablelm", {{Heads}} "use_qkv_bias": true, "tie_word_embeddings": false, {{Common}} }""";
    internal const string Nemotron = $$"""{ "model_type": "nemotron", {{Heads}} "tie_word_embeddings": false, {{Common}} }""";
    internal const string Exaone = $$"""{ "model_type": "exaone", "num_layers": 3, {{Heads}} "tie_word_embeddings": false, "hidden_size": 64, "vocab_size": 100, "max_position_embeddings": 4096, "torch_dtype": "bfloat16" }""";
    internal const string Exaone4 = $$"""{ "model_type": "exaone4", {{Heads}} "head_dim": 16, "sliding_window": 256, "sliding_window_pattern": "LLG", "tie_word_embeddings": false, {{Common}} }""";
    internal const string Ernie = $$"""{ "model_type": "ernie4_5", {{Heads}} "head_dim": 16, "use_bias": false, "tie_word_embeddings": true, {{Common}} }""";
    internal const string SmolLm = $$"""{ "model_type": "smollm3", {{Heads}} {{Common}} }""";
    internal const string ChatGlm = """
        { "model_type": "chatglm", "hidden_size": 64, "num_layers": 3, "num_attention_heads": 4, "multi_query_attention": true, "multi_query_group_num": 2, "kv_channels": 16, "ffn_hidden_size": 128,
          "padded_vocab_size": 100, "vocab_size": 100, "seq_length": 4096, "add_qkv_bias": true, "torch_dtype": "bfloat16" }
        """;
    internal const string Apertus = $$"""{ "model_type": "apertus", {{Heads}} "tie_word_embeddings": false, {{Common}} }""";
    internal const string HunyuanDense = $$"""{ "model_type": "hunyuan_v1_dense", {{Heads}} "head_dim": 16, "tie_word_embeddings": true, {{Common}} }""";
    internal const string MiniCpm3 = $$"""
        { "model_type": "minicpm3", "num_attention_heads": 4, "num_key_value_heads": 4, "q_lora_rank": 24, "kv_lora_rank": 32, "qk_nope_head_dim": 16, "qk_rope_head_dim": 8, "intermediate_size": 128, {{Common}} }
        """;
    internal const string Lfm2 = $$"""
        { "model_type": "lfm2", {{Heads}} "block_ff_dim": 180, "block_auto_adjust_ff_dim": true, "block_multiple_of": 64, "conv_L_cache": 3, "full_attn_idxs": [1], {{Common}} }
        """;

    private const long Attention = 2 * 64 * 64 + 2 * 32 * 64;
    private const long Gated = 3 * 128 * 64;
    private const long Plain = 2 * 128 * 64;
    private const long Norms = 2 * 64;
    private const long Tied = 100 * 64 + 64;
    private const long Untied = 2 * 100 * 64 + 64;

    public static TheoryData<string, long> Counted { get; } = new()
    {
        // Norms that learn nothing, the last one too.
        { Olmo, 3 * (Attention + Gated) + Untied - 64 },
        { Olmo2, 3 * (Attention + Gated + Norms + 64 + 32) + Untied },
        { Olmo3, 4 * (Attention + Gated + Norms + 64 + 32) + Untied },
        // One norm with a bias; biases of queries, keys, values, output and both matrices; the last norm's and the head's.
        { Phi, 3 * (Attention + 64 + 32 + 32 + 64 + Plain + 128 + 64 + 2 * 64) + Untied + 64 + 100 },
        { Phi3, 3 * (Attention + Gated + Norms) + Tied },
        { Granite, 3 * (Attention + Gated + Norms) + Tied },
        { Mimo, 3 * (Attention + 128 + Gated + Norms) + Untied },
        { Seed, 3 * (Attention + 128 + Gated + Norms) + Untied },
        { Cohere, 3 * (Attention + 64 + 32 + Gated + 64) + Tied },
        { Cohere2, 3 * (Attention + Gated + 64) + Tied },
        // Four times the hidden width, no biases but the norms'.
        { Falcon, 3 * (Attention + 2 * 256 * 64 + 4 * 64) + Tied + 64 },
        { StarCoder, 3 * (Attention + 128 + 64 + Plain + 128 + 64 + 4 * 64) + Tied + 64 },
        { Gpt2, 3 * (4 * 64 * 64 + 4 * 64 + 2 * 256 * 64 + 256 + 64 + 4 * 64) + Tied + 64 + 50 * 64 },
        { GptNeo, 3 * (4 * 64 * 64 + 4 * 64 + Plain + 128 + 64 + 4 * 64) + Untied + 64 },
        { StableLm, 3 * (Attention + 128 + Gated + 4 * 64) + Untied + 64 },
        { Nemotron, 3 * (Attention + Plain + 4 * 64) + Untied + 64 },
        { Exaone, 3 * (Attention + Gated + Norms) + Untied },
        { Exaone4, 3 * (Attention + 32 + Gated + Norms) + Untied },
        { Ernie, 3 * (Attention + Gated + Norms) + Tied },
        { SmolLm, 3 * (Attention + Gated + Norms) + Tied },
        { ChatGlm, 3 * (Attention + 128 + Gated + Norms) + Untied },
        { Apertus, 3 * (Attention + 32 + Plain + Norms) + Untied },
        { HunyuanDense, 3 * (Attention + 32 + Gated + Norms) + Tied },
        // Down to 24 and up to 4 x 24; down to 32 + 8 and up from 32 to 4 x (16 + 16); norms of both ranks.
        { MiniCpm3, 3 * (24 * 64 + 24 + 96 * 24 + 40 * 64 + 32 + 128 * 32 + 64 * 64 + Gated + Norms) + Tied },
        // Two thirds of 180 are 120, up to 128; three projections in, three taps, one out.
        { Lfm2, 2 * (4 * 64 * 64 + 3 * 64) + Attention + 32 + 3 * (Gated + Norms) + Tied },
    };

    [Theory]
    [MemberData(nameof(Counted))]
    public void Every_family_is_counted_to_the_last_parameter(string config, long parameters)
    {
        var model = Read(config);
        Assert.Equal(parameters, model.TotalParameters);
        Assert.Equal(parameters, model.ActiveParameters);
    }

    [Fact]
    public void Layers_slide_where_the_family_says()
    {
        static string[] Kinds(string config) => [.. Read(config).Layers.Select(layer => layer.Attention.Name)];
        Assert.Equal(["sliding", "sliding", "sliding", "gqa"], Kinds(Olmo3));
        Assert.Equal(["sliding", "sliding", "gqa"], Kinds(Cohere2));
        Assert.Equal(["sliding", "sliding", "gqa"], Kinds(Exaone4));
        Assert.Equal(["sliding", "sliding", "sliding"], Kinds(Phi3));
        Assert.Equal(["gqa", "gqa", "gqa"], Kinds(With(Phi3, "sliding_window", "262144")));
        Assert.Equal(["convolution", "gqa", "convolution"], Kinds(Lfm2));
    }

    [Fact]
    public void A_short_convolution_keeps_its_last_taps() =>
        Assert.Equal(64.0 * 2 * 2, Read(Lfm2).Layers[0].Attention.StatePerSequence.Value);

    [Fact]
    public void Keys_that_do_not_change_sizes_are_passed_over()
    {
        var newer = With(With(With(Granite, "rope_parameters", """{"rope_theta":10000.0}"""), "made_up_key", "7"), "dtype", "\"bfloat16\"");
        Assert.Equal(Read(Granite).TotalParameters, Read(newer.Replace("\"torch_dtype\": \"bfloat16\"", "\"use_cache\": true", StringComparison.Ordinal)).TotalParameters);
    }

    [Fact]
    public void A_file_that_names_only_its_class_is_read_by_it()
    {
        var nameless = Olmo2.Replace("\"model_type\": \"olmo2\"", "\"_hf_config_class\": \"transformers.Olmo2Config\"", StringComparison.Ordinal);
        Assert.Equal(("olmo2", Read(Olmo2).TotalParameters), (Read(nameless).Architecture, Read(nameless).TotalParameters));
    }
}
