using Breakeven.Models;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models.Configs;

public sealed class JambaConfigTests
{
    internal const string Jamba = """
        { "model_type": "jamba", "architectures": ["JambaForCausalLM"], "hidden_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2,
          "intermediate_size": 96, "num_experts": 8, "num_experts_per_tok": 2, "attn_layer_period": 4, "attn_layer_offset": 2, "expert_layer_period": 2, "expert_layer_offset": 1,
          "mamba_d_state": 16, "mamba_d_conv": 4, "mamba_expand": 2, "mamba_dt_rank": 8, "mamba_conv_bias": true, "vocab_size": 100, "max_position_embeddings": 4096,
          "tie_word_embeddings": false, "torch_dtype": "bfloat16" }
        """;

    internal const string Alone = """
        { "model_type": "mamba", "architectures": ["MambaForCausalLM"], "hidden_size": 64, "num_hidden_layers": 2, "intermediate_size": 128, "state_size": 16, "conv_kernel": 4,
          "expand": 2, "time_step_rank": "auto", "use_bias": false, "use_conv_bias": true, "vocab_size": 100, "torch_dtype": "float32" }
        """;

    internal const string AloneSecond = """
        { "model_type": "mamba2", "hidden_size": 64, "num_hidden_layers": 2, "num_heads": 8, "head_dim": 16, "state_size": 32, "n_groups": 1, "conv_kernel": 4, "vocab_size": 100 }
        """;

    // 128 channels: in and out, four taps with a bias, the low-rank map of the step (8 + 2 x 16 from 128, 128 from 8 with a bias), decay and skip.
    private const long Inner = 256 * 64 + 128 * 4 + 128 + (8 + 32) * 128 + 128 * 8 + 128 + 128 * 16 + 128 + 64 * 128;

    [Fact]
    public void Jamba_puts_attention_and_experts_where_period_and_offset_say()
    {
        var model = Read(Jamba);
        const long mamba = Inner + 8 + 16 + 16, attention = 2 * 64 * 64 + 2 * 32 * 64, dense = 3 * 96 * 64, experts = 8 * dense + 8 * 64;
        Assert.Equal(["mamba", "mamba", "gqa", "mamba"], model.Layers.Select(layer => layer.Attention.Name));
        Assert.Equal([false, true, false, true], model.Layers.Select(layer => layer.FeedForward is FeedForwardKind.Mixture));
        Assert.Equal(2 * 100 * 64 + 64 + 3 * mamba + attention + 2 * dense + 2 * experts + 8 * 64, model.TotalParameters);
        Assert.Equal(model.TotalParameters - 2 * 6 * dense, model.ActiveParameters);
    }

    [Fact]
    public void Mamba_keeps_a_state_for_every_channel()
    {
        var mamba = Read(Jamba).Layers[0].Attention;
        Assert.Equal(128.0 * 16 * 2 + 128 * 3 * 2, mamba.StatePerSequence.Value);
        Assert.Equal(6.0 * 128 * 16, mamba.StateFlop.Value);
        Assert.Equal(0, mamba.CacheElementsPerToken);
    }

    [Fact]
    public void With_one_expert_every_layer_is_dense() => Assert.False(Read(With(Jamba, "num_experts", "1")).IsMixture);

    [Fact]
    public void Mamba_alone_has_a_norm_and_a_mixer_a_layer_and_a_tied_head()
    {
        // The step's rank is 64 / 16 = 4 by default.
        const long mamba = 256 * 64 + 128 * 4 + 128 + (4 + 32) * 128 + 128 * 4 + 128 + 128 * 16 + 128 + 64 * 128 + 64;
        Assert.Equal(100 * 64 + 64 + 2 * mamba, Read(Alone).TotalParameters);
        const long second = (128 + 128 + 64 + 8) * 64 + 192 * 4 + 192 + 24 + 128 + 64 * 128 + 64;
        Assert.Equal(100 * 64 + 64 + 2 * second, Read(AloneSecond).TotalParameters);
    }
}
