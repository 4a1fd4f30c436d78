using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Maps;
using Breakeven.Measurements.Intervals;
using Breakeven.Prices;
using Breakeven.Sizing;
using Breakeven.Tests.Economics.Hours;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Economics.Maps;

/// <summary>One model in boxes of one GPU at $2 an hour, and by the token at $1 in, $0.10 cached and $4 out a million: of 1000 tokens in, 400 of them cached, and 100 out a request costs $0.00104.</summary>
public sealed class BreakEvenMapTests
{
    // $2 an hour buys 2 / 0.00104 requests in it.
    private const double Meet = 2 / 0.00104 / 3600;

    private static readonly Source s_page = new("a test", new DateOnly(2026, 1, 1));

    private static CompareRequest Request => new()
    {
        Models = [new(Model("Qwen/Qwen3-32B"), TokensRatio.One)],
        Accelerators = [Accelerator("H100-SXM")],
        HardwareOffers = [new() { Provider = "Somewhere", Name = "box", Accelerator = "H100-SXM", Gpus = 1, Price = new(2), Terms = OfferTerms.OnDemand, Region = "", Source = s_page }],
        TokenOffers = [new() { Provider = "Someone", Model = "Qwen/Qwen3-32B", Name = "qwen", Input = new(1), CachedInput = new(0.1m), Output = new(4), Source = s_page }],
        Traffic = new() { Rate = new(1), Input = new(1000), Output = new(100), CachedShare = 0.4 },
        Precisions = ["fp8"],
        Layout = Layouts.Parse("tp=1"),
        Intervals = PredictionIntervals.None,
    };

    [Fact]
    public void Over_the_peak_the_first_boundary_stays_and_the_steps_come_earlier()
    {
        var map = BreakEvenMap.Of(Request, new(MapAxisKind.Peak, [1, 1.5, 3]));
        var capacity = ((Contender.OnAccelerator)Contest.Run(Request).Contenders.First(one => one is Contender.OnAccelerator)).Best.Choice.CapacityPerReplica.Value;
        Assert.True(capacity / 3 > Meet, "a box is to pay before it is full");
        foreach (var (row, q) in map.Rows.Zip(new[] { 1, 1.5, 3 }))
        {
            Assert.Equal(q, row.Value);
            Assert.Equal(Meet, row.Crossings[0].Rate.Value, 1e-9);
            Assert.Equal(("Qwen3-32B from Someone", "Qwen3-32B on H100-SXM"), (row.Crossings[0].Below, row.Crossings[0].Above));
            // From the n-th box on at n c / q; tokens are cheaper beyond it as long as (n + 1) x what a box costs is more than they.
            foreach (var step in row.Crossings.Where(crossing => crossing.Kind == CrossingKind.Step))
                Assert.Equal(Math.Round(step.Rate.Value * q / capacity), step.Rate.Value * q / capacity, 1e-9);
            Assert.Null(row.Crossings[0].Interval);
        }
        Assert.Equal(["Qwen3-32B from Someone", "Qwen3-32B on H100-SXM"], map.Winners.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_row_of_another_context_or_bound_is_the_comparison_asked_for_there()
    {
        foreach (var (axis, asked) in new (MapAxis, Func<double, CompareRequest>)[]
        {
            (new(MapAxisKind.Context, [500, 4000]), value => Request with { Traffic = Request.Traffic with { Input = new((long)value) } }),
            (new(MapAxisKind.TimePerOutputToken, [25, 60]) { Percentile = 90 }, value => Request with { Objective = ObjectiveText.Parse($"tpot p90 < {value} ms") }),
            (new(MapAxisKind.Diurnal, [3]), value => Request with { Traffic = Request.Traffic with { PeakToMean = 1.5 } }),
        })
            foreach (var row in BreakEvenMap.Of(Request, axis).Rows)
            {
                var whole = Contest.Run(asked(row.Value));
                // Stretches of one contender are one segment.
                Assert.Equal(whole.Cheapest.Parts.Select(part => part.Choice is Choice.Hosted).Aggregate(new List<bool>(), (seen, hosted) => seen is [.., var last] && last == hosted ? seen : [.. seen, hosted]), row.Segments.Select(segment => segment.Winner.EndsWith("H100-SXM", StringComparison.Ordinal)));
                Assert.True(row.IsExact && row.AnyHosted);
            }
    }

    [Fact]
    public void A_bound_that_no_deployment_meets_leaves_tokens_or_nothing()
    {
        var axis = new MapAxis(MapAxisKind.TimePerOutputToken, [0.1]);
        var sold = Assert.Single(BreakEvenMap.Of(Request, axis).Rows);
        Assert.Equal((false, "Qwen3-32B from Someone"), (sold.AnyHosted, Assert.Single(sold.Segments).Winner));
        var none = BreakEvenMap.Of(Request with { TokenOffers = [] }, axis);
        Assert.Equal((0, RefusalKind.MissesObjective), (none.Rows[0].Segments.Count, none.Rows[0].Nearest!.Refusal.Kind));
        Assert.All(none.Grid(7).Rows[0], cell => Assert.Equal(MapCell.Nobody, cell));
    }

    [Fact]
    public void A_model_whose_context_is_shorter_is_left_out_of_the_row()
    {
        var limit = Model("Qwen/Qwen3-32B").ContextLimit.Value;
        var rows = BreakEvenMap.Of(Request, new(MapAxisKind.Context, [1000, limit])).Rows;
        Assert.Empty(rows[0].TooShort);
        Assert.Equal("Qwen/Qwen3-32B", Assert.Single(rows[1].TooShort));
        Assert.Empty(rows[1].Segments);
    }

    [Fact]
    public void Values_run_from_one_end_to_the_other_by_one_factor()
    {
        Assert.Equal([1, 2, 4, 8], MapAxis.Between(MapAxisKind.Peak, 1, 8, 4).Values);
        // 15 x (200 / 15)^(i / 3): 15, 35.57, 84.34, 200 in three digits.
        Assert.Equal([15, 35.6, 84.3, 200], MapAxis.Between(MapAxisKind.TimePerOutputToken, 15, 200, 4).Values);
        Assert.Equal([1, 2, 3], MapAxis.Between(MapAxisKind.Context, 1, 3, 9).Values);
    }

    [Fact]
    public void An_advice_is_mapped_among_its_own_choices()
    {
        var demand = Fleets.Demand(3600, 3600, 7200);
        var advice = Recommendation.Of(new() { Demand = demand, Compare = Request with { Traffic = demand.Mean, Accelerators = [Accelerator("H100-SXM"), Accelerator("L4")] } }, []);
        var maps = AdviceMaps.Of(advice, 3);
        Assert.Equal([MapAxisKind.Peak, MapAxisKind.Context, MapAxisKind.TimePerOutputToken], maps.Select(map => map.Axis.Kind));
        Assert.All(maps, map => Assert.Equal(3, map.Rows.Count));
        // Nobody rents out an L4 here.
        Assert.Equal("H100-SXM", Assert.Single(maps[0].Request.Accelerators).Id);
        Assert.Equal(100, maps[0].Request.Range.To / demand.Mean.Tokens, 1e-9);
        var grid = maps[0].Grid(40);
        Assert.Equal((40, 3), (grid.Traffics.Count, grid.Rows.Count));
        Assert.Equal(["1x", "2.83x", "8x"], grid.RowLabels);
    }
}
