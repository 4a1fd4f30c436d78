using Breakeven.Models;
using static Breakeven.Tests.Models.SampleConfigs;

namespace Breakeven.Tests.Models;

/// <summary>What sparse, compressed and linear attention hold and read, worked out by hand.</summary>
public sealed class LongContextTests
{
    private static double Cache(Model model, long tokens, NumberFormat format = NumberFormat.Bf16) =>
        model.CacheBytes(model.Native with { Cache = format }, new(tokens)).Value;

    [Fact]
    public void DeepSeek_V3_2_holds_a_latent_and_an_index_key()
    {
        // A latent of 16 and a rotary key of 4 in 16 bits; a key of 8 in FP8 and one scale of 4; two layers.
        Assert.Equal(100 * 2 * (20 * 2 + 8 + 4), Cache(Read(DeepSeekV32), 100));
        // As published: 61 layers of 1,152 + 132 bytes; with FP8, 656 + 132.
        var attention = new AttentionKind.Latent(128, 1536, 512, 128, 64, 128) { Index = new(64, 128, 2048) };
        Assert.Equal(1152 + 132, attention.Cache.Bytes(PrecisionScheme.Bf16, 1));
        Assert.Equal(656 + 132, attention.Cache.Bytes(PrecisionScheme.Bf16 with { Cache = NumberFormat.Fp8 }, 1));
        // Beyond 2,048 tokens attention costs the same, and the indexer as much as it scores: 2 FLOP for 64 heads of 128.
        Assert.Equal(2.0 * 64 * 128 * 1000, attention.DecodeFlop(5000).Value - attention.DecodeFlop(4000).Value);
    }

    [Fact]
    public void Glm_5_2_makes_picks_in_some_layers_and_borrows_them_in_the_others()
    {
        // Every second layer from the third: 0, 1 and 2 by the offset of 3, then 4.
        Assert.Equal([false, false, false, true, false, true], Borrows(GlmDsa));
        Assert.Equal([false, true, true, false, true, true], Borrows(With(GlmDsa, "index_topk_pattern", "\"FSSFSS\"")));
        Assert.Equal([false, true, false, true, false, true], Borrows(With(GlmDsa, "indexer_types", """["full","shared","full","shared","full","shared"]""")));
        Assert.Equal([false, false, false, false, false, false], Borrows(With(GlmDsa, "index_topk_freq", "null")));
        // A layer that borrows has neither the indexer's 1,808 weights nor its key of 12 bytes.
        var model = Read(GlmDsa);
        Assert.Equal(1_024 + 512 + 16 + 256, model.Layers[2].Attention.Tensors(64).Sum(tensor => tensor.Parameters) - model.Layers[3].Attention.Tensors(64).Sum(tensor => tensor.Parameters));
        Assert.Equal(6 * 40 + 4 * 12, Cache(model, 1));
        Assert.Equal([false, true, true, true, true, true], model.Layers.Select(layer => layer.FeedForward is FeedForwardKind.Mixture));
    }

    private static IEnumerable<bool> Borrows(string config) => Read(config).Layers.Select(layer => ((AttentionKind.Latent)layer.Attention).Index!.Borrowed);

    [Fact]
    public void DeepSeek_V4_holds_a_window_and_beyond_it_one_entry_for_several_tokens()
    {
        var model = Read(DeepSeekV4);
        // 1,000 tokens: windows of 4 x 32 in three layers; 250 entries of 32 and 250 index keys of 8 + 4 bytes; 7.8125 entries of 32.
        Assert.Equal(3 * 4 * 64 + 250 * 64 + 250 * 12 + 1000.0 / 128 * 64, Cache(model, 1000));
        // What is not yet compressed: values and gates in fp32, 8 x 64 and 8 x 16 at 4 to 1, 128 x 32 at 128 to 1.
        Assert.Equal(4 * 2 * (8 * 64 + 8 * 16 + 128 * 32), model.StatePerSequence.Value);
        Assert.Equal(["sliding", "csa", "hca"], model.Layers.Select(layer => layer.Attention.Name));
        Assert.True(Assert.Single(model.DraftLayers).JoinsDraft);
    }

    [Fact]
    public void An_entry_of_DeepSeek_V4_takes_584_bytes_in_fp8()
    {
        var window = new AttentionKind.Compressed(64, 512, 64, 1024, 8, 1024, 128, 0);
        var sparse = window with { Ratio = 4, Index = new(64, 128, 512) };
        var heavy = window with { Ratio = 128 };
        var fp8 = PrecisionScheme.Bf16 with { Cache = NumberFormat.Fp8 };
        // 448 bytes, 7 scales, 1 of padding, 64 rotary elements in 16 bits.
        Assert.Equal(128 * 584, window.Cache.Bytes(fp8, 1_000_000));
        Assert.Equal(128 * 584 + 250_000 * (584 + 132), sparse.Cache.Bytes(fp8, 1_000_000));
        Assert.Equal(128 * 584 + 7_812.5 * 584, heavy.Cache.Bytes(fp8, 1_000_000));
        // A token attends to the window, and to 512 entries or to all: 4 FLOP for each of 64 x 512.
        const double entry = 4 * 64 * 512;
        Assert.Equal(128 * entry, window.DecodeFlop(1_000_000).Value);
        Assert.Equal((128 + 512) * entry + 250_000 * 2.0 * 64 * 128, sparse.DecodeFlop(1_000_000).Value);
        Assert.Equal((128 + 7_812.5) * entry, heavy.DecodeFlop(1_000_000).Value);
    }

    [Fact]
    public void DeepSeek_V4_is_stored_in_three_precisions()
    {
        var model = Read(DeepSeekV4);
        // 3 layers of 8 experts of 3 x 64 x 16: half a byte and one scale for 32 (64 columns: 2, 16 columns: 1).
        Assert.Equal(3 * 8 * (2 * (512 + 16 * 2) + 512 + 64), model.WeightBytesByClass(model.Native)[TensorClass.RoutedExpert].Value);
        Assert.Equal("fp8-block-e8m0", model.Native[TensorClass.Attention].Name);
        Assert.Equal("bf16", model.Native.Exceptions["compressor.wkv"].Name);
        Assert.Equal("int64", model.Native.Exceptions["router.tid2eid"].Name);
        Assert.Equal("fp8-block-e8m0", Read(With(DeepSeekV4, "expert_dtype", "\"fp8\"")).Native[TensorClass.RoutedExpert].Name);
    }

    [Fact]
    public void DeepSeek_V4_reads_as_transformers_5_writes_it()
    {
        var config = With(DeepSeekV4, "compress_ratios", "null").Replace(
            "\"num_hash_layers\": 1",
            """
            "layer_types": ["sliding_attention", "compressed_sparse_attention", "heavily_compressed_attention"], "mlp_layer_types": ["hash_moe", "moe", "moe"],
            "compress_rates": { "compressed_sparse_attention": 4, "heavily_compressed_attention": 128 }
            """, StringComparison.Ordinal);
        Assert.Equal(Read(DeepSeekV4).Layers, Read(config).Layers);
        Assert.Equal(["hca", "hca", "hca"], Read(With(DeepSeekV4, "compress_ratios", "null")).Layers.Select(layer => layer.Attention.Name));
    }

    [Fact]
    public void MiniMax_M3_reads_the_blocks_that_its_indexer_picks()
    {
        var model = Read(MiniMaxM3);
        // Two layers of 2 x (8 + 8) in 16 bits, and in the second a key of 8.
        Assert.Equal(100 * (2 * 64 + 16), Cache(model, 100));
        // 4 blocks of 16 tokens; the first layer sees all.
        Assert.Equal([null, 64.0], model.Layers.Select(layer => layer.Attention.Passes.First().Most));
    }

    [Fact]
    public void Linear_attention_holds_a_state_whatever_the_length()
    {
        // Lightning: 4 heads of 8 x 8 in fp32. The other layer caches 2 x (8 + 8).
        Assert.Equal(4 * 64 * 4, Read(MiniMaxM1).StatePerSequence.Value);
        Assert.Equal(100 * 64, Cache(Read(MiniMaxM1), 100));
        // Kimi's delta rule: the same in three layers, and 3 taps of queries, keys and values of 32.
        Assert.Equal(3 * (4 * 64 * 4 + 3 * 32 * 3 * 2), Read(KimiLinear).StatePerSequence.Value);
        Assert.Equal(100 * 20 * 2, Cache(Read(KimiLinear), 100));
    }

    [Fact]
    public void Kimi_K3_packs_its_experts_alone()
    {
        var native = Read(KimiK3).Native;
        Assert.Equal(("mxfp4-w4a16-experts", "bf16"), (native.Name, native[TensorClass.SharedExpert].Name));
    }

    [Fact]
    public void A_wrapper_that_is_not_known_is_no_reason_to_refuse_the_language_model_within()
    {
        var model = Read(Qwen3Vl.Replace("\"qwen3_vl\"", "\"qwen9_vl\"", StringComparison.Ordinal));
        Assert.Contains("\"qwen9_vl\" is not known: only the \"qwen3_vl_text\" within it is counted", model.Notes);
        Assert.Equal(0, model.EncoderParameters);
    }

    [Fact]
    public void A_file_without_a_model_type_is_known_by_its_class()
        => Assert.Equal(16, ((FeedForwardKind.Mixture)Read(Qwen3Omni).Layers[0].FeedForward).Experts);

    [Fact]
    public void Groups_of_the_output_must_divide_over_tensor_ranks()
    {
        var attention = new AttentionKind.Compressed(64, 512, 64, 1024, 8, 1024, 128, 4);
        Assert.Equal((64, 1), (attention.QueryHeads, attention.CacheShards));
    }
}
