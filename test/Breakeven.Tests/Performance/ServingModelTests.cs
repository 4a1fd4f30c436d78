using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;
using FsCheck;
using FsCheck.Fluent;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Performance;

public sealed class ServingModelTests
{
    private static readonly Traffic s_traffic = new() { Rate = new(1), Input = new(1200), Output = new(300) };

    [Fact]
    public void Running_sequences_obey_Littles_law()
    {
        var point = Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2").At(new(3))!;

        Assert.Equal(3, point.Rate.Value, 1e-4);
        Assert.Equal(point.Batch, point.Rate.Value * 299 * point.Step.Value, 1e-3 * point.Batch);
    }

    [Fact]
    public void More_load_is_slower_and_a_looser_objective_carries_more()
    {
        var serving = Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2");
        var light = serving.At(new(0.5))!;
        var heavy = serving.At(new(5))!;
        Assert.True(heavy.Step > light.Step);
        Assert.True(heavy.TimeToFirstToken > light.TimeToFirstToken);

        var tight = serving.Capacity(Within(30))!.Rate;
        var loose = serving.Capacity(Within(60))!.Rate;
        var free = serving.Capacity(Objective.None)!.Rate;
        Assert.True(tight < loose && loose <= free);
    }

    // A batch that enters another tile jumps over a bound, so capacity may stop short of it: but no load above it stays within.
    [Fact]
    public void Capacity_sits_on_the_bound_that_binds()
    {
        var serving = Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2");
        var capacity = serving.Capacity(Within(40))!;

        Assert.InRange(capacity.TimePerOutputToken.Value * 1e3, 35, 40.0);
        Assert.True(serving.At(capacity.Rate * 1.01)!.TimePerOutputToken.Value * 1e3 > 40);
    }

    [Fact]
    public void An_objective_below_a_lone_requests_step_has_no_capacity()
        => Assert.Null(Serve("meta-llama/Llama-3.3-70B-Instruct", "H100-SXM", "fp8", "tp=2").Capacity(Within(1)));

    [Fact]
    public void A_rate_beyond_what_the_cache_admits_is_not_served()
    {
        var serving = Serve("meta-llama/Llama-3.3-70B-Instruct", "H100-SXM", "fp8", "tp=1");
        var most = serving.Capacity(Objective.None)!.Rate;

        Assert.Null(serving.At(most * 1.01));
        Assert.NotNull(serving.At(most * 0.99));
    }

    // With one output token there is nothing to decode: the rate is bound by prompts alone, so b is 0 and T = r S.
    // 1,200 tokens x 2 x 7.5G parameters = 18 TFLOP, at some 780 TFLOP/s 23 ms and with attention and launches some 25: one client waits for that and what lies outside the
    // engine (20 ms), ten for each other: a quarter of a second. At a bound there is room for fewer than without, and more room the later it lies.
    [Fact]
    public void Prompts_alone_wait_for_each_other_and_for_nothing_else()
    {
        var serving = Serve("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1", s_traffic with { Input = new(1200), Output = new(1) });
        Assert.InRange(serving.ClosedLoop(1)!.TimeToFirstTokenMean.Value, 0.03, 0.07);
        Assert.InRange(serving.ClosedLoop(10)!.TimeToFirstTokenMean.Value, 0.19, 0.31);
        double At(string bounds) => serving.Capacity(ObjectiveText.Parse(bounds))!.Rate.Value;
        var most = serving.Capacity(Objective.None)!.Rate.Value;
        Assert.InRange(most, 32, 53);
        Assert.InRange(At("ttft p95 < 100 ms") / most, 0.1, 0.8);
        Assert.InRange(At("ttft p95 < 1 s") / most, 0.85, 1);
    }

    [Fact]
    public void Requests_of_one_output_token_are_all_prefill()
    {
        var serving = Serve("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1", s_traffic with { Output = new(1) });
        var capacity = serving.Capacity(Objective.None)!;

        Assert.Equal(0, capacity.Batch);
        Assert.Equal(1, capacity.PrefillShare, 1e-9);
    }

    [Fact]
    public void A_cached_prefix_takes_work_off_the_prompt()
    {
        var plain = Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2").Capacity(Within(50))!;
        var cached = Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2", s_traffic with { CachedShare = 0.5 }).Capacity(Within(50))!;

        Assert.True(cached.Rate > plain.Rate * 1.1);
        Assert.True(cached.TimeToFirstTokenMean < plain.TimeToFirstTokenMean);
    }

    // By Little's law clients = rate x (time to first token + 299 steps), whether the cache admits all of them or lets some wait.
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(5000)]
    public void Clients_in_a_closed_loop_are_all_somewhere(int clients)
    {
        foreach (var serving in (ServingModel[])[Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2"), Serve("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=1,dp=8,ep=8")])
        {
            var point = serving.ClosedLoop(clients)!;

            Assert.Equal(1, point.Rate.Value * (point.TimeToFirstToken.Value + 299 * point.Step.Value) / clients, 1e-3);
            Assert.True(point.Batch <= serving.AdmittedMax * (1 + 1e-9));
        }
    }

    // A lone client meets no other's prompt: its steps are the step of one sequence at 1,200 + 150 tokens, and its first token comes after the request's
    // 15 ms + 1,200 x 2 us, one step of its prompt with nothing else in it, and half a step of waiting.
    [Fact]
    public void A_lone_client_has_the_replica_to_itself()
    {
        var serving = Serve("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1");
        var point = serving.ClosedLoop(1)!;

        Assert.Equal(1, point.Step / serving.Step.Time(new(0, 0, point.Batch, 1350)), 1e-6);
        var prompt = serving.Step.Time(new(1200, 600, point.Batch, 1350));
        var least = 0.0174 + prompt.Value;
        Assert.InRange(point.TimeToFirstToken.Value, least, least + 1.5 * point.Step.Value + 0.05 * prompt.Value);
    }

    [Fact]
    public void More_clients_are_never_served_sooner()
    {
        ServingModel[] replicas =
        [
            Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2"),
            Serve("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1"),
            Serve("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=1,dp=8,ep=8"),
            Serve("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", "tp=2,ep=2"),
        ];
        Prop.ForAll(Gen.Choose(1, 1500).Two().ToArbitrary(), pair =>
        {
            foreach (var replica in replicas)
            {
                var (few, many) = (replica.ClosedLoop(pair.Item1)!, replica.ClosedLoop(pair.Item1 + pair.Item2)!);
                // A prompt beside a batch that just entered another tile costs a tile less; 1 % of a step is the most that this is worth.
                Assert.True(many.Step.Value >= few.Step.Value * 0.99, $"{replica.Plan.Deployment.Model.Id}: a step of {pair.Item1} takes {few.Step}, of {pair.Item2} more {many.Step}");
                Assert.True(many.TimeToFirstToken.Value >= few.TimeToFirstToken.Value * 0.99, $"{replica.Plan.Deployment.Model.Id}: a first token of {pair.Item1} takes {few.TimeToFirstToken}, of {pair.Item2} more {many.TimeToFirstToken}");
            }
        }).QuickCheckThrowOnFailure();
    }

    private static Objective Within(double milliseconds) => new([new(LatencyMetric.TimePerOutputToken, 95, Seconds.Milliseconds(milliseconds))]);

    private static ServingModel Serve(string model, string gpu, string precision, string layout, Traffic? traffic = null)
    {
        var deployment = Deploy(model, gpu, precision, layout);
        return new(StepCompiler.Compile(deployment, PlainConstants.Calibration), Sizer.Plan(deployment), traffic ?? s_traffic, PlainConstants.Calibration);
    }
}
