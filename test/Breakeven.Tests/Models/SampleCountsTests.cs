using Breakeven.Models;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models;

/// <summary>One small config a family, every matrix counted by hand. Hidden 64 and 100 words throughout: 2 x 6,400 for embedding and head, 64 for the last norm, 128 a layer for norms.</summary>
public sealed class SampleCountsTests
{
    private const long Outer = 2 * 6_400 + 64;

    private const long Norms = 128;

    // Router 8 x 64 with 8 biases, 8 experts and one shared of 3 x 64 x 16.
    private const long Mixture = 512 + 8 + 8 * 3_072 + 3_072;

    private const long Dense = 3 * 64 * 128;

    // Six of eight experts rest, in each layer that has them.
    private const long Resting = 6 * 3_072;

    [Fact]
    public void DeepSeek_V3_2_adds_an_indexer_to_latent_attention()
    {
        // q_a 32 x 64, norm, q_b 48 x 32, kv_a 20 x 64, norm, kv_b 64 x 16, o 64 x 32; the indexer: 32 x 32, 8 x 64, a norm with bias, 4 x 64.
        const long attention = 2_048 + 32 + 1_536 + 1_280 + 16 + 1_024 + 2_048 + 1_024 + 512 + 16 + 256;
        const long total = 2 * (attention + Norms) + Dense + Mixture + Outer;
        Counted(DeepSeekV32, total, total - Resting);
    }

    [Fact]
    public void DeepSeek_MoE_has_two_shared_experts_and_plain_attention()
    {
        const long total = 2 * (4 * 4_096 + Norms) + Dense + 512 + 8 * 3_072 + 2 * 3_072 + Outer;
        Counted(DeepSeekMoe, total, total - Resting);
    }

    [Fact]
    public void DeepSeek_V4_compresses_by_layer_and_joins_streams()
    {
        // wq_a 16 x 64, norm, wq_b 128 x 16, wkv 32 x 64, norm, wo_a 16 x 64, wo_b 64 x 16, 4 sinks.
        const long attention = 1_024 + 16 + 2_048 + 2_048 + 32 + 1_024 + 1_024 + 4;
        // At 4 to 1 entries overlap, so widths double: 2 x 64 x 64, 4 x 64 positions, norm; the indexer: 16 x 16, 2 x 64, 2 x 16 x 64, 4 x 16, norm.
        const long sparse = 2 * 4_096 + 256 + 32 + 256 + 128 + 2 * 1_024 + 64 + 8;
        const long heavy = 2 * 2_048 + 128 * 32 + 32;
        // For two streams (2 + 2) x 2 weights of 2 x 64, as many biases, 3 scales; twice a layer; and 2 x 128 + 2 + 1 at the end.
        const long streams = 2 * (8 * 128 + 8 + 3);
        // The first layer has a table of 2 experts a word for its bias of 8.
        const long experts = 3 * (512 + 8 * 3_072 + 3_072) + 100 * 2 + 2 * 8;
        const long total = 3 * (attention + streams + Norms) + sparse + heavy + experts + Outer + 259;
        Counted(DeepSeekV4, total, total - 3 * Resting - 99 * 2);
    }

    [Fact]
    public void MiniMax_M1_has_lightning_attention_in_all_but_some_layers()
    {
        const long lightning = 3 * 2_048 + 2_048 + 32 + 2_048;
        const long full = 2_048 + 2 * 1_024 + 2_048;
        const long total = lightning + full + 2 * (256 + 4 * 3_072 + Norms) + Outer;
        Counted(MiniMaxM1, total, total - 2 * 2 * 3_072);
    }

    [Fact]
    public void MiniMax_M2_norms_all_heads_at_once()
    {
        const long total = 2_048 + 2 * 1_024 + 2_048 + 32 + 16 + 256 + 4 + 4 * 3_072 + Norms + Outer;
        Counted(MiniMaxM2, total, total - 2 * 3_072);
        Assert.Equal(3, Read(MiniMaxM2).DraftLayers.Count);
    }

    [Fact]
    public void MiniMax_M3_picks_blocks_and_shares_an_expert()
    {
        const long attention = 2_048 + 2 * 1_024 + 2_048 + 8 + 8;
        const long indexer = 1_024 + 512 + 8 + 8;
        const long total = attention + 3 * 64 * 32 + attention + indexer + 256 + 4 + 4 * 3_072 + 3_072 + 2 * Norms + Outer;
        Counted(MiniMaxM3, total, total - 2 * 3_072);
    }

    [Fact]
    public void Glm_4_5_has_biases_on_inputs_and_norms_on_heads()
    {
        const long attention = 2_048 + 2 * 1_024 + 2_048 + 32 + 2 * 16 + 8 + 8;
        const long total = 2 * (attention + Norms) + Dense + Mixture + Outer;
        Counted(Glm4Moe, total, total - Resting);
        Assert.True(Assert.Single(Read(Glm4Moe).DraftLayers).JoinsDraft);
    }

    [Fact]
    public void Kimi_Linear_alternates_the_delta_rule_with_latent_attention()
    {
        // q, k, v and their taps; decay 8 x 64 and 32 x 8; beta 4 x 64; 32 + 4 numbers; the gate in two; norm; output.
        const long delta = 3 * (2_048 + 128) + 512 + 256 + 256 + 36 + 512 + 256 + 8 + 2_048;
        const long latent = 3_072 + 1_280 + 16 + 1_024 + 2_048;
        const long total = 3 * delta + latent + Dense + 3 * Mixture + 4 * Norms + Outer;
        Counted(KimiLinear, total, total - 3 * Resting);
    }

    [Fact]
    public void Kimi_K3_gates_fully_and_runs_experts_on_a_latent()
    {
        const long delta = 3 * (2_048 + 128) + 512 + 256 + 256 + 36 + 2_048 + 8 + 2_048;
        const long latent = 3_072 + 1_280 + 16 + 1_024 + 2_048 + 2_048;
        // To the latent of 32 and back, a norm on it; experts 3 x 32 x 16.
        const long experts = 512 + 8 + 2 * 2_048 + 32 + 8 * 1_536 + 3_072;
        const long total = 3 * delta + latent + Dense + 3 * experts + 4 * (Norms + 4 * 64) + Outer + 2 * 64;
        Counted(KimiK3, total, total - 3 * 6 * 1_536);
    }

    [Fact]
    public void Qwen3_Next_is_built_as_Qwen3_5()
    {
        const long linear = 128 * 64 + 64 * 64 + 2 * 4 * 64 + 128 * 4 + 4 + 4 + 16 + 64 * 64;
        const long full = 256 * 64 + 2 * 64 * 64 + 64 * 128 + 2 * 32;
        const long experts = 16 * 64 + 17 * 3 * 64 * 32 + 64;
        const long total = 3 * linear + full + 4 * (experts + Norms) + Outer;
        Counted(Qwen3Next, total, total - 4 * 12 * 3 * 64 * 32);
    }

    [Fact]
    public void Qwen2_moe_has_biases_and_a_gated_shared_expert()
    {
        const long attention = 4_096 + 64 + 2 * (2_048 + 32) + 4_096;
        const long total = 2 * (attention + 512 + 8 * 3_072 + 3 * 64 * 32 + 64 + Norms) + Outer;
        Counted(Qwen2Moe, total, total - 2 * Resting);
    }

    [Fact]
    public void An_encoder_is_counted_beside_its_language_model()
    {
        // Two blocks of 4 x 64 + 32 + 2 x 128 + 16 + 8 + 32, a norm of 16, and mergers of 32 x 32 + 32 + 32 x 64 + 64.
        const long blocks = 2 * (256 + 32 + 256 + 24 + 32), merger = 1_024 + 32 + 2_048 + 64;
        // Qwen3-VL: patches 3 x 2 x 4 x 8 with a bias, 9 places, and two mergers more, each with a norm of 2 x 32.
        Assert.Equal(192 + 8 + 72 + blocks + 16 + merger + 2 * (64 + merger), Read(Qwen3Vl).EncoderParameters);
        // Qwen2-VL: no bias on patches, no table of places; the network is four times as wide as the hidden state.
        Assert.Equal(192 + 2 * (256 + 32 + 512 + 40 + 32) + 16 + merger, Read(Qwen2Vl).EncoderParameters);
        // Pixtral: patches 3 x 4 x 8, a norm, two blocks of 4 x 64 + 3 x 128 + 16; a norm, a merger 32 x 8, projections 8 x 64 and 64 x 64.
        Assert.Equal(96 + 8 + 2 * (256 + 384 + 16) + 8 + 256 + 512 + 4_096, Read(Mistral3).EncoderParameters);
        Assert.Equal(Read(Qwen2).Layers[0], Read(Qwen2Vl).Layers[0]);
    }

    private static void Counted(string config, long total, long active)
    {
        var model = Read(config);
        Assert.Equal((total, active), (model.TotalParameters - model.EncoderParameters, model.ActiveParameters));
    }
}
