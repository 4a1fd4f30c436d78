using Breakeven.Economics;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;

namespace Breakeven.Tests.Economics;

public sealed class OrderDoubtTests
{
    // Ends at 5 and 95 % of a lognormal error: times are 1/1.2 to 1.2 of what is predicted.
    private const double End = 1.2;

    // Replicas of 0.001/s at $0.001 an hour: so many steps that the bill is a line, $730 a month for each request a second; spares are owed at any traffic.
    private static Choice.Hosted Fleet(string label, double dollars, int spares, double platformShare = 0, string platform = "vllm H200-SXM", string architecture = "")
        => Choices.Hosted(label, 0.001, (decimal)dollars / 1000) with { SpareReplicas = spares, Speed = Spread(0.001, platformShare, platform, architecture.Length == 0 ? label : architecture) };

    private static CapacitySpread Spread(double capacity, double platformShare, string platform, string architecture, double end = End)
    {
        var deviation = Math.Log(end) / 1.6448536269514722;
        var variance = deviation * deviation;
        var times = new ErrorSpread(1 / end, 1, end, Familiarity.Known, 100) { Shared = new(PredictedMetric.TimePerOutputToken, ScenarioKind.ClosedLoop, variance * platformShare, 0, variance, variance) };
        return new(times, platform, architecture, score => new(capacity / times.FactorAt(score)));
    }

    [Fact]
    public void Against_an_offer_by_the_token_the_whole_error_counts()
    {
        // The fleet costs 730 (r f + 10) a month with 10/s of spares, the offer 1,460 r: they meet at 10 / (2 - f), so at 10, and with
        // f = 1/1.2 and 1.2 at 8.571 and 12.5.
        var fleet = Fleet("fleet", 1, 10_000);
        var api = ApiAt(1460);
        var crossing = Only(api, fleet, new(10));
        var interval = OrderDoubt.Between([api], [fleet], TrafficRange.SevenDecades)!.Of(crossing);
        Assert.Equal(8.571, PerSecond(interval.Low!.Value), 0.09);
        Assert.Equal(12.5, PerSecond(interval.High!.Value), 0.15);
    }

    [Fact]
    public void An_error_that_both_share_in_full_moves_the_crossing_by_itself_alone()
    {
        // Dense costs 1,460 r f, the mixture 730 (r f + 10): with one f they meet at 10 / f, lognormal as f is: 8.333 to 12.
        var (dense, mixture) = (Fleet("dense", 2, 0, 1), Fleet("mixture", 1, 10_000, 1));
        var interval = OrderDoubt.Between([dense], [mixture], TrafficRange.SevenDecades)!.Of(Only(dense, mixture, new(10)));
        Assert.Equal(10 / End, PerSecond(interval.Low!.Value), 0.12);
        Assert.Equal(10 * End, PerSecond(interval.High!.Value), 0.15);
    }

    [Fact]
    public void Errors_that_go_together_cancel_in_part_and_independent_ones_do_not()
    {
        double Ratio(double share)
        {
            var (dense, mixture) = (Fleet("dense", 2, 0, share), Fleet("mixture", 1, 10_000, share));
            var interval = OrderDoubt.Between([dense], [mixture], TrafficRange.SevenDecades)!.Of(Only(dense, mixture, new(10)));
            return PerSecond(interval.High!.Value) / PerSecond(interval.Low!.Value);
        }

        // They meet at 10 / (2 f1 - f2). To first order the logarithm is off by 2 e1 - e2, with a variance of (5 - 4 rho) times that of one error: at rho 0 its
        // root is 2.24, at 0.5 1.73, at 1 1; so the ends lie 1.2^(2 x 2.24) = 2.26, 1.88 and 1.44 apart. Integrated exactly: 16.41 / 6.99 = 2.35, 14.22 / 7.47 = 1.90, 1.44.
        Assert.InRange(Ratio(1), 1.40, 1.48);
        Assert.InRange(Ratio(0.5), 1.84, 1.97);
        Assert.InRange(Ratio(0), 2.27, 2.43);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void The_chance_of_an_order_has_its_closed_form(double correlation)
    {
        // Two lines through zero, one 10 % dearer by the token: it is the cheaper one where the difference of two normal errors exceeds ln 1.1, which has a standard
        // deviation of s sqrt(2 (1 - rho)), s = ln 1.2 / 1.645.
        var (one, other) = (Fleet("one", 1, 0, correlation), Fleet("other", 1.1, 0, correlation));
        var deviation = Math.Log(End) / 1.6448536269514722 * Math.Sqrt(2 * (1 - correlation));
        var chance = OrderDoubt.Between([one], [other], TrafficRange.SevenDecades)!.Chance(Standing.FirstCheaper, new RequestsPerSecond(50) * Choices.Shape.Tokens);
        Assert.Equal(Below(Math.Log(1.1) / deviation), chance, 0.012);
    }

    [Fact]
    public void Where_nothing_was_measured_no_interval_is_claimed()
    {
        var (assumed, known) = (Choices.Hosted("assumed", 1, 1m), Fleet("known", 1, 0));
        Assert.Null(OrderDoubt.Between([assumed], [known], TrafficRange.SevenDecades));
        Assert.Null(OrderDoubt.Between([Choices.PerToken("a", 1m, 1m)], [Choices.PerToken("b", 1m, 2m)], TrafficRange.SevenDecades));
    }

    [Fact]
    public void A_crossing_that_no_speed_moves_has_both_ends_on_it_and_is_said_so()
    {
        // One box of $1 an hour serves 1/s, and 0.75/s in the slowest of 128 cases: $730 a month up to there. The offer of 1,460 r meets it at 0.5/s, however fast it is.
        var box = Choices.Hosted("box", 1, 1m) with { Speed = Spread(1, 0, "p", "a") };
        var api = ApiAt(1460);
        var interval = OrderDoubt.Between([api], [box], TrafficRange.SevenDecades)!.Of(Only(api, box, new(0.5)));
        Assert.True(interval.IsFixed, interval.ToString());
        Assert.Contains("upwards; below that api is cheaper", Verdict.Of(Choices.Shape.At(new(0.6)), [box, api], [], TrafficRange.SevenDecades).Text, StringComparison.Ordinal);
        Assert.Contains("(whatever the speed)", Verdict.Of(Choices.Shape.At(new(0.6)), [box, api], [], TrafficRange.SevenDecades).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_interval_narrower_than_the_steps_of_the_search_is_found_all_the_same()
    {
        // As against an offer above, with f between 1/1.01 and 1.01: 10 / (2 - f) is 9.9019 to 10.1010.
        var fleet = Fleet("fleet", 1, 10_000) with { Speed = Spread(0.001, 0, "p", "a", 1.01) };
        var api = ApiAt(1460);
        var interval = OrderDoubt.Between([api], [fleet], TrafficRange.SevenDecades)!.Of(Only(api, fleet, new(10)));
        Assert.False(interval.IsFixed);
        Assert.Equal(9.902, PerSecond(interval.Low!.Value), 0.03);
        Assert.Equal(10.101, PerSecond(interval.High!.Value), 0.03);
    }

    [Theory]
    [InlineData(1.0, 4.9, " (86.4k to 423k in 9 of 10 cases)")]
    [InlineData(1.0, 5.1, " (how sure that is, is not known)")]
    [InlineData(1.0, 1.0, " (whatever the speed)")]
    [InlineData(1.0, 1.0001, "")]
    public void Ends_more_than_five_times_apart_are_not_said(double low, double high, string said)
        => Assert.Equal(said, Spoken.Around(new CrossingInterval(new(low), new(high))));

    [Fact]
    public void Two_bills_that_read_alike_are_said_once()
    {
        // Half and twice of 0.2/s fit one box of $730, and the offer costs $1,460 a month for each request a second: $2,920 at 2 a second, times 10 here.
        var box = Choices.Hosted("box", 1, 1m) with { Speed = Spread(1, 0, "p", "a") };
        var text = Verdict.Of(Choices.Shape.At(new(0.2)), [box, ApiAt(14_600)], [], TrafficRange.SevenDecades).Text;
        Assert.Contains("Should the traffic halve or double, it remains the cheapest, at $730 a month.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Replicas_that_may_miss_the_objective_leave_the_end_open()
    {
        // Slower than 2 standard deviations it meets no bound: in more than one case of twenty where they are 1.
        var fleet = Fleet("fleet", 1, 10_000);
        var shaky = fleet with { Speed = new(fleet.Speed!.Times, "p", "a", score => new(score > 0.9 ? 0 : 0.001 / fleet.Speed!.Times.FactorAt(score))) };
        var api = ApiAt(1460);
        var interval = OrderDoubt.Between([api], [shaky], TrafficRange.SevenDecades)!.Of(Only(api, shaky, new(10)));
        Assert.NotNull(interval.Low);
        Assert.Null(interval.High);
        Assert.Null(BillRange.Of(shaky, new(5))!.Value.High);
    }

    [Fact]
    public void A_bill_moves_in_steps_between_its_ends()
    {
        // 2.1/s on replicas of 1/s: 3; of 1.2/s: 2; of 0.8333/s: 2.1 / 0.8333 = 2.52, so 3 as well.
        var choice = Choices.Hosted("box", 1, 2m) with { Speed = Spread(1, 0, "p", "a") };
        var range = BillRange.Of(choice, new(2.1))!.Value;
        Assert.Equal((2, 3, 3), (range.Low.Replicas, choice.BillAt(new(2.1)).Replicas, range.High!.Value.Replicas));
        Assert.Equal((2 * 2 * 730, 3 * 2 * 730), (Math.Round(range.Low.PerMonth.Value), Math.Round(range.High.Value.PerMonth.Value)));
    }

    [Fact]
    public void The_verdict_says_between_what_traffics_its_ends_lie()
    {
        var fleet = Fleet("MoE", 1, 10_000);
        var text = Verdict.Of(Choices.Shape.At(new(20)), [fleet, ApiAt(1460)], [], TrafficRange.SevenDecades).Text;
        // 10/s of 1,500 tokens are 1.296B a day; 8.571 and 12.5 are 1.11B and 1.62B.
        Assert.Matches(@"It stays the cheapest from 1\.3B tokens a day \(1\.1\dB to 1\.6\dB in 9 of 10 cases\) upwards", text);
    }

    // An offer whose bill is so many dollars a month for each request a second.
    private static Choice.PerToken ApiAt(double dollars)
    {
        var price = (decimal)(dollars / (730 * 3600 * 1500.0 / 1e6));
        return Choices.PerToken("api", price, price);
    }

    // The first crossing near a rate; the steps make more of them, a thousandth apart.
    private static Crossing Only(Choice first, Choice second, RequestsPerSecond near)
    {
        var crossing = BreakEvens.Between(first, second, TrafficRange.SevenDecades).Crossings.First(one => one.Above == Standing.SecondCheaper);
        Assert.Equal(near.Value, crossing.Rate.Value, 0.05);
        return crossing;
    }

    private static double PerSecond(TokensPerSecond tokens) => tokens.Value / Choices.Shape.Tokens.Value;

    // The normal distribution, by Simpson's rule.
    private static double Below(double score)
    {
        const int Steps = 2000;
        double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        var width = score / Steps;
        return 0.5 + Enumerable.Range(0, Steps).Sum(i => width / 6 * (Density(i * width) + 4 * Density((i + 0.5) * width) + Density((i + 1) * width)));
    }
}
