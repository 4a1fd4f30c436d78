using Breakeven.Performance;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Performance;

public sealed class StepModelTests
{
    // Llama-3.1-8B in bf16 on an H100: 7.505e9 multiplied parameters x 2 B = 15.01 GB at 93 % of 3.35 TB/s is 4.82 ms;
    // 32 layers x 44 us = 1.41 ms, the step 0.84 ms; the cache of 1,000 tokens 0.04 ms. Together 7.11 ms.
    [Fact]
    public void A_lone_sequence_waits_for_every_weight_once()
    {
        var time = Step("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1").Time(new(0, 0, 1, 1000));

        Assert.InRange(time.Value * 1e3, 7.11 * 0.97, 7.11 * 1.03);
    }

    // Decoding is bound by bandwidth, so a batch of 8 costs little more than one sequence; prefill is bound by arithmetic.
    // 8,192 tokens x 2 x 6.98e9 parameters = 114 TFLOP at 62 % of 989 TFLOP/s is 187 ms; their scores and values over 4,096 tokens,
    // 8,192 x 32 layers x 2 x 32 x 256 x 4,096 = 17.6 TFLOP at 20 %, 89 ms; overheads 2 ms.
    [Fact]
    public void Decoding_is_nearly_free_of_the_batch_and_prefill_is_not()
    {
        var step = Step("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1");

        Assert.True(step.Time(new(0, 0, 8, 1000)).Value < 1.15 * step.Time(new(0, 0, 1, 1000)).Value);
        Assert.InRange(step.Time(new(8192, 4096, 0, 0)).Value * 1e3, 278 * 0.98, 278 * 1.02);
    }

    // A real router with 64 experts, 6 a token, 16 tokens touched 46.1 experts for tokens of different sequences, 39.0 for neighbours.
    [Theory]
    [InlineData(16, 0, 46.1)]
    [InlineData(0, 16, 39.0)]
    public void Experts_touched_meet_a_measured_router(double decodes, double prefill, double touched)
        => Assert.Equal(touched, ExpertRouting.Touched(64, ExpertRouting.LogMiss(64, 6), decodes, prefill), 0.15);

    [Fact]
    public void Every_expert_is_touched_in_the_end_and_never_more_than_all()
    {
        var touched = ExpertRouting.Touched(128, ExpertRouting.LogMiss(128, 1), 1e6, 0);
        Assert.Equal(128, touched, 1e-6);
        Assert.Equal(8, ExpertRouting.Touched(8, ExpertRouting.LogMiss(8, 8), 1, 0), 1e-9);
    }

    // Known expected maxima of n standard normals.
    [Theory]
    [InlineData(2, 0.5642)]
    [InlineData(8, 1.4236)]
    [InlineData(64, 2.3437)]
    public void The_slowest_ranks_excess_follows_order_statistics(int ranks, double expected)
        => Assert.Equal(expected, ExpertRouting.ExpectedMaximum(ranks), 0.06 * expected);

    // A mixture reads few experts for a lone token and nearly all for a wide batch, so its step grows where a dense one's does not.
    [Fact]
    public void A_mixture_starts_cheap_and_pays_for_breadth()
    {
        var mixture = Step("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", "tp=1");
        var lone = mixture.Explain(new(0, 0, 1, 1000)).Experts;
        var wide = mixture.Explain(new(0, 0, 64, 1000)).Experts;

        // 128 (1 - (1 - 8/128)^(64 x 0.81)) = 123.5 experts against 128 (1 - (1 - 8/128)^0.81) = 6.5: 19 times the bytes.
        Assert.InRange(wide / lone, 17, 21);
    }

    [Fact]
    public void Dealt_experts_wait_for_the_slowest_rank()
    {
        var split = Step("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", "tp=4").Explain(new(0, 0, 16, 1000)).Experts;
        var dealt = Step("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", "tp=4,ep=4").Explain(new(0, 0, 16, 1000)).Experts;

        Assert.InRange(dealt / split, 1.02, 1.5);
    }

    [Fact]
    public void Tensor_ranks_divide_the_reading_and_add_their_talk()
    {
        var one = Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=1").Explain(new(0, 0, 16, 2000));
        var eight = Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=8").Explain(new(0, 0, 16, 2000));

        Assert.Equal(8, one.Dense / eight.Dense, 0.1);
        Assert.Equal(0, one.Communication.Value);
        // 80 layers x 2 all-reduces x 10 us at 8 ranks.
        Assert.InRange(eight.Communication.Value * 1e3, 1.6, 2.0);
    }

    [Fact]
    public void The_parts_add_up_to_the_time()
    {
        var step = Step("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=1,dp=8,ep=8");
        var work = new StepWork(4000, 2000, 200, 3000);

        Assert.Equal(step.Time(work).Value, step.Explain(work).Total.Value, 1e-12);
    }

    [Fact]
    public void Timing_a_step_allocates_nothing()
    {
        var step = Step("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=8,ep=8");
        step.Time(new(100, 50, 10, 1000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) step.Time(new(100, 50, i, 1000));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static StepModel Step(string model, string gpu, string precision, string layout)
    {
        var deployment = Deploy(model, gpu, precision, layout);
        return StepCompiler.Compile(deployment, Facts.Calibration);
    }
}
