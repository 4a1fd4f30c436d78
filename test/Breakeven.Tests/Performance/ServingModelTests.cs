using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;
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

    [Fact]
    public void Capacity_sits_on_the_bound_that_binds()
    {
        var capacity = Serve("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2").Capacity(Within(40))!;

        Assert.InRange(capacity.TimePerOutputToken.Value * 1e3, 39.9, 40.0);
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

    private static Objective Within(double milliseconds) => new([new(LatencyMetric.TimePerOutputToken, 95, Seconds.Milliseconds(milliseconds))]);

    private static ServingModel Serve(string model, string gpu, string precision, string layout, Traffic? traffic = null)
    {
        var deployment = Deploy(model, gpu, precision, layout);
        return new(StepCompiler.Compile(deployment, Facts.Calibration), Sizer.Plan(deployment), traffic ?? s_traffic, Facts.Calibration.Serving(deployment.Engine));
    }
}
