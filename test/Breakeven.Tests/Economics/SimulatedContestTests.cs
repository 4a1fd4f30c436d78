using Breakeven.Economics;
using Breakeven.Performance;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Economics;

/// <summary>A contest whose capacities somebody knows better than the closed form.</summary>
public sealed class SimulatedContestTests
{
    private static readonly Contest s_closed = Contest.Run(new()
    {
        Models = [new(Model("Qwen/Qwen3-32B"), TokensRatio.One)],
        Accelerators = [Accelerator("H100-SXM")],
        HardwareOffers = Facts.Catalog.HardwareOffers,
        TokenOffers = [],
        Traffic = TrafficText.Parse("40 requests/s, 1200 in, 300 out"),
        Objective = ObjectiveText.Parse("ttft p95 < 1 s, tpot p95 < 50 ms"),
        Precisions = ["fp8"],
        Layout = Layouts.Parse("tp=1"),
    });

    private static Candidate Only => ((Contender.OnAccelerator)s_closed.Contenders.Single()).Best.Candidate;

    // A replica that carries half as much is rented twice, but for rounding up; the interval of its capacity halves with it, and the closed form's own stays beside it.
    [Fact]
    public void Half_the_capacity_is_twice_the_replicas()
    {
        var half = Only.Capacity.Rate * 0.5;
        var (before, after) = ((Contender.OnAccelerator)s_closed.Contenders[0], (Contender.OnAccelerator)s_closed.With(new Dictionary<Candidate, RequestsPerSecond> { [Only] = half }).Contenders.Single());
        Assert.Equal(half, after.Best.Choice.CapacityPerReplica);
        Assert.Equal((long)Math.Ceiling(40 / half.Value), after.Bill.Replicas);
        Assert.Equal((long)Math.Ceiling(20 / half.Value), before.Bill.Replicas);
        Assert.Equal(0.5 * before.Best.Choice.Speed!.High.Value, after.Best.Choice.Speed!.High.Value, 1e-9);
        Assert.Equal(0.5 * before.Best.Choice.Speed.Low.Value, after.Best.Choice.Speed.Low.Value, 1e-9);
        Assert.Same(before.Best.Candidate, after.Best.Candidate);
    }

    [Fact]
    public void What_carries_nothing_is_no_answer_and_says_why()
    {
        var contest = s_closed.With(new Dictionary<Candidate, RequestsPerSecond> { [Only] = new(0) });
        Assert.Empty(contest.Contenders);
        var excluded = Assert.Single(contest.Excluded);
        Assert.Equal(RefusalKind.MissesObjective, excluded.Refusal.Kind);
        Assert.Contains("simulated, no load meets the objective; the closed form says", excluded.Refusal.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_simulated_changes_nothing()
    {
        var again = s_closed.With(new Dictionary<Candidate, RequestsPerSecond>());
        Assert.Equal(s_closed.Contenders[0].Bill.PerMonth, again.Contenders[0].Bill.PerMonth);
        Assert.Empty(again.Simulated);
    }
}
