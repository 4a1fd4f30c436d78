using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;
using Breakeven.Simulation;
using Breakeven.Simulation.Plans;
using Breakeven.Tests.Economics.Hours;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Simulation;

/// <summary>Plans request by request. Replicas of these tests take 60 ms for a prompt and about 11 ms a token.</summary>
public sealed class PlanReplayTests
{
    private const long Hour = 3_600_000_000_000;

    // So many requests in each hour, evenly spread.
    private static IEnumerable<TraceRequest> Even(params int[] perHour) =>
        perHour.SelectMany((count, hour) => Enumerable.Range(0, count).Select(i => new TraceRequest(hour * Hour + i * (Hour / count), 1000, 100)));

    // 1 request a second, then 2, then 1. One box of $2 for three hours is $6; half of the second hour is bought, 3,600 x 1,040 micro-dollars = $3.744.
    [Fact]
    public void What_does_not_fit_is_bought_to_the_request()
    {
        var request = Fleets.Request(3600, 7200, 3600);
        var replay = PlanReplay.Of(FleetPlan.Of(request, 1, [0, 0, 0]), PlainReplica.Of(blocks: 10_000), Even(3600, 7200, 3600), 3, Objective.None, TokensRatio.One);
        Assert.Equal([(3600L, 0L), (3600L, 3600L), (3600L, 0L)], replay.Hours.Select(hour => (hour.Home, hour.Sold)));
        Assert.Equal(3.744, replay.Hours[1].Bought.Value, 1e-9);
        Assert.Equal((new Usd(9.74m), new Usd(9.74m)), (replay.Claimed, replay.Cost));
        Assert.Equal(10_800, replay.Result.Count(RequestFate.Served));
    }

    // A second box by the hour at $4: $6 + $4, and about 1.1 s in which it ends what came last, a tenth of a cent.
    [Fact]
    public void A_replica_that_is_not_wanted_any_more_ends_what_it_has()
    {
        var request = Fleets.Request(3600, 7200, 3600);
        var replay = PlanReplay.Of(FleetPlan.Of(request, 1, [0, 1, 0]), PlainReplica.Of(blocks: 10_000), Even(3600, 7200, 3600), 3, Objective.None, TokensRatio.One);
        Assert.Equal(14_400, replay.Hours.Sum(hour => hour.Home));
        Assert.Equal(2, replay.Result.ReplicasStarted);
        Assert.Equal(new Usd(10), replay.Claimed);
        Assert.InRange(replay.Cost.Value, 10, 10.01m);
    }

    // 1.5 times what one replica can do at 11 ms a token and 8 sequences: 8 / (60 ms + 100 x 11 ms) is 7 a second at most; 20 come.
    [Fact]
    public void A_plan_that_claims_too_much_misses_its_objective()
    {
        var request = Fleets.Request(72_000) with { Work = ReplicaWork.OfRequests(new(20), CapacitySource.Given) };
        var replay = PlanReplay.Of(FleetPlan.Of(request, 1, [0]), PlainReplica.Of(blocks: 10_000, sequences: 8), Even(72_000), 1, ObjectiveText.Parse("ttft p95 < 1 s"), TokensRatio.One);
        Assert.False(replay.Met);
        Assert.True(replay.Hours[0].Late > 36_000);
    }

    [Fact]
    public void Boxes_that_sleep_are_not_replayed()
    {
        var request = Fleets.Request(3600) with { Elastic = BoxTerm.ScaleToZero(4, new(60), new(70)) };
        Assert.Contains("not replayed", Assert.Throws<InputException>(() => PlanReplay.Of(FleetPlan.Of(request, 0, [1]), PlainReplica.Of(), Even(3600), 1, Objective.None, TokensRatio.One)).Message, StringComparison.Ordinal);
    }

    /// <summary>The winning plans of real deployments, with boxes always on, by the hour and tokens, replayed over two days.</summary>
    [Theory]
    [InlineData("Qwen/Qwen3-32B", "H100-SXM", "60k requests/day, 1200 in, 300 out, 30% cached, diurnal 4x")]
    [InlineData("Qwen/Qwen3-30B-A3B", "L40S", "150k requests/day, 1200 in cv 1, 300 out cv 1, diurnal 3x")]
    [InlineData("meta-llama/Llama-3.1-8B-Instruct", "L40S", "300k requests/day, 500 in, 150 out, diurnal 6x, burst 4x")]
    public void The_winning_plan_costs_what_its_bill_says_and_meets_its_objective(string model, string gpu, string text)
    {
        var description = TrafficText.Describe(text);
        var demand = HourlyDemand.Of(description, BillingPeriod.Month);
        var closed = Recommendation.Of(new()
        {
            Demand = demand,
            Compare = new()
            {
                Models = [new(Model(model), TokensRatio.One)],
                Accelerators = [Accelerator(gpu)],
                HardwareOffers = Facts.Catalog.HardwareOffers,
                TokenOffers = Facts.Catalog.TokenOffers,
                Terms = [Breakeven.Prices.OfferTerms.OnDemand],
                Traffic = description.Mean,
                Objective = ObjectiveText.Parse("ttft p95 < 1 s, tpot p95 < 50 ms"),
            },
        }, []);
        var advice = SimulatedAdvice.Of(closed, PlanTraffic.Of(description, demand));
        if (advice.Replay is not { } replay)
        {
            // All is bought: nothing to be replayed, and what it costs is arithmetic.
            Assert.False(advice.Advice.Best!.AtHome);
            return;
        }

        Assert.True(replay.Met);
        Assert.InRange(replay.Difference, -0.02, 0.02);
        Assert.All(advice.Neighbours, neighbour => Assert.InRange(neighbour.Difference, -0.02, 0.02));
        Assert.Equal(CapacitySource.Simulated, advice.Advice.Best!.Plan.Request.Work.Source);
        Assert.All(advice.Capacities.Values, capacity => Assert.True(capacity.Value > 0));
    }
}
