using Breakeven.Economics.Hours;

namespace Breakeven.Tests.Economics.Hours;

public sealed class DeadlineSearchTests
{
    // A document takes a second of a replica, as a request does: 3,600 an hour. 500 tokens each: at $0.50 a million $0.00025.
    private static DeadlineWork Documents(long count, int from, int due) => new() { Name = "night", Documents = count, Each = new(new(500), default, default), From = from, Due = due };

    // Half a replica busy in each of four hours, served at home: one box always on, $8.
    private static FleetRequest Half(params DeadlineWork[] works) => Fleets.Request(1800, 1800, 1800, 1800) with { Overflow = null, Deadlines = works };

    [Fact]
    public void What_does_not_fit_idle_hours_is_bought_where_batch_costs_less_than_a_box()
    {
        // 4 x 1,800 fit; 2,800 x $0.00025 = $0.70, against $4 for a box for an hour.
        var mix = Mix.Of(Half(Documents(10_000, 0, 4)) with { Batch = new("batch", 0.5m, 0.5m, 2) });
        Assert.Equal((1, new Usd(8.70m), new Usd(0.70m)), (mix.Plan.AlwaysOnBoxes, mix.Bill.Total, mix.Bill.Of(LineKind.Batch)));
        var result = Assert.Single(mix.Plan.Deadline!.Results);
        Assert.Equal((7_200, 2_800), (result.AtHome, result.InBatch));
    }

    [Fact]
    public void Where_batch_is_dear_or_not_sold_a_box_is_rented_for_an_hour()
    {
        // At $5 a million 2,800 documents are $7, a box-hour $4.
        var mix = Mix.Of(Half(Documents(10_000, 0, 4)) with { Batch = new("batch", 5, 5, 2) });
        Assert.Equal((1, new Usd(12)), (mix.Plan.AlwaysOnBoxes, mix.Bill.Total));
        Assert.Equal([1, 0, 0, 0], mix.Plan.Hours.Select(hour => hour.ElasticBoxes));
        Assert.Equal(new Usd(12), Mix.Of(Half(Documents(10_000, 0, 4))).Bill.Total);
        // In the last two hours alone 3,600 fit the idle ones; 6,400 take two box-hours, of which the second does 2,800.
        mix = Mix.Of(Half(Documents(10_000, 2, 4)));
        Assert.Equal([0, 0, 1, 1], mix.Plan.Hours.Select(hour => hour.ElasticBoxes));
        Assert.Equal(new Usd(16), mix.Bill.Total);
    }

    [Fact]
    public void As_many_boxes_run_at_once_as_the_deadline_wants_and_no_more_are_started()
    {
        // 1,800 fit the one idle hour before the deadline; 7,200 more want two boxes in it.
        var mix = Mix.Of(Half(Documents(9_000, 1, 2)) with { Elastic = BoxTerm.ByTheHour(4, Seconds.Minutes(30)) });
        Assert.Equal([0, 2, 0, 0], mix.Plan.Hours.Select(hour => hour.ElasticBoxes));
        // $8, two box-hours and two starts of half an hour.
        Assert.Equal(new Usd(8 + 2 * 4 + 2 * 2), mix.Bill.Total);
    }

    [Fact]
    public void For_as_much_work_as_that_another_box_always_on_is_cheaper()
    {
        // 21,600: 7,200 fit; 14,400 take four box-hours at $4, or a second box always on for $8.
        var mix = Mix.Of(Half(Documents(21_600, 0, 4)));
        Assert.Equal((2, new Usd(16)), (mix.Plan.AlwaysOnBoxes, mix.Bill.Total));
        Assert.Equal(0, mix.Bill.Idle.Value);
        // Without boxes by the hour there is no other way.
        Assert.Equal(new Usd(16), Mix.Of(Half(Documents(10_000, 0, 4)) with { Elastic = null }).Bill.Total);
    }

    [Fact]
    public void Work_is_done_whatever_the_hours_are_that_it_shares()
    {
        // Two works of 3,600 in the same two hours, the earlier deadline first: its 1,800 and half of what a box adds; together they take 7,200, of which 3,600 fit.
        var mix = Mix.Of(Half(Documents(3_600, 0, 2), Documents(3_600, 0, 1) with { Name = "first" }));
        Assert.All(mix.Plan.Deadline!.Results, result => Assert.Equal(0, result.InBatch));
        Assert.Equal(new Usd(12), mix.Bill.Total);
    }

    [Fact]
    public void A_hundred_small_cases_lie_close_to_what_exhaustive_search_finds()
    {
        var random = new Random(20_261_123);
        var (equal, excess) = (0, new List<double>());
        for (var i = 0; i < 100; i++)
        {
            var request = Draw(random);
            var (found, least) = (MixSearch.Cheapest(request).Cost / 1e9, Exhaustive(request));
            Assert.True(found >= least - 1e-6, $"{i}: {found} below all plans, {least}");
            if (found <= least + 1e-6) equal++;
            excess.Add(found / least - 1);
        }
        // The demand's own plan is not given up for the work's sake, so some joint plans are missed.
        Assert.True(equal >= 95, $"{equal} of 100 are the cheapest");
        Assert.True(excess.Max() < 0.2, $"{excess.Max():P1} above the cheapest at most");
    }

    private static FleetRequest Draw(Random random)
    {
        var hours = random.Next(2, 5);
        var from = random.Next(hours);
        var due = random.Next(from + 1, hours + 1);
        return Fleets.Request([.. Enumerable.Range(0, hours).Select(_ => (long)random.Next(1, 5400))]) with
        {
            AlwaysOn = random.Next(4) == 0 ? null : BoxTerm.AlwaysOn(1 + random.Next(8) * 0.25m),
            Elastic = BoxTerm.ByTheHour(2 + random.Next(8) * 0.25m, Seconds.Minutes(random.Next(3) == 0 ? random.Next(60) : 0)),
            Overflow = random.Next(2) == 0 ? null : new("api", 1, 0.1m, 4),
            Deadlines = [Documents(random.Next(1, 3600 * 2 * (due - from)), from, due)],
            Batch = random.Next(2) == 0 ? null : new("batch", random.Next(1, 10) * 0.25m, 1, 1),
        };
    }

    private static double Exhaustive(FleetRequest request)
    {
        var (least, costs, hours) = (double.PositiveInfinity, new FleetCosts(request), request.Demand.Hours.Count);
        for (var alwaysOn = 0; alwaysOn <= (request.AlwaysOn is null ? 0 : 4); alwaysOn++)
            for (var code = 0; code < Math.Pow(5, hours); code++)
            {
                int[] elastic = [.. Enumerable.Range(0, hours).Select(hour => (int)(code / Math.Pow(5, hour)) % 5)];
                var cost = MixSearch.Cost(costs, alwaysOn, elastic);
                if (cost >= FleetCosts.Unmet || FleetPlan.Of(request, alwaysOn, elastic, costs).WithDeadlines() is not { } plan) continue;
                least = Math.Min(least, cost / 1e9 + (double)plan.Deadline!.Results.Sum(result => result.BatchCost.Value));
            }
        return least;
    }
}
