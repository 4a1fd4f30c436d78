using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance;
using Breakeven.Prices;
using Breakeven.Sizing;
using Breakeven.Tests.Economics.Hours;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Economics.Advice;

/// <summary>One model, one box of one GPU at $2 an hour for good, one API: the case that MixTests works out, reached from a comparison.</summary>
public sealed class RecommendationTests
{
    private static readonly Source s_page = new("a test", new DateOnly(2026, 1, 1));

    // Ten hours of 1, 1, 1, 1, 2, 3, 3, 3, 3, 3 replicas at 1 request/s each.
    private static readonly AdviceRequest s_request = Of(Fleets.Demand(3600, 3600, 3600, 3600, 7200, 10800, 10800, 10800, 10800, 10800));

    private static AdviceRequest Of(HourlyDemand demand) => new()
    {
        Demand = demand,
        UnmeasuredDeviation = 0,
        Compare = new()
        {
            Models = [new(Model("Qwen/Qwen3-32B"), TokensRatio.One)],
            Accelerators = [Accelerator("H100-SXM")],
            HardwareOffers = [new() { Provider = "Somewhere", Name = "box", Accelerator = "H100-SXM", Gpus = 1, Price = new(2), Terms = OfferTerms.Reserved, Region = "", Source = s_page }],
            // 600 x $1 + 400 x $0.10 + 100 x $4 a million: 1,040 micro-dollars a request, $3.744 for the 3,600 of a full replica's hour.
            TokenOffers = [new() { Provider = "Someone", Model = "Qwen/Qwen3-32B", Name = "qwen", Input = new(1), CachedInput = new(0.1m), Output = new(4), Source = s_page }],
            Terms = [OfferTerms.Reserved],
            Traffic = demand.Mean,
            Precisions = ["fp8"],
            Layout = Layouts.Parse("tp=1"),
            Intervals = PredictionIntervals.None,
        },
    };

    // Every deployment carries 1 request/s, whatever the closed form says.
    private static Contest AtOneASecond(AdviceRequest request)
    {
        var closed = Contest.Run(request.Compare);
        return closed.With(closed.Contenders.OfType<Contender.OnAccelerator>().SelectMany(one => one.Search.Candidates).ToDictionary(one => one, _ => new RequestsPerSecond(1), (IEqualityComparer<Candidate>)ReferenceEqualityComparer.Instance));
    }

    [Fact]
    public void Two_boxes_for_good_and_the_peak_by_the_token()
    {
        var advice = Recommendation.Of(s_request, AtOneASecond(s_request));
        // Replica 2 is full in 6 hours, $22.46 of tokens, above its $20; replica 3 in 5, $18.72: 2 x $20 + $18.72.
        Assert.Equal((2, new Usd(58.72m)), (advice.Best!.Plan.AlwaysOnBoxes, advice.Best.Bill.Total));
        Assert.Equal(advice.Best.Bill.Total, advice.Mix!.Bill.Total);
        Assert.Equal(MixMethod.LoadDurationCurve, advice.Best.Method);
        // Of 75,600 requests 18,000 are bought.
        Assert.Equal(18_000 / 75_600.0, advice.Best.BoughtShare, 1e-9);
        // All by the token: 75,600 requests are $45.36 + $3.024 + $30.24.
        Assert.Equal([new(58.72m), new Usd(78.62m)], advice.Choices.Select(choice => choice.Bill.Total));
        Assert.False(advice.Choices[1].AtHome);
        // Three boxes for good are $60.
        Assert.Equal(new Usd(60 - 58.72m), advice.Mix.Value);
    }

    [Fact]
    public void Owned_boxes_stand_beside_rented_ones_with_power_and_people_on_the_bill()
    {
        // $35,040 over four years is $1 an hour, 0.5 kW at $1 a kWh $0.50, people $730 a month $1 for all boxes together. Three for ten hours: $30 + $15 + $10 = $55; two leave $18.72 to buy: $58.72.
        var box = new OwnedBox { Price = new(35_040), DepreciationYears = 4, Power = new(500), PowerUsageEffectiveness = 1, PricePerKilowattHour = new(1), StaffPerMonth = new(730) };
        var offer = s_request.Compare.HardwareOffers[0] with { Provider = "us", Terms = OfferTerms.Owned, Price = new(1.5m) };
        var request = s_request with { Owned = [new(offer, box)], Compare = s_request.Compare with { HardwareOffers = [.. s_request.Compare.HardwareOffers, offer], Terms = [OfferTerms.Reserved, OfferTerms.Owned] } };
        var advice = Recommendation.Of(request, AtOneASecond(request));
        var best = advice.Best!;
        Assert.Same(box, best.Way.Owned);
        Assert.Equal((3, new Usd(55)), (best.Plan.AlwaysOnBoxes, best.Bill.Total));
        Assert.Equal((new Usd(15), new Usd(10), new Usd(30)), (best.Bill.Of(LineKind.Power), best.Bill.Of(LineKind.Staff), best.Bill.Of(LineKind.Work) + best.Bill.Idle));
        Assert.Equal([55, 58.72m, 78.62m], advice.Choices.Select(choice => choice.Bill.Total.Value));
        // Who no longer wants them has three boxes to sell; who no longer wants reserved ones pays two to the end of the ten hours; tokens are left for nothing.
        Assert.Equal([105_120, 40, 0], advice.Choices.Select(choice => Math.Round(choice.Switching.Owed.Value, 6)));
        // Dearer than twice the first they still stand there, since they were asked about.
        var dear = request with { Owned = [new(offer, box with { StaffPerMonth = new(73_000) })] };
        Assert.Contains(Recommendation.Of(dear, AtOneASecond(dear)).Choices, choice => choice.Way.Owned is not null && choice.Bill.Total.Value > 1000);
    }

    [Fact]
    public void More_terms_to_buy_on_never_make_it_dearer()
    {
        // One replica for ten hours at $2 is $20. Spot at $1.90 wants a second box, since one is missing too often: $38 and starts. By a flat month of one box spot would look cheaper.
        var demand = Fleets.Demand([.. Enumerable.Repeat(3600L, 10)]);
        var onDemand = s_request.Compare.HardwareOffers[0] with { Terms = OfferTerms.OnDemand };
        var request = s_request with
        {
            Demand = demand,
            TokensAllowed = false,
            Compare = s_request.Compare with { Traffic = demand.Mean, HardwareOffers = [onDemand, onDemand with { Terms = OfferTerms.Spot, Price = new(1.9m) }], Terms = [OfferTerms.OnDemand, OfferTerms.Spot] },
        };
        Assert.Equal(new Usd(20), Recommendation.Of(request, AtOneASecond(request)).Best!.Bill.Total);
        var spot = request with { Compare = request.Compare with { Terms = [OfferTerms.Spot] } };
        Assert.InRange(Recommendation.Of(spot, AtOneASecond(spot)).Best!.Bill.Total.Value, 38, 45);
    }

    [Fact]
    public void Documents_add_what_they_take_beyond_idle_hours()
    {
        // Of two boxes one idles in the first four hours: 14,400 documents as long as a request fit them. In the last five both are full, so 3,600 are bought at $0.00104 each, no batch price being sold; a third
        // box would cost $20 and save the $18.72 of the requests.
        var each = new RequestKind(new(1000), new(400), new(100));
        var request = s_request with { Documents = [new() { Name = "night", Documents = 14_400, Each = each, From = 0, Due = 4 }, new() { Name = "day", Documents = 3_600, Each = each, From = 5, Due = 10 }] };
        var best = Recommendation.Of(request, AtOneASecond(request)).Best!;
        Assert.Equal((2, new Usd(62.46m), new Usd(3.74m)), (best.Plan.AlwaysOnBoxes, best.Bill.Total, best.DocumentsCost));
        Assert.Equal([(14_400, 0), (0, 3_600)], best.Plan.Deadline!.Results.Select(result => (result.AtHome, result.InBatch)));
    }

    [Fact]
    public void What_is_regretted_at_half_and_at_twice_the_traffic()
    {
        var advice = Recommendation.Of(s_request, AtOneASecond(s_request));
        var (half, twice) = (advice.Shifts[0], advice.Shifts[1]);
        // Half: replica 1 is worth 4 x 1.872 + 6 x 3.744 = $29.95, replica 2 half of 5 hours, $9.36: one box and that in tokens, where two boxes stand at $40.
        Assert.Equal((0.5, new Usd(40), new Usd(29.36m), new Usd(10.64m)), (half.Factor, half.Kept!.Value, half.Replanned, half.Regret!.Value));
        // Twice: two boxes leave 2 + 5 x 4 replica-hours to buy, $82.37; four leave 5 x 2, $37.44.
        Assert.Equal((2.0, new Usd(122.37m), new Usd(117.44m), new Usd(4.93m)), (twice.Factor, twice.Kept!.Value, twice.Replanned, twice.Regret!.Value));
        Assert.Equal(twice.Replanned, twice.Best.Bill.Total);
    }

    [Fact]
    public void Where_the_traffic_may_be_half_or_twice_the_cost_to_be_expected_is_above_the_predicted_one()
    {
        var advice = Recommendation.Of(s_request with { Growth = Growth.Between(0.5, 2) }, AtOneASecond(s_request));
        var (boxes, tokens) = (advice.Outlooks.Single(one => one.Choice.AtHome), advice.Outlooks.Single(one => !one.Choice.AtHome));
        // Log-normal about 1 with a deviation of ln 4 / (2 x 1.645) = 0.4214: the mean is e^0.0888 = 1.0929 times $78.624, and the ends are half and twice that, to a case in 128.
        Assert.Equal(1.0929 * 78.624, tokens.Expected.Value, 0.3);
        Assert.Equal(39.31, tokens.Low.Value, 1.5);
        Assert.Equal(157.25, tokens.High.Value, 5.0);
        // Two boxes are $40 whatever comes, and then $40 and what is bought: at half the traffic $40, at twice $122.37.
        Assert.Equal(40, boxes.Low.Value, 0.01);
        Assert.Equal(122.37, boxes.High.Value, 4.0);
        // Below 40 / 78.624 = 0.5088 of the traffic tokens are cheaper: ln 0.5088 / 0.4214 = -1.604 deviations, 5.4 % of the cases.
        Assert.Equal(0.054, tokens.ChanceCheapest, 0.008);
        Assert.Equal(1, tokens.ChanceCheapest + boxes.ChanceCheapest, 1e-12);
        Assert.Equal((0.0, 0.0), (boxes.ChanceUnserved, tokens.ChanceUnserved));
        Assert.Same(boxes.Choice, advice.Best);
    }

    [Fact]
    public void Without_growth_or_measured_errors_nothing_is_in_doubt()
    {
        var advice = Recommendation.Of(s_request, AtOneASecond(s_request));
        Assert.All(advice.Outlooks, outlook => Assert.Equal((outlook.Low, outlook.High, 0.0), (outlook.Expected, outlook.Expected, outlook.ChanceUnserved)));
        Assert.Equal(58.72, advice.Outlooks[0].Expected.Value, 0.005);
        Assert.Throws<InputException>(() => Growth.Between(2, 1));
    }

    [Fact]
    public void A_budget_leaves_out_what_is_dearer()
    {
        Assert.Single(Recommendation.Of(s_request with { CostMost = new(60) }, AtOneASecond(s_request)).Choices);
        Assert.Null(Recommendation.Of(s_request with { CostMost = new(58) }, AtOneASecond(s_request)).Best);
    }

    [Fact]
    public void Without_tokens_every_hour_is_served_at_home()
    {
        var home = Recommendation.Of(s_request with { TokensAllowed = false }, AtOneASecond(s_request));
        Assert.Equal((3, new Usd(60), 0.0), (home.Best!.Plan.AlwaysOnBoxes, home.Best.Bill.Total, home.Best.BoughtShare));
        // Three boxes cannot serve six replicas, and nothing else is to be had.
        Assert.Null(home.Shifts[1].Kept);
        Assert.Equal(new Usd(120), home.Shifts[1].Replanned);
    }

    [Fact]
    public void The_tightest_constraint_is_the_one_without_which_something_answers()
    {
        var budget = new Constraint("--max-cost $1/month", request => request with { CostMost = new(1) });
        var tokens = new Constraint("--no-tokens", request => request with { TokensAllowed = false });
        var advice = Recommendation.Of(s_request, [tokens, budget]);
        Assert.Null(advice.Best);
        Assert.Equal(["--max-cost $1/month", "--no-tokens"], advice.Relaxed.Select(one => one.Constraint.Name));
        Assert.Equal(Recommendation.Of(s_request, [tokens]).Best!.Bill.Total, advice.Relaxed[0].Best!.Bill.Total);
        Assert.Null(advice.Relaxed[1].Best);
    }

    [Fact]
    public void A_demand_times_a_factor_keeps_whole_requests_that_add_up()
    {
        var half = Fleets.Demand(1, 1, 1, 2, 3).Times(0.5);
        // 0.5, 1, 1.5, 2.5 and 4, rounded as they run: 1, 1, 2, 3, 4.
        Assert.Equal([1, 0, 1, 1, 1], half.Hours.Select(hour => hour.Requests));
        Assert.Equal((4L, 4000L, 1600L, 400L), (half.Total.Requests, half.Total.Input.Value, half.Total.Cached.Value, half.Total.Output.Value));
        Assert.Throws<InputException>(() => half.Times(0));
    }

    [Fact]
    public void The_mean_of_a_demand_is_what_a_comparison_takes()
    {
        var mean = s_request.Demand.Mean;
        Assert.Equal((2.1, 1000L, 100L, 0.4), (mean.Rate.Value, mean.Input.Value, mean.Output.Value, mean.CachedShare));
        Assert.Equal(3 / 2.1, mean.PeakToMean, 1e-12);
    }
}
