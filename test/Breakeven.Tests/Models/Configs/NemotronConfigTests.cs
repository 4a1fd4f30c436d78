using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models.Configs;

public sealed class NemotronConfigTests
{
    internal const string Hybrid = """
        { "model_type": "nemotron_h", "architectures": ["NemotronHForCausalLM"], "hidden_size": 64, "num_hidden_layers": 5, "hybrid_override_pattern": "ME*M-",
          "mamba_num_heads": 8, "mamba_head_dim": 16, "ssm_state_size": 32, "n_groups": 2, "conv_kernel": 4, "use_conv_bias": true, "mamba_ssm_cache_dtype": "float32",
          "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16, "intermediate_size": 96, "moe_intermediate_size": 48, "moe_latent_size": 32,
          "moe_shared_expert_intermediate_size": 80, "n_routed_experts": 8, "n_shared_experts": 1, "num_experts_per_tok": 2, "vocab_size": 100,
          "max_position_embeddings": 4096, "num_nextn_predict_layers": 1, "mtp_hybrid_override_pattern": "*E", "time_step_limit": [0.0, Infinity], "torch_dtype": "bfloat16" }
        """;

    internal const string Pruned = """
        { "model_type": "nemotron-nas", "architectures": ["DeciLMForCausalLM"], "hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": null,
          "intermediate_size": null, "vocab_size": 100, "max_position_embeddings": 4096, "tie_word_embeddings": false, "torch_dtype": "bfloat16", "block_configs": [
            { "attention": { "n_heads_in_group": 2, "no_op": false, "replace_with_linear": false }, "ffn": { "ffn_mult": 5.25, "no_op": false, "replace_with_linear": false } },
            { "attention": { "n_heads_in_group": null, "no_op": true }, "ffn": { "ffn_mult": null, "no_op": false, "replace_with_linear": true } },
            { "attention": { "n_heads_in_group": null, "no_op": false, "replace_with_linear": true }, "ffn": { "no_op": true } } ] }
        """;

    // 8 heads of 16 are 128 channels; with two groups' maps of 32 in and out, 256 pass the convolution; in_proj makes 128 + 256 + 8.
    private const long Mamba = (128 + 256 + 8) * 64 + 256 * 4 + 256 + 3 * 8 + 128 + 64 * 128 + 64;
    private const long Attention = (64 + 32 + 32) * 64 + 64 * 64 + 64;
    private const long Shared = 2 * 80 * 64 + 2 * 32 * 64 + 8 * 64 + 8;
    private const long Expert = 2 * 48 * 32;

    [Fact]
    public void Nemotron_H_has_one_block_and_one_norm_a_layer()
    {
        var model = Read(Hybrid);
        Assert.Equal(["mamba2", "none", "gqa", "mamba2", "none"], model.Layers.Select(layer => layer.Attention.Name));
        Assert.Equal(2 * 100 * 64 + 64 + 2 * Mamba + Attention + (Shared + 8 * Expert + 64) + (2 * 96 * 64 + 64), model.TotalParameters);
        Assert.Equal(model.TotalParameters - 6 * Expert, model.ActiveParameters);
    }

    [Fact]
    public void Its_draft_is_a_layer_of_attention_and_one_of_experts_joined_once()
    {
        var draft = Read(Hybrid).DraftLayers.SelectMany(layer => layer.Tensors(64)).Sum(tensor => tensor.Parameters);
        Assert.Equal(Attention + (Shared + 8 * Expert + 64) + 2 * 64 * 64 + 3 * 64, draft);
    }

    [Fact]
    public void A_list_of_blocks_says_the_same_as_the_letters_and_counts_the_layers()
    {
        var listed = With(Hybrid, "hybrid_override_pattern", "null").Replace("\"num_hidden_layers\": 5,", "", StringComparison.Ordinal);
        listed = With(listed, "layers_block_type", "[\"mamba\", \"moe\", \"attention\", \"linear_attention\", \"mlp\"]");
        Assert.Equal(Read(Hybrid).Layers, Read(listed).Layers);
    }

    [Fact]
    public void Mamba_2_keeps_a_state_in_fp32_and_the_taps_of_its_convolution_in_16_bits()
    {
        var mamba = Read(Hybrid).Layers[0].Attention;
        Assert.Equal(128.0 * 32 * 4 + 256 * 3 * 2, mamba.StatePerSequence.Value);
        Assert.Equal(0, mamba.CacheElementsPerToken);
        Assert.Equal(6.0 * 128 * 32, mamba.DecodeFlop(100_000).Value);
        var halved = Read(With(Hybrid, "mamba_ssm_cache_dtype", "\"bfloat16\"")).Layers[0].Attention;
        Assert.Equal(128.0 * 32 * 2 + 256 * 3 * 2, halved.StatePerSequence.Value);
    }

    [Fact]
    public void A_pruned_layer_keeps_only_the_norms_of_what_is_left()
    {
        var model = Read(Pruned);
        // 5.25 x 64 x 2 / 3 = 224, up to 256; two query heads to a KV head.
        const long whole = 2 * 64 * 64 + 2 * 32 * 64 + 3 * 256 * 64 + 2 * 64;
        Assert.Equal(2 * 100 * 64 + 64 + whole + (64 * 64 + 64) + (64 * 64 + 64), model.TotalParameters);
        Assert.Equal((2, 1, 1), (model.Layers[0].Norms, model.Layers[1].Norms, model.Layers[2].Norms));
        Assert.Equal(2 * 2 * 16, model.Layers.Sum(layer => layer.Attention.CacheElementsPerToken));
    }

    [Theory]
    [InlineData("hybrid_override_pattern", "\"MX\"", "hybrid_override_pattern[1]")]
    [InlineData("n_groups", "3", "n_groups")]
    [InlineData("num_key_value_heads", "3", "num_key_value_heads")]
    [InlineData("mamba_ssm_cache_dtype", "\"float8\"", "mamba_ssm_cache_dtype")]
    public void What_does_not_fit_together_is_named(string member, string value, string place)
        => Assert.EndsWith(": " + place, Assert.Throws<Breakeven.Catalog.InputException>(() => Read(With(Hybrid, member, value))).Where, StringComparison.Ordinal);
}
