using Breakeven.Economics;
using Breakeven.Economics.Cascades;

namespace Breakeven.Tests.Economics.Cascades;

/// <summary>Cascades whose bills can be added up on paper. A month of one request a second is 2,628,000 requests.</summary>
public sealed class CascadeTests
{
    private static readonly TrafficShape s_shape = new() { Input = new(500), Output = new(500) };

    // $0.10 and $1.00 a million tokens, of which a request has a thousand: $0.10 and $1.00 a thousand requests. 0.10 + p x 1.00 = 1.00 at p = 0.9.
    [Fact]
    public void By_the_token_the_cascade_pays_until_what_it_keeps_no_longer_pays_for_the_smaller_model()
    {
        var cascade = Cascade.Of(Tokens("small", 0.1m), [Tokens("large", 1m)], [Tokens("large", 1m)], new(1));
        Assert.Equal(2628, cascade.Alone.PerMonth.Value, 1e-9);
        Assert.Equal((262.8, 0.0), (Math.Round(cascade.At(0).Total.Value, 9), cascade.At(0).Large.Value));
        // 262.80 + half of 2,628.00.
        Assert.Equal(1576.8, cascade.At(0.5).Total.Value, 1e-9);
        Assert.Equal(Standing.FirstCheaper, cascade.AtStart);
        var crossing = Assert.Single(cascade.Crossings);
        Assert.Equal(0.9, crossing.Share, 1e-12);
        Assert.Equal((Standing.SecondCheaper, CrossingKind.Level), (crossing.Above, crossing.Kind));
    }

    // Half of each escalated answer is never written: 0.05 + 0.05 (1 - p / 2) + p = 1 at p = 0.9 / 0.975.
    [Fact]
    public void An_answer_cut_short_is_paid_as_far_as_it_was_written()
    {
        var cascade = Cascade.Of(Tokens("small", 0.1m), [Tokens("large", 1m)], [Tokens("large", 1m)], new(1), written: 0.5);
        Assert.Equal(262.8 - 0.5 * 65.7, cascade.At(0.5).Small.Value, 1e-9);
        Assert.Equal(0.9 / 0.975, Assert.Single(cascade.Crossings).Share, 1e-12);
    }

    // Boxes of 2 requests/s at $3.942 an hour, $2,877.66 a month: 5 requests/s alone take 3. A box of $1.314, $959.22 a month, holds the smaller model, and 5 p / 2 boxes, rounded up, the escalated:
    // 3,836.88 to p = 0.4, 6,714.54 to 0.8, then 9,592.20, which is more than the 8,632.98 of the three.
    [Fact]
    public void In_boxes_the_cascade_pays_until_another_box_is_rented()
    {
        var large = Choices.Hosted("large", 2, 3.942m);
        var cascade = Cascade.Of(Choices.Hosted("small", 10, 1.314m), [large], [large], new(5));
        Assert.Equal(8632.98, cascade.Alone.PerMonth.Value, 1e-6);
        Assert.Equal([959.22, 3836.88, 3836.88, 6714.54, 6714.54, 9592.20], new[] { 0, 0.01, 0.4, 0.41, 0.8, 0.81 }.Select(share => Math.Round(cascade.At(share).Total.Value, 6)));
        var crossing = Assert.Single(cascade.Crossings);
        Assert.Equal(0.8, crossing.Share, 1e-9);
        Assert.Equal((Standing.SecondCheaper, CrossingKind.Step), (crossing.Above, crossing.Kind));
        Assert.Equal([0.4, 0.8, 1], cascade.StepEnds.Select(end => Math.Round(end, 9)));
    }

    // A box of $1.20, $876 a month, carries 1 request/s; of 2 a second, those that are escalated at once take nothing of it: 2 boxes up to half, then 1. At $0.50 a million the larger model costs
    // 2,628 alone. 1,752 + 2,628 p meets it at 1/3; at 1/2 a box goes, 2,190 < 2,628; 876 + 2,628 p meets it at 2/3.
    [Fact]
    public void A_box_less_may_make_the_cascade_pay_again()
    {
        var small = Choices.Hosted("small", 1, 1.2m) with { Shape = s_shape, PrefillShare = 0 };
        var cascade = Cascade.Of(small, [Tokens("large", 0.5m)], [Tokens("large", 0.5m)], new(2), written: 0);
        Assert.Equal([1.0 / 3, 0.5, 2.0 / 3], cascade.Crossings.Select(crossing => crossing.Share), (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal([Standing.SecondCheaper, Standing.FirstCheaper, Standing.SecondCheaper], cascade.Crossings.Select(crossing => crossing.Above));
        Assert.Equal([CrossingKind.Level, CrossingKind.Step, CrossingKind.Level], cascade.Crossings.Select(crossing => crossing.Kind));
        Assert.Equal(2190, cascade.At(0.5).Total.Value, 1e-6);
    }

    // Of the bills of a drawn cascade the order on each side of each crossing is the one that was said, and nowhere else does it change.
    [Fact]
    public void Every_crossing_is_found_and_no_other()
    {
        var seed = 12345u;
        for (var round = 0; round < 300; round++)
        {
            var large = new[] { Choices.Hosted("a", Drawn(0.3, 4), (decimal)Drawn(1, 9)) with { Shape = s_shape }, Choices.Hosted("b", Drawn(0.3, 4), (decimal)Drawn(1, 9)) with { Shape = s_shape } };
            Choice[] all = round % 2 == 0 ? large : [.. large, Tokens("c", Math.Round((decimal)Drawn(0.2, 2), 3))];
            var small = Choices.Hosted("small", Drawn(0.5, 9), (decimal)Drawn(0.2, 3)) with { Shape = s_shape };
            var cascade = Cascade.Of(small, all, all, new(Drawn(0.5, 12)), Drawn(0, 1));
            var edges = cascade.Crossings.Select(crossing => crossing.Share).Prepend(0).Append(1).ToList();
            var standing = cascade.AtStart;
            for (var i = 0; i + 1 < edges.Count; i++)
            {
                if (i > 0) standing = cascade.Crossings[i - 1].Above;
                foreach (var part in new[] { 0.001, 0.2, 0.5, 0.9, 0.999 })
                {
                    var share = edges[i] + part * (edges[i + 1] - edges[i]);
                    if (edges[i + 1] - edges[i] < 1e-6) continue;
                    var difference = cascade.At(share).Total - cascade.Alone.PerMonth;
                    Assert.True(Math.Abs(difference.Value) < 1e-6 || difference.Value < 0 == (standing == Standing.FirstCheaper), $"round {round}: {standing} was said at {share}, by {difference.Value}");
                }
            }
        }

        double Drawn(double from, double to)
        {
            seed = unchecked(seed * 1664525 + 1013904223);
            return from + (to - from) * (seed >> 8) / (1 << 24);
        }
    }

    // Small 0.71, large 0.83, $0.10 and $1.00 a thousand. By chance 0.71 + 0.12 p for 0.10 + p: every share to 0.9 is worth its money, and beyond it the larger model alone is.
    [Fact]
    public void The_frontier_ends_where_the_larger_model_alone_is_cheaper_and_better()
    {
        var cascade = Cascade.Of(Tokens("small", 0.1m), [Tokens("large", 1m)], [Tokens("large", 1m)], new(1));
        var frontier = FrontierPoint.Of(cascade, QualityCurve.AtRandom(0.71, 0.83));
        Assert.Equal(0, frontier[0].Share);
        Assert.Equal((null, 0.83), (frontier[^1].Share, Math.Round(frontier[^1].Quality, 9)));
        // 0 to 89 %, and 90 % may cost what the larger model costs, for less.
        Assert.Equal(91, frontier.Count);
        Assert.All(frontier.Zip(frontier.Skip(1)), pair => Assert.True(pair.Second.Quality > pair.First.Quality && pair.Second.PerMonth >= pair.First.PerMonth));
    }

    private static Choice.PerToken Tokens(string name, decimal price) => Choices.PerToken(name, price, price) with { Shape = s_shape };
}
