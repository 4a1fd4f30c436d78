using Breakeven.Catalog;
using Breakeven.Economics.Hours;

namespace Breakeven.Tests.Economics.Hours;

public sealed class DeadlineTests
{
    private static readonly TokenTariff Batch = new("batch", 0.5m, 0.5m, 2);

    // A replica embeds 1,000 tokens a second, so 7,200 documents of 500 in an hour.
    private static readonly ReplicaWork Work = ReplicaWork.OfTokens(new(1000), CapacitySource.Given);

    private static DeadlineWork Documents(long count, int from, int due) => new() { Name = "night", Documents = count, Each = new(new(500), default, default), From = from, Due = due };

    [Fact]
    public void Documents_fill_hours_that_are_paid_anyway()
    {
        // Two boxes; half a replica is busy in each of 4 hours, so 1.5 idle: 10,800 documents an hour. 20,000 are done in the second hour, in 2.78 replica-hours of $2: $5.56 off the idle line.
        var plan = FleetPlan.Of(Fleets.Request(1800, 1800, 1800, 1800), 2, [0, 0, 0, 0]);
        var deadline = DeadlinePlan.Of(plan, [Documents(20_000, 0, 4)], Work, Batch);
        var result = Assert.Single(deadline.Results);
        Assert.Equal((20_000, 0, 1), (result.AtHome, result.InBatch, result.DoneBy));
        Assert.Equal([10_800, 9_200, 0, 0], deadline.Hours.Select(hour => hour.Documents));
        Assert.Equal(20_000 / 7200.0, result.ReplicaHours, 9);
        Assert.Equal(2 * 20_000 / 7200.0, result.Displaced.Value, 9);
        // In batch they would be 20,000 x 500 x $0.50 a million.
        Assert.Equal((new Usd(0), new Usd(5)), (result.BatchCost, result.Saved));
        var (before, after) = (HourlyBill.Of(plan), HourlyBill.Of(plan, deadline));
        Assert.Equal((before.Total, new Usd(5.56m)), (after.Total, before.Idle - after.Idle));
    }

    [Fact]
    public void What_does_not_fit_goes_to_the_batch_api_or_is_refused()
    {
        var plan = FleetPlan.Of(Fleets.Request(1800, 1800), 1, [0, 0]);
        var result = DeadlinePlan.Of(plan, [Documents(10_000, 0, 2)], Work, Batch).Results[0];
        // Half a replica idles for two hours: 7,200 documents; 2,800 x 500 x 0.5 / 1e6 = $0.70.
        Assert.Equal((7_200, 2_800, new Usd(0.7m)), (result.AtHome, result.InBatch, result.BatchCost));
        Assert.Equal(new Usd(0.7m), HourlyBill.Of(plan, DeadlinePlan.Of(plan, [Documents(10_000, 0, 2)], Work, Batch)).Of(LineKind.Batch));
        Assert.Contains("2800 of 10000 documents do not fit", Assert.Throws<InputException>(() => DeadlinePlan.Of(plan, [Documents(10_000, 0, 2)], Work)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => DeadlinePlan.Of(plan, [Documents(10, 1, 3)], Work, Batch));
    }

    [Fact]
    public void The_earlier_deadline_goes_first_and_spares_and_peaks_stay_free()
    {
        // Three boxes of which one is a spare, one replica busy at the peak though half of one on the mean: one replica idles, 7,200 documents an hour.
        var request = Fleets.Request(1800, 1800) with { Spares = 1, Demand = new([Fleets.Hour(1800) with { PeakRequestsOverMean = 2 }, Fleets.Hour(1800) with { PeakRequestsOverMean = 2 }], "a test") };
        var plan = FleetPlan.Of(request, 3, [0, 0]);
        var results = DeadlinePlan.Of(plan, [Documents(7_200, 0, 2) with { Name = "late" }, Documents(7_200, 0, 1)], Work, Batch).Results;
        Assert.Equal([("night", 0), ("late", (int?)1)], results.Select(result => (result.Work.Name, result.DoneBy)));
        Assert.All(results, result => Assert.Equal(0, result.InBatch));
    }

    [Fact]
    public void What_sleeps_is_not_paid_and_so_is_not_filled()
    {
        var request = Fleets.Request(10, 10) with { Elastic = BoxTerm.ScaleToZero(6, Seconds.Minutes(1), Seconds.Minutes(3)) };
        Assert.Equal((0, 100), (DeadlinePlan.Of(FleetPlan.Of(request, 0, [1, 1]), [Documents(100, 0, 2)], Work, Batch).Results[0].AtHome, DeadlinePlan.Of(FleetPlan.Of(request, 1, [1, 1]), [Documents(100, 0, 2)], Work, Batch).Results[0].AtHome));
    }
}
