using Breakeven.Models;

namespace Breakeven.Tests.Models;

/// <summary>Weights, cache, state and arithmetic against numbers worked out in the comments.</summary>
public sealed class ModelBytesTests
{
    private const double GiB = 1L << 30;

    [Theory]
    // 32 layers x 8 KV heads x (128 + 128) x 2 B.
    [InlineData("meta-llama/Llama-3.1-8B", 1000, 131_072)]
    // Multi-head: 32 x 32 x 256 x 2 B.
    [InlineData("meta-llama/Llama-2-7b-hf", 1000, 524_288)]
    // Latent: 61 x (512 + 64) x 2 B, whatever the heads; 27 layers for V2-Lite.
    [InlineData("deepseek-ai/DeepSeek-V3", 1000, 70_272)]
    [InlineData("moonshotai/Kimi-K2-Instruct", 1000, 70_272)]
    [InlineData("deepseek-ai/DeepSeek-V2-Lite", 1000, 31_104)]
    // gpt-oss: 36 layers x 8 x 128 x 2 B within the window of 128 tokens, 18 of them beyond.
    [InlineData("openai/gpt-oss-120b", 100, 73_728)]
    [InlineData("openai/gpt-oss-120b", 1000, 36_864)]
    // Llama 4: 48 layers x 8 x 256 x 2 B within a chunk of 8192 tokens, 12 beyond.
    [InlineData("meta-llama/Llama-4-Scout-17B-16E-Instruct", 8192, 196_608)]
    [InlineData("meta-llama/Llama-4-Scout-17B-16E-Instruct", 8193, 49_152)]
    // Qwen3.5: 15 full layers x 2 x (256 + 256) x 2 B.
    [InlineData("Qwen/Qwen3.5-397B-A17B", 1000, 30_720)]
    // Command A+: 32 layers x 8 x 256 x 2 B within the window of 4096 tokens, 8 beyond.
    [InlineData("CohereLabs/command-a-plus-05-2026", 4096, 131_072)]
    [InlineData("CohereLabs/command-a-plus-05-2026", 100_000, 32_768)]
    public void A_token_adds_these_bytes_of_cache(string id, long context, double bytes)
        => Assert.Equal(bytes, CatalogModelsTests.Find(id).CachePerToken(PrecisionScheme.Bf16, new(context)).Value);

    [Theory]
    // 18 layers grow by 2048 B a token, 18 stop at 128 tokens.
    [InlineData("openai/gpt-oss-120b", 100, 36 * 2048.0 * 100)]
    [InlineData("openai/gpt-oss-120b", 1000, 18 * 2048.0 * (1000 + 128))]
    [InlineData("openai/gpt-oss-120b", 100_000, 18 * 2048.0 * (100_000 + 128))]
    // 12 layers grow by 4096 B a token, 36 stop at 8192 tokens.
    [InlineData("meta-llama/Llama-4-Maverick-17B-128E-Instruct", 100_000, 4_915_200_000 + 1_207_959_552)]
    // 8 layers grow by 4096 B a token, 24 stop at 4096 tokens.
    [InlineData("CohereLabs/command-a-plus-05-2026", 100_000, 3_276_800_000 + 402_653_184)]
    public void A_sequence_holds_these_bytes_of_cache(string id, long context, double bytes)
        => Assert.Equal(bytes, CatalogModelsTests.Find(id).CacheBytes(PrecisionScheme.Bf16, new(context)).Value);

    [Fact]
    public void An_fp8_cache_takes_half()
        => Assert.Equal(65_536, CatalogModelsTests.Find("nvidia/Llama-3.1-70B-Instruct-FP8").CachePerToken(
            PrecisionScheme.Bf16 with { Cache = NumberFormat.Fp8 }, new(1)).Value * 32 / 80);

    [Fact]
    public void Linear_attention_holds_its_state_in_fp32_and_its_convolution_in_16_bits()
    {
        var model = CatalogModelsTests.Find("Qwen/Qwen3.5-397B-A17B");
        // 45 layers x 64 heads x 128 x 128 x 4 B = 188.7 MB, and 45 x 12,288 channels x 3 taps x 2 B.
        Assert.Equal(188_743_680 + 3_317_760, model.StatePerSequence.Value);
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", "bf16", 16_060_522_496)]
    // 6,979,321,856 weights of the layers at one byte, a scale of 4 B for each of their 1,376,256 rows, embedding, head and norms at two:
    // rows a layer 4096 + 1024 + 1024 + 4096 + 14336 + 14336 + 4096 = 43,008.
    [InlineData("meta-llama/Llama-3.1-8B", "fp8", 6_979_321_856 + 4.0 * 32 * 43_008 + 2.0 * (2 * 525_336_576 + 266_240))]
    public void Weights_take_these_bytes(string id, string precision, double bytes)
        => Assert.Equal(bytes, CatalogModelsTests.Find(id).WeightBytes(PrecisionScheme.Named(precision)!).Value);

    [Fact]
    public void Maverick_takes_375_GiB_with_all_linears_in_fp8_and_386_with_experts_only_and_its_encoder_above()
    {
        var model = CatalogModelsTests.Find("meta-llama/Llama-4-Maverick-17B-128E-Instruct");
        var text = model with { EncoderParameters = 0 };
        Assert.Equal(375.4, text.WeightBytes(PrecisionScheme.Named("fp8")!).Value / GiB, 0.1);
        Assert.Equal(386.7, text.WeightBytes(PrecisionScheme.Named("fp8-experts")!).Value / GiB, 0.1);
        Assert.Equal(871_932_416 * 2.0, model.WeightBytes(PrecisionScheme.Bf16).Value - text.WeightBytes(PrecisionScheme.Bf16).Value, 1.0);
    }

    [Theory]
    // gpt-oss: OpenAI's checkpoint is 65.2 GB; experts 114.7B x 4.25 bits + the rest in 16.
    [InlineData("openai/gpt-oss-120b", 65.2)]
    [InlineData("openai/gpt-oss-20b", 13.8)]
    // Kimi-K2.5: experts of 4.5 bits, the rest in 16.
    [InlineData("moonshotai/Kimi-K2.5", 595.1)]
    // Embedding and head in 16 bits, the rest in 8 with block scales.
    [InlineData("deepseek-ai/DeepSeek-V3", 673.2)]
    [InlineData("moonshotai/Kimi-K2-Instruct", 1029.2)]
    public void A_native_checkpoint_takes_these_gigabytes(string id, double gigabytes)
    {
        var model = CatalogModelsTests.Find(id);
        Assert.Equal(gigabytes, model.WeightBytes(model.Native).Value / 1e9, 0.1);
    }

    [Fact]
    public void The_files_of_DeepSeek_V3_are_main_model_and_draft_and_copies_of_embedding_and_head()
    {
        var model = CatalogModelsTests.Find("deepseek-ai/DeepSeek-V3");
        var drafts = model.DraftLayers.SelectMany(layer => layer.Tensors(model.Hidden)).Sum(tensor => model.Native.Of(tensor).Size(tensor).Value);
        // The checkpoint's files hold 688.6 GB.
        Assert.Equal(688.6, (model.WeightBytes(model.Native).Value + drafts + 2 * 2.0 * 129_280 * 7168) / 1e9, 0.1);
    }

    [Theory]
    // 2 x 7,504,658,432 weights (all but embedding and norms) and 32 layers x 2 x 32 heads x 256 x context.
    [InlineData("meta-llama/Llama-3.1-8B", 1000, 15_009_316_864 + 524_288_000.0)]
    // 2 x 36,624,596,992 and 61 x 2 x 128 heads x (2 x 512 + 64) x context.
    [InlineData("deepseek-ai/DeepSeek-V3", 1000, 73_249_193_984 + 16_990_208_000.0)]
    // 2 x 16,329,195,520, 15 full layers x 2 x 32 x 512 x context, and 45 x 8 x 64 x 128 x 128 for the states.
    [InlineData("Qwen/Qwen3.5-397B-A17B", 1000, 32_658_391_040 + 491_520_000.0 + 377_487_360)]
    // The window caps 18 of 36 layers at 128 tokens: 2 x 64 x 128 x (18 x 1000 + 18 x 128).
    [InlineData("openai/gpt-oss-120b", 1000, 2.0 * 5_131_100_160 + 2.0 * 64 * 128 * 18 * 1128)]
    public void A_decoded_token_takes_this_arithmetic(string id, long context, double flop)
        => Assert.Equal(flop, CatalogModelsTests.Find(id).DecodeFlopPerToken(new(context)).Value);
}
