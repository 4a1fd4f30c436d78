using Breakeven.Economics;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Economics;

public sealed class CapacitySpreadTests
{
    [Fact]
    public void Without_a_bound_capacity_is_as_far_off_as_times_are()
    {
        var (spread, candidate) = Spread(Objective.None);
        Assert.Equal(candidate.Capacity.Rate.Value / spread.Times.High, spread.Low.Value, 1e-9 * spread.Low.Value);
        Assert.Equal(candidate.Capacity.Rate.Value / spread.Times.Low, spread.High.Value, 1e-9 * spread.High.Value);
    }

    [Fact]
    public void Under_a_bound_it_is_farther_off_than_times_are()
    {
        var (spread, candidate) = Spread(Within(40));
        Assert.True(spread.Low < candidate.Capacity.Rate / spread.Times.High);
        // With times as at the slow end, the bound is met just there: predicted times are within 40 ms / f.
        var slow = candidate.Serving.Capacity(Within(40 / spread.Times.High))!;
        Assert.Equal(slow.Rate.Value / spread.Times.High, spread.Low.Value, 1e-9);
    }

    [Fact]
    public void Where_the_slow_end_misses_the_bound_nothing_is_carried()
    {
        var alone = Candidate(Objective.None).Serving.Alone.Step.Value * 1e3;
        var (spread, _) = Spread(Within(alone * 1.02));
        Assert.True(spread.High.Value > 0);
        Assert.Equal(0, spread.Low.Value);
    }

    [Fact]
    public void Between_its_scores_capacity_only_falls()
    {
        var (spread, _) = Spread(Within(40));
        var falling = Enumerable.Range(-30, 61).Select(i => spread.At(i / 10.0).Value).ToList();
        Assert.Equal(falling.OrderDescending(), falling);
    }

    private static (CapacitySpread, Candidate) Spread(Objective objective)
    {
        var candidate = Candidate(objective);
        var residuals = Enumerable.Range(0, 19).Select(i => Measurements.Intervals.Residuals.Of(0.91 + 0.01 * i));
        var intervals = new PredictionIntervals(Measurements.Intervals.Residuals.Table(residuals), Breakeven.Performance.Kernels.KernelTable.Embedded);
        return (CapacitySpread.Of(candidate, objective, intervals)!, candidate);
    }

    private static Candidate Candidate(Objective objective)
    {
        var deployment = Deploy("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=2");
        var plan = Sizer.Plan(deployment);
        var serving = new ServingModel(StepCompiler.Compile(deployment, Facts.Calibration), plan, new() { Rate = new(1), Input = new(1200), Output = new(300) }, Facts.Calibration);
        return new(deployment, plan, serving, serving.Capacity(objective)!);
    }

    private static Objective Within(double milliseconds) => new([new(LatencyMetric.TimePerOutputToken, 95, new(milliseconds / 1e3))]);
}
