using Breakeven.Economics.Hours;

namespace Breakeven.Tests.Economics.Hours;

public sealed class DualPriceTests
{
    // Prompt tokens take 0.5 ms of a replica, cached ones nothing, output tokens 7 ms: a request of the demand (600 uncached, 100 out) 0.3 + 0.7 = 1 s.
    private static FleetRequest Request(params long[] requests) => Fleets.Request(requests) with
    {
        Work = ReplicaWork.OfShape(new(1), new() { Input = new(1000), Output = new(100), CachedShare = 0.4 }, 0.3, CapacitySource.ClosedForm),
    };

    [Fact]
    public void Room_is_free_and_overflow_costs_the_tokens_that_it_displaces()
    {
        // One box: the second hour wants two replicas. There a replica-hour is worth 3,600 requests of $0.00104: $3.744. Two of three requests come then.
        var duals = DualPrices.Of(FleetPlan.Of(Request(3600, 7200), 1, [0, 0]));
        Assert.Equal([0, 3.744], duals.PerReplicaHour.Select(price => Math.Round(price.Value, 9)));
        Assert.Equal((1, 1), (duals.SlackHours, duals.OverflowHours));
        Assert.Equal(2 / 3.0, duals.OverflowShare, 12);
        // A second box takes over 3,600 requests in one hour, for its $2 in both.
        Assert.Equal((3.744, 4.0), (Math.Round(duals.OneMoreBox!.Value.Saves.Value, 6), duals.OneMoreBox.Value.Costs.Value));
        Assert.Equal((7.488, 4.0), (Math.Round(duals.LastBox!.Value.Saves.Value, 6), duals.LastBox.Value.Costs.Value));
    }

    [Fact]
    public void Kinds_that_cost_more_by_the_token_than_what_they_displace_belong_at_home()
    {
        var duals = DualPrices.Of(FleetPlan.Of(Request(3600, 7200), 1, [0, 0]));
        // The demand's own kind is worth exactly what it displaces.
        var own = duals.Of(new RequestKind(new(1000), new(400), new(100)))!.Value;
        Assert.Equal((1.0, 0.00104, 0.00104), (Math.Round(own.Work.Value, 12), Math.Round(own.ByTheToken.Value, 12), Math.Round(own.InOverflow.Value, 12)));
        Assert.Equal(0.00104 * 2 / 3, own.AtHome.Value, 12);
        // A long prompt, 10,000 in and 10 out: 5.07 s at home, $0.01004 by the token: $7.13 a replica-hour. A long answer, 10 in and 1,000 out: 7.005 s, $0.00401: $2.06.
        var (prompt, answer) = (duals.Of(new RequestKind(new(10_000), default, new(10)))!.Value, duals.Of(new RequestKind(new(10), default, new(1000)))!.Value);
        Assert.Equal((7.129, 2.061), (Math.Round(prompt.WorthPerReplicaHour!.Value.Value, 3), Math.Round(answer.WorthPerReplicaHour!.Value.Value, 3)));
        Assert.Equal((true, false), (prompt.BelongsAtHome, answer.BelongsAtHome));
        Assert.Equal(8, duals.Table([new(1000), new(100_000)], [0.1, 0.5], [0, 0.9]).Count);
        Assert.Null(DualPrices.Of(FleetPlan.Fixed(Request(3600) with { Overflow = null })).Of(new RequestKind(new(1), default, new(1))));
    }

    [Fact]
    public void A_router_that_follows_the_worth_per_replica_hour_buys_the_fewest_dollars_of_tokens()
    {
        // Requests one by one, in an hour that holds half of their work: of all subsets that fit, keeping the worthiest first is within one request of the best.
        var random = new Random(5);
        for (var i = 0; i < 100; i++)
        {
            var duals = DualPrices.Of(FleetPlan.Of(Request(3600, 7200), 1, [0, 0]));
            var kinds = Enumerable.Range(0, 12).Select(_ => duals.Of(new RequestKind(new(random.Next(10, 9000)), default, new(random.Next(1, 2000))))!.Value).ToArray();
            var room = kinds.Sum(kind => kind.Work.Value) / 2;
            var best = 0.0;
            for (var subset = 0; subset < 1 << kinds.Length; subset++)
            {
                var (work, saved) = (0.0, 0.0);
                for (var k = 0; k < kinds.Length; k++)
                    if ((subset >> k & 1) == 1) (work, saved) = (work + kinds[k].Work.Value, saved + kinds[k].ByTheToken.Value);
                if (work <= room) best = Math.Max(best, saved);
            }
            var (left, kept, next) = (room, 0.0, 0.0);
            foreach (var kind in kinds.OrderByDescending(kind => kind.WorthPerReplicaHour!.Value.Value))
            {
                if (kind.Work.Value > left)
                {
                    next = kind.ByTheToken.Value * left / kind.Work.Value;
                    break;
                }
                (left, kept) = (left - kind.Work.Value, kept + kind.ByTheToken.Value);
            }
            Assert.InRange(best, kept - 1e-12, kept + next + 1e-12);
        }
    }

    [Fact]
    public void Screening_curves_cross_where_a_replica_is_worth_keeping()
    {
        // Always on $20 for ten hours; by the token $3.744 an hour: level at 5.34 hours. By the hour at $4 it is never cheapest.
        var curves = ScreeningCurves.Of(Request(3600, 3600, 3600, 3600, 7200, 10800, 10800, 10800, 10800, 10800));
        Assert.Equal([3, 3, 3, 3, 3, 2, 1, 1, 1, 1], curves.LoadDuration.Select(load => Math.Round(load, 9)));
        Assert.Equal(["api", "reserved, always on"], curves.Cheapest.Select(stretch => stretch.Name));
        Assert.Equal(20 / 3.744, curves.Cheapest[1].FromHours, 9);
        // Two replicas are wanted in at least six hours.
        Assert.Equal(2, curves.Cheapest[1].Replicas);
        Assert.Equal(18.72, curves.Curves.Single(curve => curve.Name == "api").At(5).Value, 9);
    }
}
