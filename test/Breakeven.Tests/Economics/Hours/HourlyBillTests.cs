using Breakeven.Catalog;
using Breakeven.Economics.Hours;
using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Tests.Economics.Hours;

public sealed class HourlyBillTests
{
    private static readonly OwnedBox Box = new()
    {
        Price = new(350_400),
        DepreciationYears = 4,
        Power = new(10_000),
        PowerUsageEffectiveness = 1.25m,
        PricePerKilowattHour = new(0.08m),
        ColocationPerMonth = new(1460),
        StaffPerMonth = new(7300),
    };

    [Fact]
    public void A_fixed_fleet_is_paid_while_it_idles()
    {
        // Half, one and two and a half replicas: 3 boxes for 3 hours at $2 are $18, of which 4 replica-hours, $8, are work.
        var bill = HourlyBill.Of(FleetPlan.Fixed(Fleets.Request(1800, 3600, 9000)));
        Assert.Equal((new Usd(18), new Usd(8), new Usd(10)), (bill.Total, bill.Of(LineKind.Work), bill.Idle));
        Assert.Equal([new(6), new(6), new Usd(6)], Enumerable.Range(0, 3).Select(bill.Hour));
    }

    [Fact]
    public void An_autoscaled_fleet_pays_for_starts()
    {
        // 1, 0, 3 boxes: 4 box-hours at $4 and 4 starts of 15 minutes ($1) and 50 cents each.
        var bill = HourlyBill.Of(FleetPlan.Autoscaled(Fleets.Request(1800, 0, 9000) with { Elastic = BoxTerm.ByTheHour(4, Seconds.Minutes(15), new(0.5m)) }));
        Assert.Equal((new Usd(22), new Usd(12), new Usd(4), new Usd(6)), (bill.Total, bill.Of(LineKind.Work), bill.Idle, bill.Of(LineKind.StartUps)));
        Assert.Equal(new Usd(0), bill.Hour(1));
    }

    [Fact]
    public void Spares_cost_their_places_in_boxes_of_eight()
    {
        // Replicas of 2 GPUs, 4 a box: 3 and a spare fill a box; 4 and a spare take two, of which three places idle.
        var request = Fleets.Request(3 * 3600) with { Boxes = BoxPacking.Of(2, 8), Spares = 1 };
        var three = HourlyBill.Of(FleetPlan.Fixed(request));
        Assert.Equal((new Usd(2), new Usd(1.5m), new Usd(0), new Usd(0.5m)), (three.Total, three.Of(LineKind.Work), three.Idle, three.Of(LineKind.Spares)));
        var four = HourlyBill.Of(FleetPlan.Fixed(request with { Demand = Fleets.Demand(4 * 3600) }));
        Assert.Equal((new Usd(4), new Usd(2), new Usd(1.5m), new Usd(0.5m)), (four.Total, four.Of(LineKind.Work), four.Idle, four.Of(LineKind.Spares)));
    }

    [Fact]
    public void A_replica_over_two_boxes_pays_for_both()
    {
        var plan = FleetPlan.Fixed(Fleets.Request(3600, 5400) with { Boxes = BoxPacking.Of(16, 8) });
        Assert.Equal((4, 8L), (plan.AlwaysOnBoxes, plan.BoxHours));
        Assert.Equal((new Usd(16), new Usd(10)), (HourlyBill.Of(plan).Total, HourlyBill.Of(plan).Of(LineKind.Work)));
    }

    [Fact]
    public void Owning_is_depreciation_power_space_and_people()
    {
        // 350,400 / (4 x 8,760) = $10 an hour; 10 kW x 1.25 x 0.08 = $1; 1460 / 730 = $2; people $10 an hour, once for both boxes.
        Assert.Equal((10m, 1m, 2m, 10m), (Box.DepreciationPerHour, Box.PowerPerHour, Box.ColocationPerHour, Box.StaffPerHour));
        var bill = HourlyBill.Of(FleetPlan.Fixed(Fleets.Request(3600, 7200) with { AlwaysOn = BoxTerm.OfOwned(Box) }));
        Assert.Equal([(LineKind.Work, new(30)), (LineKind.Idle, new(10)), (LineKind.Power, new(4)), (LineKind.Colocation, new(8)), (LineKind.Staff, new Usd(20))], bill.Lines.Select(line => (line.Kind, line.Total)));
        Assert.Equal(new Usd(72), bill.Total);
        Assert.All(bill.Lines, line => Assert.Equal(OfferTerms.Owned, line.Terms));
    }

    [Fact]
    public void Spot_needs_as_many_more_boxes_as_may_be_missing()
    {
        // One interruption in ten hours, replaced after an hour: missing 0.1 / 1.1 = 9.09 %. Of 4 boxes all are there in 0.9091^4 = 68.3 %, at least 3 in 95.6 %, at least 2 in 99.7 %, at least 1 in 99.993 %.
        var risk = new SpotRisk { InterruptionsPerHour = 0.1, Replacement = Seconds.Hours(1), Availability = 0.95 };
        Assert.Equal(1 / 11.0, risk.Missing, 12);
        Assert.Equal([3, 2, 1], new[] { 0.95, 0.99, 0.999 }.Select(sure => (risk with { Availability = sure }).Dependable(4)));
        Assert.Equal(4, (risk with { InterruptionsPerHour = 0 }).Dependable(4));
        Assert.InRange(risk.Dependable(5000), 5000 * 10 / 11 - 60, 5000 * 10 / 11);
        // Three replicas take 4 boxes at $1: work 3, spares 1; starts: 4 at $0.50 and 0.4 interruptions more.
        var bill = HourlyBill.Of(FleetPlan.Autoscaled(Fleets.Request(3 * 3600) with { Elastic = BoxTerm.OnSpot(1, risk, Seconds.Minutes(30)) }));
        Assert.Equal((new Usd(3), new Usd(1), new Usd(2.2m)), (bill.Of(LineKind.Work), bill.Of(LineKind.Spares), bill.Of(LineKind.StartUps)));
    }

    [Fact]
    public void A_box_that_scales_to_zero_sleeps_between_requests()
    {
        // 10 requests an hour, each keeping it up for 3 minutes: up 1 - e^-0.5 = 39.35 % of the hour at $6 = $2.36; it wakes 10 e^-0.5 = 6.065 times, each a cold start of 1 minute = $0.10: $0.61.
        var request = Fleets.Request(10) with { Elastic = BoxTerm.ScaleToZero(6, Seconds.Minutes(1), Seconds.Minutes(3)) };
        var bill = HourlyBill.Of(FleetPlan.Autoscaled(request));
        Assert.Equal(new Usd(0.61m), bill.Of(LineKind.StartUps));
        Assert.Equal(new Usd(2.97m), bill.Total);
        // 3,000 of them keep it up all the time.
        Assert.Equal(new Usd(6), HourlyBill.Of(FleetPlan.Autoscaled(request with { Demand = Fleets.Demand(3000) })).Total);
    }

    [Fact]
    public void What_overflows_is_bought_by_the_token()
    {
        // Three replicas wanted, one there: two thirds of 10,800 requests, each 1,040 micro-dollars: $7.488.
        var bill = HourlyBill.Of(FleetPlan.Of(Fleets.Request(10_800), 1, [0]));
        Assert.Equal((new Usd(2), new Usd(0), new Usd(7.49m)), (bill.Of(LineKind.Work), bill.Idle, new Usd(bill.Total.Value - 2)));
        Assert.Equal(new(Fleets.Hour(3600), Fleets.Hour(7200)), bill.Served);
        Assert.Throws<InputException>(() => FleetPlan.Of(Fleets.Request(10_800) with { Overflow = null }, 1, [0]));
    }

    [Theory]
    [InlineData(0.7, 1, 0)]
    [InlineData(6.9, 4, 2)]
    [InlineData(31, 8, 1)]
    public void A_flat_month_costs_what_the_comparison_says(double rate, int perBox, int spares)
    {
        // A mean rate of whole requests an hour, so that both count the same.
        rate = Math.Round(rate * 3600) / 3600;
        var choice = Choices.Hosted("box", perSecond: 2, perHour: 3.39m, gpus: perBox) with { ReplicasPerBox = perBox, SpareReplicas = spares };
        var demand = HourlyDemand.Of(new TrafficDescription { Mean = Choices.Shape.At(new(rate)) });
        var bill = HourlyBill.Of(FleetPlan.Fixed(FleetRequest.Of(choice, demand)));
        var compared = choice.BillAt(new(rate));
        Assert.Equal(compared.Boxes, bill.Plan.AlwaysOnBoxes);
        // Work, idle and spares are each rounded to the cent.
        Assert.Equal(compared.PerMonth.Value, (double)bill.Total.Value, 0.0151);
        Assert.Equal(compared.Idle.Value, (double)(bill.Idle + bill.Of(LineKind.Spares)).Value, 0.011);
        var api = Choices.PerToken("api", 0.55m, 2.19m, cached: 0.14m) with { TokensRatio = new(1.1, 0.9) };
        var bought = HourlyBill.Of(FleetPlan.ByTheToken(FleetRequest.Of(choice, demand) with { Overflow = TokenTariff.Of(api) }));
        Assert.Equal(api.BillAt(new(rate)).PerMonth.Value, (double)bought.Total.Value, 0.011);
    }

    [Fact]
    public void Lines_hours_and_total_add_up_to_the_cent_and_tokens_to_the_demand()
    {
        var random = new Random(3);
        for (var i = 0; i < 200; i++)
        {
            var hours = Enumerable.Range(0, random.Next(1, 60)).Select(_ =>
            {
                var (requests, input) = (random.Next(0, 20_000), random.Next(1, 5000));
                return new DemandHour(requests, new((long)requests * input), new((long)requests * random.Next(0, input + 1)), new((long)requests * random.Next(1, 900))) { PeakRequestsOverMean = 1 + random.NextDouble() };
            }).Append(Fleets.Hour(1)).ToList();
            var request = Fleets.Request(1) with
            {
                Demand = new(hours, "drawn"),
                Work = ReplicaWork.OfRequests(new(0.3 + random.NextDouble()), CapacitySource.Given),
                Boxes = BoxPacking.Of(1 << random.Next(4), 8),
                Spares = random.Next(3),
                AlwaysOn = i % 2 == 0 ? BoxTerm.OfOwned(Box) : BoxTerm.AlwaysOn(1.2345m),
                Elastic = (i % 3) switch { 0 => BoxTerm.ByTheHour(3.39m, Seconds.Minutes(7), new(0.013m)), 1 => BoxTerm.OnSpot(1.17m, new() { InterruptionsPerHour = 0.07, Replacement = Seconds.Minutes(11) }, Seconds.Minutes(7)), _ => BoxTerm.ScaleToZero(5.01m, Seconds.Minutes(2), new(77)) },
                Overflow = new("api", 0.55m, 0.14m, 2.19m),
            };
            var elastic = hours.Select(_ => random.Next(4)).ToList();
            var bill = HourlyBill.Of(FleetPlan.Of(request, random.Next(4), elastic));
            Assert.Equal(bill.Total, new Usd(bill.Lines.Sum(line => line.Total.Value)));
            Assert.Equal(bill.Total, new Usd(Enumerable.Range(0, hours.Count).Sum(hour => bill.Hour(hour).Value)));
            var total = request.Demand.Total;
            var (home, bought) = bill.Served;
            Assert.Equal((total.Requests, total.Input, total.Cached, total.Output), (home.Requests + bought.Requests, home.Input + bought.Input, home.Cached + bought.Cached, home.Output + bought.Output));
            // The tokens' lines are the bought tokens at their prices.
            Assert.Equal((double)request.Overflow.Of(bought), (double)(bill.Of(LineKind.Input) + bill.Of(LineKind.CachedInput) + bill.Of(LineKind.Output)).Value, 0.0151);
            // No line is below zero by more than the cent that a running total may give back.
            Assert.All(bill.Lines, line => Assert.All(line.CentsByHour, cents => Assert.True(cents >= 0)));
            // Boxes always on are paid for every hour, whatever they do.
            var always = bill.Lines.Where(line => line.Name == request.AlwaysOn.Name && line.Kind is LineKind.Work or LineKind.Idle or LineKind.Spares && line.Terms == request.AlwaysOn.Terms).Sum(line => line.Total.Value);
            Assert.Equal((double)(bill.Plan.AlwaysOnBoxes * hours.Count * request.AlwaysOn.PerHour), (double)always, 0.0151);
        }
    }
}
