using Breakeven.Catalog;
using Breakeven.Economics.Hours;
using Breakeven.Workloads;

namespace Breakeven.Tests.Economics.Hours;

public sealed class HourlyDemandTests
{
    private const long Minute = 60_000_000_000;

    [Fact]
    public void Requests_fall_into_the_hour_they_arrive_in_and_its_busiest_window_is_the_peak()
    {
        // Hour 0: two requests in the first ten minutes and one in the last; hour 1 none; hour 2 one, on its first nanosecond.
        var demand = HourlyDemand.Of([new(0, 100, 10), new(9 * Minute, 200, 20), new(59 * Minute, 300, 30), new(120 * Minute, 50, 5)]);
        Assert.Equal([3, 0, 1], demand.Hours.Select(hour => hour.Requests));
        Assert.Equal([600, 0, 50], demand.Hours.Select(hour => hour.Input.Value));
        Assert.Equal([60, 0, 5], demand.Hours.Select(hour => hour.Output.Value));
        // 2 of 3 requests in a sixth of the hour: 4 times the mean; tokens: 330 of 660 fall into each of two windows, 3 times.
        Assert.Equal(4, demand.Hours[0].PeakRequestsOverMean, 12);
        Assert.Equal(3, demand.Hours[0].PeakTokensOverMean, 12);
        Assert.Equal(2 / 600.0, demand.Hours[0].PeakRequests.Value, 12);
        Assert.Equal(6, demand.Hours[2].PeakRequestsOverMean, 12);
    }

    [Fact]
    public void What_prompts_share_with_earlier_ones_counts_as_cached_in_the_hour_of_the_later()
    {
        var prefix = new PrefixChain(100, [1, 2]);
        var demand = HourlyDemand.Of([new(0, 250, 1, prefix), new(60 * Minute, 250, 1, prefix), new(61 * Minute, 150, 1, prefix)]);
        Assert.Equal([0, 350], demand.Hours.Select(hour => hour.Cached.Value));
    }

    [Fact]
    public void Hours_of_a_trace_add_up_to_it()
    {
        var random = new Random(7);
        var (requests, at) = (new List<TraceRequest>(), 0L);
        for (var i = 0; i < 20_000; i++) requests.Add(new(at += random.NextInt64(40 * Minute / 10), random.Next(1, 9000), random.Next(1, 2000)));
        var demand = HourlyDemand.Of(requests);
        Assert.Equal((requests.Count, requests.Sum(one => (long)one.InputTokens), requests.Sum(one => (long)one.OutputTokens)), (demand.Total.Requests, demand.Total.Input.Value, demand.Total.Output.Value));
        Assert.Equal(demand.Total.Input.Value, demand.Hours.Sum(hour => hour.Input.Value));
        Assert.Equal(at / (60 * Minute) + 1, demand.Hours.Count);
    }

    [Theory]
    [InlineData("1/s, 1200 in, 300 out", 730)]
    [InlineData("2M requests/day, 1200 in, 300 out, 37% cached, peak 3x", 730)]
    [InlineData("5 requests/day, 7 in, 3 out, 99.9% cached, diurnal 4x", 744)]
    [InlineData("1000 requests/day, 1 in, 1 out, 50% cached", 24)]
    public void Hours_of_a_description_add_up_to_its_rate(string text, int hours)
    {
        var description = TrafficText.Describe(text);
        var demand = HourlyDemand.Of(description, BillingPeriod.Of(hours));
        var requests = description.Mean.Rate.Value * 3600 * hours;
        Assert.Equal(requests, demand.Total.Requests, 0.5 + requests * 1e-12);
        Assert.Equal(demand.Total.Requests * description.Mean.Input.Value, demand.Total.Input.Value);
        Assert.Equal(demand.Total.Requests * description.Mean.Output.Value, demand.Total.Output.Value);
        Assert.Equal(demand.Total.Input.Value * description.Mean.CachedShare, demand.Total.Cached.Value, 0.5 + demand.Total.Input.Value * 1e-12);
        Assert.All(demand.Hours, hour => Assert.InRange(hour.Cached.Value, 0, hour.Input.Value));
    }

    [Fact]
    public void A_flat_second_is_3600_requests_in_each_of_730_hours()
    {
        var demand = HourlyDemand.Of(TrafficText.Describe("1/s, 1200 in, 300 out, 25% cached"));
        Assert.Equal(730, demand.Hours.Count);
        Assert.All(demand.Hours, hour => Assert.Equal(new(3600, new(4_320_000), new(1_080_000), new(1_080_000)), hour));
    }

    [Fact]
    public void A_day_like_a_sine_is_busiest_around_noon()
    {
        // Quietest to busiest 1 : 4 is 1 - 0.6 cos: over the hour from noon the mean of cos is sin(15 deg) / (pi / 12) = 0.98862, so 1 + 0.6 x 0.98862 = 1.59317 times the mean.
        var demand = HourlyDemand.Of(TrafficText.Describe("1/s, 1000 in, 100 out, diurnal 4x"), BillingPeriod.Day);
        Assert.Equal(3600 * 1.59317, demand.Hours[12].Requests, 1.0);
        Assert.Equal(3600 * (1 - 0.6 * 0.98862), demand.Hours[0].Requests, 1.0);
        Assert.Equal(1.6 / 1.59317, demand.Hours[12].PeakRequestsOverMean, 3);
    }

    [Fact]
    public void A_month_of_the_calendar_has_its_own_hours()
    {
        Assert.Equal([672, 696, 720, 744], new[] { (2026, 2), (2028, 2), (2026, 11), (2026, 12) }.Select(month => BillingPeriod.Calendar(month.Item1, month.Item2).Hours));
        Assert.Equal("November 2026, 720 h", BillingPeriod.Calendar(2026, 11).Name);
        Assert.Throws<InputException>(() => BillingPeriod.Calendar(2026, 13));
        Assert.Throws<InputException>(() => BillingPeriod.Of(0));
    }

    [Fact]
    public void A_trace_is_repeated_by_whole_days()
    {
        var day = Fleets.Demand([.. Enumerable.Range(0, 30).Select(hour => hour + 1L)]);
        var month = day.RepeatedTo(BillingPeriod.Month);
        Assert.Equal(730, month.Hours.Count);
        Assert.Equal(1, month.Hours[24].Requests);
        Assert.Equal([1, 2, 3, 1, 2], Fleets.Demand(1, 2, 3).RepeatedTo(BillingPeriod.Of(5)).Hours.Select(hour => hour.Requests));
        Assert.Throws<InputException>(() => day.RepeatedTo(BillingPeriod.Day));
    }

    [Fact]
    public void No_traffic_is_refused()
    {
        Assert.Contains("nothing to serve", Assert.Throws<InputException>(() => Fleets.Demand(0, 0)).Message, StringComparison.Ordinal);
        Assert.Throws<InputException>(() => HourlyDemand.Of([]));
        Assert.Throws<InputException>(() => new HourlyDemand([new(1, new(10), new(11), new(1))], "a test"));
        Assert.Throws<InputException>(() => HourlyDemand.Of(TrafficText.Describe("10M documents of 900 tokens by 6h")));
        Assert.Throws<InputException>(() => HourlyDemand.Of([new(0, 1, 1)], Seconds.Minutes(7)));
    }
}
