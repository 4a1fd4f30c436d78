using Breakeven.Economics;
using Breakeven.Models;
using Breakeven.Performance;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Sizing;

/// <summary>Facts behind an advice, worked out by hand.</summary>
public sealed class ServingComplexityTests
{
    [Fact]
    public void A_layout_is_as_complex_as_its_ranks_and_boxes()
    {
        Assert.Equal(new(1, 1, 0, 1), ServingComplexity.Of(Deploy("Qwen/Qwen3-32B", "H100-SXM", "fp8", "tp=1")));
        Assert.Equal(new(8, 1, 1, 1), ServingComplexity.Of(Deploy("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=8")));
        // 16 devices of a link that joins 8; attention data and experts.
        var wide = ServingComplexity.Of(Deploy("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=1,dp=16,ep=16"));
        Assert.Equal(new(16, 2, 2, 16), wide);
        Assert.True(wide.CrossesNodes);
        // Boxes of 4 that nothing faster joins: the same 8 devices lie in two.
        Assert.Equal(2, ServingComplexity.Of(Deploy("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=8") with { BoxGpus = 4 }).Nodes);
    }

    // Llama 3.3 70B in bf16 is 70,553,706,496 x 2 B = 141.1 GB: 141 s at 1 GB/s and 60 s; at 5 GB/s 28 s.
    [Fact]
    public void A_start_reads_the_weights_and_warms_up()
    {
        var plan = Sizer.Plan(Deploy("meta-llama/Llama-3.3-70B-Instruct", "H100-SXM", "bf16", "tp=4"));
        Assert.Equal(141.1, ColdStart.Of(plan).Load.Value, 0.2);
        Assert.Equal(201.1, ColdStart.Of(plan).Total.Value, 0.2);
        Assert.Equal(28.2, ColdStart.Of(plan, BytesPerSecond.GigabytesPerSecond(5)).Load.Value, 0.1);
    }

    // DeepSeek-V3: 8 of 256 experts see 262,144 x 8 / 256 = 8,192 tokens each, 1.14 times their 7,168 columns. Kimi K2: 8 of 384, 5,461 tokens, 0.76 times.
    [Theory]
    [InlineData("deepseek-ai/DeepSeek-V3", 2048, 8192, 1.14)]
    [InlineData("moonshotai/Kimi-K2-Instruct", 2048, 5461, 0.76)]
    [InlineData("mistralai/Mixtral-8x7B-Instruct-v0.1", 14336, 65536, 16.0)]
    public void An_expert_sees_its_share_of_calibration(string model, int width, double tokens, double rank)
    {
        var exposure = QuantizationExposure.Of(Model(model), Precision("int4"));
        Assert.Equal(width, exposure.ExpertWidth);
        Assert.Equal(tokens, exposure.TokensPerExpert(QuantizationExposure.UsualCalibration), 0.5);
        Assert.Equal(rank, exposure.CalibrationRank(QuantizationExposure.UsualCalibration), 0.01);
        Assert.True(exposure.KeepsRouter);
    }

    // Llama 3.1 8B in int4: 6,979,321,856 of 8,030,261,248 parameters are linear; 4 bits and 16 for each 128 of them, 16 for the rest.
    [Fact]
    public void A_dense_model_sees_all_of_it()
    {
        var exposure = QuantizationExposure.Of(Model("meta-llama/Llama-3.1-8B-Instruct"), Precision("int4"));
        Assert.Null(exposure.Experts);
        Assert.Equal(262_144, exposure.TokensPerExpert(QuantizationExposure.UsualCalibration));
        Assert.Equal(6_979_321_856 / 8_030_261_248.0, exposure.Share, 1e-12);
        Assert.Equal((6_979_321_856 * 4.125 + 1_050_939_392 * 16.0) / 8_030_261_248, exposure.Bits, 1e-6);
        Assert.Equal(0, QuantizationExposure.Of(Model("meta-llama/Llama-3.1-8B-Instruct"), PrecisionScheme.Bf16).Share);
    }

    // Mixtral in bf16, one token: all but the embedding and 6 of 8 experts; of two experts 2 x 176,160,768 a layer. Many tokens read all eight.
    [Fact]
    public void A_step_reads_the_experts_that_some_token_is_sent_to()
    {
        var (model, bf16) = (Model("mistralai/Mixtral-8x7B-Instruct-v0.1"), PrecisionScheme.Bf16);
        Assert.Equal(2 * (46_702_792_704.0 - 131_072_000 - 32 * 6 * 176_160_768.0), WeightReuse.ReadBy(model, bf16, 1).Value, 1e3);
        Assert.Equal(2 * (46_702_792_704.0 - 131_072_000), WeightReuse.ReadBy(model, bf16, 10_000).Value, 1e3);
        // Dense, in bf16 on an H100: 2 B x 989e12 / (2 x 3.35e12) = 295.2; Mixtral's step needs 93.4e9 B / (2 x 12.75e9) / 3.35e12 x 989e12 = 1,082.
        var deployment = Deploy("mistralai/Mixtral-8x7B-Instruct-v0.1", "H100-SXM", "bf16", "tp=2");
        Assert.Equal(295.2, WeightReuse.TokensPerWeight(deployment), 0.05);
        Assert.Equal(1082, WeightReuse.TokensPerStep(deployment), 1.0);
    }
}
