using Breakeven.Catalog;
using Breakeven.Economics.Hours;
using Breakeven.Workloads;

namespace Breakeven.Tests.Economics.Hours;

public sealed class MixTests
{
    [Fact]
    public void Down_the_load_duration_curve_a_box_is_kept_for_as_many_hours_as_it_earns_its_price()
    {
        // Ten hours. An hour of a full replica buys 3,600 x $0.00104 = $3.744 of tokens, below the $4 of a box by the hour; always on is $20. Replica 1 is full in 10 hours (37.44), replica 2 in 6 (22.46),
        // replica 3 in 5 (18.72 < 20): two boxes always on ($40), and five hours of one replica's tokens ($18.72).
        var mix = Mix.Of(Fleets.Request(3600, 3600, 3600, 3600, 7200, 10800, 10800, 10800, 10800, 10800));
        Assert.Equal(MixMethod.LoadDurationCurve, mix.Method);
        Assert.Equal(2, mix.Plan.AlwaysOnBoxes);
        Assert.All(mix.Plan.Hours, hour => Assert.Equal(0, hour.ElasticBoxes));
        Assert.Equal(new Usd(58.72m), mix.Bill.Total);
        // Replica-hours: 4 x 1 + 2 + 5 x 3 = 21. All on: 3 x $20 = 60. By the token 21 x 3.744 = 78.62. By the hour 21 x 4 = 84.
        Assert.Equal([new(60m), new(78.62m), new Usd(84m)], mix.Pure.Select(choice => choice.Bill.Total));
        Assert.Equal(new Usd(1.28m), mix.Value);
        // One fewer: $20, one replica of tokens in the hour of two, two in the five of three: 11 x 3.744. One more: $60.
        Assert.Equal([new(61.18m), new Usd(60)], mix.Neighbours.Select(neighbour => neighbour.Total));
    }

    [Fact]
    public void A_start_that_costs_more_than_an_idle_hour_is_saved_by_staying_up()
    {
        // No tokens, nothing always on. Demand 1, 0, 1, 0, 0, 0, 1 replicas; an hour is $4, a start half an hour, $2, and a fee of $4: $6. One idle hour ($4) is cheaper than a start, three ($12) are not.
        var request = Fleets.Request(3600, 0, 3600, 0, 0, 0, 3600) with { AlwaysOn = null, Overflow = null, Elastic = BoxTerm.ByTheHour(4, Seconds.Minutes(30), new(4)) };
        var mix = Mix.Of(request);
        Assert.Equal(MixMethod.DynamicProgramme, mix.Method);
        Assert.Equal([1, 1, 1, 0, 0, 0, 1], mix.Plan.Hours.Select(hour => hour.ElasticBoxes));
        Assert.Equal(new Usd(4 * 4 + 2 * 6), mix.Bill.Total);
        // Without looking ahead it starts three times: 3 x 4 + 3 x 6.
        Assert.Equal(new Usd(30), HourlyBill.Of(FleetPlan.Autoscaled(request)).Total);
    }

    [Fact]
    public void Spares_make_a_small_fleet_dear_so_that_counts_are_scanned()
    {
        // One replica for ten hours is $37.44 of tokens; always on with a spare is $40.
        var request = Fleets.Request([.. Enumerable.Repeat(3600L, 10)]) with { Spares = 1, Elastic = null };
        var mix = Mix.Of(request);
        Assert.Equal((MixMethod.CountScan, 0, new Usd(37.44m)), (mix.Method, mix.Plan.AlwaysOnBoxes, mix.Bill.Total));
        // Two replicas are $74.88 of tokens; with a spare $60.
        mix = Mix.Of(request with { Demand = Fleets.Demand([.. Enumerable.Repeat(7200L, 10)]) });
        Assert.Equal((3, new Usd(60)), (mix.Plan.AlwaysOnBoxes, mix.Bill.Total));
        Assert.Equal((new Usd(40), new Usd(20), new Usd(0)), (mix.Bill.Of(LineKind.Work), mix.Bill.Of(LineKind.Spares), mix.Bill.Idle));
    }

    [Fact]
    public void A_thousand_small_cases_cost_what_exhaustive_search_finds()
    {
        var random = new Random(20_261_123);
        var methods = new Dictionary<MixMethod, int>();
        var kinds = new HashSet<string>();
        for (var i = 0; i < 1000; i++)
        {
            var small = SmallCase.Draw(random);
            var (plan, method, cost) = MixSearch.Cheapest(small.Request);
            var exhaustive = small.Exhaustive();
            Assert.True(Math.Abs(exhaustive - cost / 1e9) < 1e-6, $"case {i} ({small}): {cost / 1e9} by {method}, {exhaustive} by exhaustive search");
            // The bill rounds each line to the cent and its tokens to whole ones.
            var bill = HourlyBill.Of(plan);
            Assert.InRange((double)bill.Total.Value, exhaustive - 0.005 * bill.Lines.Count - 1e-6, exhaustive + 0.005 * bill.Lines.Count + 0.001);
            methods[method] = methods.GetValueOrDefault(method) + 1;
            kinds.UnionWith(small.Features);
        }
        Assert.All(Enum.GetValues<MixMethod>(), method => Assert.InRange(methods.GetValueOrDefault(method), 50, 900));
        Assert.Superset(new HashSet<string> { "boxes", "spanning", "spares", "starts", "spot", "to zero", "owned", "no tokens", "tokens", "two terms" }, kinds);
    }

    [Fact]
    public void Neighbours_cost_no_less_than_the_winner()
    {
        var random = new Random(11);
        for (var i = 0; i < 200; i++)
        {
            var mix = Mix.Of(SmallCase.Draw(random).Request);
            // But for the rounding of lines to the cent.
            Assert.All(mix.Neighbours, neighbour => Assert.True(neighbour.Total.Value >= mix.Bill.Total.Value - 0.04m));
            Assert.True(mix.Value.Value >= -0.04m);
        }
    }

    [Fact]
    public void The_best_of_several_terms_is_taken()
    {
        // One replica for ten hours: $20 reserved, $15 reserved elsewhere, $10 on spot that is never interrupted.
        var request = Fleets.Request([.. Enumerable.Repeat(3600L, 10)]);
        var spot = BoxTerm.OnSpot(1, new() { InterruptionsPerHour = 0, Replacement = Seconds.Minutes(10) }, Seconds.Zero);
        var mix = Mix.Of(request, [BoxTerm.AlwaysOn(2), BoxTerm.AlwaysOn(1.5m)], [BoxTerm.ByTheHour(4, Seconds.Zero), spot]);
        Assert.Equal((new Usd(10), new Usd(0)), (mix.Bill.Total, mix.Value));
        Assert.Equal([new(10), new(15), new(20), new(37.44m), new Usd(40)], mix.Pure.Select(choice => choice.Bill.Total));
    }

    [Fact]
    public void A_month_of_hours_with_starts_is_searched_in_seconds()
    {
        // 150 replicas at the peak: without a bound 151 x 151 / 2 x 730 steps.
        var request = Fleets.Request(1) with
        {
            Demand = HourlyDemand.Of(TrafficText.Describe("75/s, 1000 in, 100 out, peak 2x")),
            Elastic = BoxTerm.ByTheHour(3, Seconds.Minutes(10)),
        };
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var mix = Mix.Of(request);
        Assert.Equal(MixMethod.DynamicProgramme, mix.Method);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
        Assert.InRange(mix.Plan.AlwaysOnBoxes, 1, 149);
        Assert.True(mix.Value.Value > 0);
    }

    [Fact]
    public void Answers_can_be_written_as_json()
    {
        var mix = Mix.Of(Fleets.Request(3600, 7200, 10_800));
        using var json = System.Text.Json.JsonDocument.Parse(System.Text.Json.JsonSerializer.Serialize(new { mix, duals = DualPrices.Of(mix.Plan), curves = ScreeningCurves.Of(mix.Plan.Request) }));
        Assert.Equal(mix.Bill.Total.Value, json.RootElement.GetProperty("mix").GetProperty("Bill").GetProperty("Total").GetProperty("Value").GetDecimal());
        Assert.Equal(3, json.RootElement.GetProperty("duals").GetProperty("PerReplicaHour").GetArrayLength());
    }

    [Fact]
    public void What_cannot_be_served_is_refused()
    {
        Assert.Throws<InputException>(() => Mix.Of(Fleets.Request(3600) with { AlwaysOn = null, Elastic = null, Overflow = null }));
        Assert.Throws<InputException>(() => Fleets.Request(3600) with { Overflow = new("free", 0, 0, 0) });
        Assert.Throws<InputException>(() => BoxTerm.AlwaysOn(0));
        Assert.Throws<InputException>(() => BoxPacking.Of(12, 8));
        Assert.Contains("serves nothing", Assert.Throws<InputException>(() => ReplicaWork.OfRequests(new(0), CapacitySource.Given)).Message, StringComparison.Ordinal);
    }
}
