using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Advice.Rules;
using Breakeven.Economics.Hours;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance;
using Breakeven.Prices;
using Breakeven.Testing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Economics.Advice;

/// <summary>Each pattern in a day that shows it, and in one that misses it by the figure that decides.</summary>
public sealed class AdviceRulesTests
{
    private const string Dense = "Qwen/Qwen3-32B";
    private const string Mixture = "Qwen/Qwen3-30B-A3B";
    private static readonly Source s_page = new("a test", new DateOnly(2026, 1, 1));

    private static readonly Objective s_bounds = ObjectiveText.Parse("ttft p95 < 1 s, tpot p95 < 100 ms");

    private static HourlyDemand Day(long requests, int input = 1000, int output = 100, double peak = 1) => new(
        [.. Enumerable.Repeat(new DemandHour(requests, new(requests * input), TokenCount.Zero, new(requests * output)) { PeakRequestsOverMean = peak, PeakTokensOverMean = peak }, 24)], "a test");

    // Every replica carries 1 request/s, 3,600 an hour, whatever the closed form says; boxes of one GPU at $2 an hour, on demand.
    private static Recommendation Advised(HourlyDemand demand, Objective objective, string model = Dense, string gpu = "H100-SXM", double? tuned = null, bool sold = false, string precision = "fp8")
    {
        var request = new AdviceRequest
        {
            Demand = demand,
            FineTuneTokens = tuned,
            TokensAllowed = sold,
            Compare = new()
            {
                Models = [new(Model(model), TokensRatio.One)],
                Accelerators = [Accelerator(gpu)],
                HardwareOffers = [new() { Provider = "Somewhere", Name = "box", Accelerator = gpu, Gpus = 1, Price = new(2), Terms = OfferTerms.OnDemand, Region = "", Source = s_page }],
                TokenOffers = sold ? [new() { Provider = "Someone", Model = model, Name = "it", Input = new(0.01m), Output = new(0.02m), Source = s_page }] : [],
                Traffic = demand.Mean,
                Objective = objective,
                Precisions = [precision],
                Intervals = PredictionIntervals.None,
            },
        };
        var closed = Contest.Run(request.Compare);
        return Recommendation.Of(request, closed.With(closed.Contenders.OfType<Contender.OnAccelerator>().SelectMany(one => one.Search.Candidates).ToDictionary(one => one, _ => new RequestsPerSecond(1), (IEqualityComparer<Candidate>)ReferenceEqualityComparer.Instance)));
    }

    private static IReadOnlyList<Reason> Of(Recommendation advice, string rule)
    {
        Assert.NotNull(advice.Best);
        return [.. AdviceRules.Of(advice).Where(reason => reason.Rule == rule)];
    }

    // 360 an hour are 0.1 replicas; the busiest ten minutes take 0.4, one whole: a box serves 10 % of the time. 34 GB of weights and a minute take more than the second allowed.
    [Fact]
    public void Low_bursty_traffic_is_low_and_bursty()
    {
        var reasons = Of(Advised(Day(360, peak: 4), s_bounds), "low-bursty");
        Assert.Equal([("share", false), ("s", true)], reasons.Select(reason => (reason.Unit, reason.ForIt)));
        Assert.Equal(0.1, reasons[0].Figure, 1e-9);
        // 32.5 GB are 32 s, and 60 s to warm up.
        Assert.InRange(reasons[1].Figure, 90, 97);
        // Bought by the token nothing stands idle, which speaks for it.
        Assert.True(Of(Advised(Day(360, peak: 4), s_bounds, sold: true), "low-bursty")[0].ForIt);
        Assert.Empty(Of(Advised(Day(360, peak: 2.9), s_bounds), "low-bursty"));
        Assert.Empty(Of(Advised(Day(1800, peak: 4), s_bounds), "low-bursty"));
    }

    // 7,200 an hour are 2 replicas, the busiest ten minutes 3: 67 % in use.
    [Fact]
    public void Steady_traffic_with_bounds_keeps_boxes_in_use()
    {
        var reasons = Of(Advised(Day(7200, peak: 1.5), s_bounds), "steady-latency");
        Assert.Equal(2 / 3.0, reasons[0].Figure, 1e-9);
        Assert.True(reasons[0].ForIt);
        // One reason for each bound, a share of what is allowed.
        Assert.Equal(3, reasons.Count);
        Assert.All(reasons.Skip(1), reason => Assert.InRange(reason.Figure, 0.001, 1));
        Assert.Empty(Of(Advised(Day(7200, peak: 3), s_bounds), "steady-latency"));
        Assert.Empty(Of(Advised(Day(7200, peak: 1.5), Objective.None), "steady-latency"));
        // What is bought has no latency that anybody vouches for.
        Assert.Contains(Of(Advised(Day(7200, peak: 1.5), s_bounds, sold: true), "steady-latency"), reason => reason is { Figure: 1, ForIt: false });
    }

    // A full box at $2 passes 1,100 tokens a second: 2 / (3,600 x 1,100) x 1e6 = $0.505 a million; the tokens are $0.01 x 10/11 + $0.02 x 1/11 = $0.0109, 46.3 times less.
    [Fact]
    public void Work_without_a_bound_is_priced_at_full_boxes()
    {
        var reason = Assert.Single(Of(Advised(Day(7200), Objective.None), "batch"));
        Assert.Equal(2 / (3600 * 1100.0) * 1e6, reason.Figure, 1e-6);
        var sold = Assert.Single(Of(Advised(Day(7200), Objective.None, sold: true), "batch"));
        Assert.Equal(46.3, sold.Figure, 0.05);
        Assert.True(sold.ForIt);
        Assert.Empty(Of(Advised(Day(7200), s_bounds), "batch"));
        Assert.Empty(Of(Advised(Day(1700), Objective.None), "batch"));
    }

    // 32.76e9 parameters of 16 B are 524.2 GB: an eighth, 8.61 GB of activations and 1.56 of the embedding are 75.7 of the 76.97 GB that an H100 may fill. LoRA: 65.5 GB frozen, 134,217,728 x 16 B of adapters, 76.3 in all.
    [Fact]
    public void Fine_tuning_ahead_is_counted_in_gpus()
    {
        var reasons = Of(Advised(Day(7200), s_bounds, tuned: 100e6), "fine-tuning");
        Assert.Equal([(8.0, false), (1.0, true), (1.0, true)], reasons.Select(reason => (reason.Figure, reason.ForIt)));
        Assert.Empty(Of(Advised(Day(7200), s_bounds), "fine-tuning"));
        // Of a mixture memory follows all 30.5e9 parameters, arithmetic 3.35e9: 9.1 times.
        Assert.Contains(Of(Advised(Day(7200), s_bounds, Mixture, tuned: 100e6), "fine-tuning"), reason => reason.Unit == "times" && Math.Abs(reason.Figure - 9.1) < 0.05);
    }

    // 64 layers x 8 heads x (128 + 128) x 2 B are 262,144 B a token.
    [Fact]
    public void Long_contexts_are_told_by_their_cache()
    {
        var advice = Advised(Day(100, input: 8000, output: 192), Objective.None);
        var reason = Of(advice, "long-context")[0];
        var candidate = advice.Best!.Way.Hosted!.Candidate;
        Assert.Equal(262_144.0 * 8096 * candidate.Capacity.Batch / Model(Dense).WeightBytes(Precision("fp8")).Value, reason.Figure, 1e-9);
        Assert.Empty(Of(Advised(Day(100, input: 8000, output: 191), Objective.None), "long-context"));
    }

    // In fp8 an H100 does 1,979e12 FLOP/s: 1 B x 1,979e12 / (2 x 3.35e12) = 295.4 tokens a weight, of which a tenth is 29.5.
    [Fact]
    public void Few_users_leave_arithmetic_idle()
    {
        var advice = Advised(Day(360), s_bounds);
        Assert.Equal(295.4, WeightReuse.TokensPerWeight(advice.Best!.Way.Hosted!.Candidate.Deployment), 0.05);
        var reasons = Of(advice, "few-users");
        Assert.InRange(reasons[0].Figure, 0.05, 29.5);
        // Little's law: 0.1 requests/s, each in flight for its 100 tokens, about 1 to 2 s.
        Assert.Equal(AdviceFigures.Of(advice)!.InFlight, reasons[0].Figure);
        Assert.Empty(Of(Advised(Day(360), Objective.None), "few-users"));
        Assert.Empty(Of(Advised(Day(3600 * 60), s_bounds), "few-users"));
    }

    [Fact]
    public void One_small_device_is_the_edge()
    {
        var reasons = Of(Advised(Day(36), s_bounds, "Qwen/Qwen3-8B", "RTX-4090"), "edge");
        // 8.19e9 parameters, of which the embedding and the head, 2 x 622e6, keep two bytes: 9.5 GB of 25.8 GB.
        Assert.InRange(reasons[0].Figure, 0.35, 0.39);
        // A token reads all but the embedding, 8.2 GB at 1,008 GB/s: 123 a second at most.
        Assert.InRange(reasons[1].Figure, 118, 126);
        Assert.All(reasons, reason => Assert.True(reason.ForIt));
        Assert.Empty(Of(Advised(Day(36), s_bounds, "Qwen/Qwen3-8B", "L40S"), "edge"));
    }

    [Fact]
    public void The_page_lists_every_rule_with_its_condition()
    {
        var page = RepositoryFiles.Read("docs/reference/advice.md");
        Assert.All(AdviceRules.All, rule => Assert.Contains($"| `{rule.Name}` | {rule.Condition} |", page, StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_figures_give_the_same_words()
        => Assert.Equal(AdviceRules.Of(Advised(Day(7200), s_bounds, Mixture)), AdviceRules.Of(Advised(Day(7200), s_bounds, Mixture)));
}
