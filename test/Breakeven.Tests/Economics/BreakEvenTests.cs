using Breakeven.Economics;
using Breakeven.Prices;
using FsCheck;
using FsCheck.Fluent;

namespace Breakeven.Tests.Economics;

public sealed class BreakEvenTests
{
    [Fact]
    public void A_box_that_never_fills_meets_an_api_once()
    {
        // 2.475 x 730 = $1806.75 a month, at $0.50 a million bought by 3,613.5M tokens a month. A month of 730 h has
        // 30.41667 days: 118.8M tokens a day. (In a month of 30 days it would be 120.45M.)
        var crossing = Assert.Single(Between(Choices.Hosted("box", 1e6, 2.475m), Choices.PerToken("api", 0.5m, 0.5m)).Crossings);
        Assert.Equal(118.8e6, crossing.Tokens.Value * 86400, 1.0);
        Assert.Equal(("box", CrossingKind.Level), (crossing.Cheaper!.Label, crossing.Kind));
    }

    [Fact]
    public void A_staircase_crosses_a_line_up_and_down_until_the_cost_per_unit_decides()
    {
        // In units of 0.50 x 3,942 = $1,971 a month for 1 request/s: the line costs r, a box 3.942 x 730 / 1971 = 1.46 and
        // serves 2/s. They meet at 1.46; at 2 the second box makes it 2.92, met at 2.92; at 4 the third, 4.38; at 6 the
        // fourth costs 5.84, below the line for good.
        var found = Between(Choices.Hosted("box", 2, 3.942m), Choices.PerToken("api", 0.5m, 0.5m));
        Assert.Equal([1.46, 2, 2.92, 4, 4.38], found.Crossings.Select(crossing => Math.Round(crossing.Rate.Value, 9)));
        Assert.Equal(["box", "api", "box", "api", "box"], found.Crossings.Select(crossing => crossing.Cheaper!.Label));
        Assert.Equal([CrossingKind.Level, CrossingKind.Step, CrossingKind.Level, CrossingKind.Step, CrossingKind.Level], found.Crossings.Select(crossing => crossing.Kind));
        Assert.Equal(Standing.SecondCheaper, found.AtStart);
    }

    [Fact]
    public void Two_staircases_may_be_level_for_a_while()
    {
        // $1 for 1/s against $1.50 for 2/s: 1 < 1.5 up to 1, 2 > 1.5 up to 2, 3 = 3 up to 3, then 4 > 3 and never again.
        var found = Between(Choices.Hosted("small", 1, 1m), Choices.Hosted("large", 2, 1.5m));
        Assert.Equal([(1.0, Standing.SecondCheaper), (2.0, Standing.Equal), (3.0, Standing.SecondCheaper)], found.Crossings.Select(crossing => (Math.Round(crossing.Rate.Value, 9), crossing.Above)));
        Assert.All(found.Crossings, crossing => Assert.Equal(CrossingKind.Step, crossing.Kind));
    }

    [Fact]
    public void Two_lines_through_zero_never_meet_and_equal_ones_are_equal()
    {
        Assert.Empty(Between(Choices.PerToken("a", 0.5m, 0.5m), Choices.PerToken("b", 0.4m, 0.6m)).Crossings);
        var same = Between(Choices.PerToken("a", 0.5m, 0.5m), Choices.PerToken("b", 0.5m, 0.5m));
        Assert.Equal((Standing.Equal, 0), (same.AtStart, same.Crossings.Count));
    }

    [Fact]
    public void A_summary_says_who_is_cheaper_decade_by_decade()
    {
        var summary = Between(Choices.Hosted("box", 2, 3.942m), Choices.PerToken("api", 0.5m, 0.5m)).Summary();
        Assert.Equal(5, summary.Count);
        Assert.Equal(7, summary.Decades.Count);
        // Crossings at 1.46 to 4.38 requests/s of 1500 tokens: 189M to 568M tokens a day, all in the sixth decade.
        Assert.Equal([0, 0, 0, 0, 0, 5, 0], summary.Decades.Select(decade => decade.Crossings));
        Assert.Equal(Standing.SecondCheaper, summary.Decades[4].Settled);
        Assert.Null(summary.Decades[5].Settled);
        Assert.Equal(Standing.FirstCheaper, summary.Decades[6].Settled);
        var apart = Math.Log(1.46 / (1e8 / 86400 / 1500)) + Math.Log(2.92 / 2) + Math.Log(4.38 / 4);
        Assert.Equal(apart / Math.Log(10), summary.Decades[5].SecondCheaper, 6);
    }

    [Fact]
    public void Between_two_crossings_the_order_is_the_one_that_was_said()
    {
        Prop.ForAll(Pairs(), pair =>
        {
            var found = Between(pair.First, pair.Second);
            var edges = found.Crossings.Select(crossing => crossing.Rate.Value).Prepend(pair.First.Shape.RateOf(TrafficRange.SevenDecades.From).Value).Append(pair.First.Shape.RateOf(TrafficRange.SevenDecades.To).Value).ToArray();
            var standing = found.AtStart;
            for (var i = 0; i + 1 < edges.Length; i++)
            {
                if (i > 0) standing = found.Crossings[i - 1].Above;
                foreach (var share in new[] { 0.001, 0.3, 0.5, 0.77, 0.999 })
                {
                    var rate = edges[i] + (share * (edges[i + 1] - edges[i]));
                    if (rate - edges[i] < 1e-9 * rate || edges[i + 1] - rate < 1e-9 * rate) continue;
                    if (Seen(pair, rate) is var seen && seen != standing) return false.Label($"{standing} was said and {seen} seen at {rate:R}");
                }
            }
            return true.Label("");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_fine_scan_sees_no_change_that_was_not_listed_and_none_less()
    {
        Prop.ForAll(Pairs(), pair =>
        {
            var shape = pair.First.Shape;
            var range = new TrafficRange(new RequestsPerSecond(0.05) * shape.Tokens, new RequestsPerSecond(12) * shape.Tokens);
            var found = BreakEvens.Between(pair.First, pair.Second, range);
            const int points = 6000;
            var listed = new HashSet<int>();
            double At(int i) => 0.05 + (11.95 * i / points);
            foreach (var crossing in found.Crossings) listed.Add((int)Math.Floor((crossing.Rate.Value - 0.05) / 11.95 * points));
            for (var i = 0; i < points; i++)
            {
                var changed = Seen(pair, At(i)) != Seen(pair, At(i + 1));
                if (changed && !listed.Contains(i) && !listed.Contains(i + 1) && !listed.Contains(i - 1)) return false.Label($"a change near {At(i):R} is not listed");
            }
            return true.Label("");
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Staircases_of_nearly_equal_slope_are_listed_in_full()
    {
        // A part in a million narrower and cheaper: the second steps first and is dearer until the first steps too. Steps of
        // 0.01/s up to 10 billion tokens a day, 77.16/s, are 7,716 a side, and the order changes at every one.
        var found = Between(Choices.Hosted("a", 0.01, 1m), Choices.Hosted("b", 0.00999999, 0.999999m));
        Assert.Empty(found.Unlisted);
        Assert.Equal(2 * 7716, found.Crossings.Count);
        Assert.Equal(Standing.SecondCheaper, found.AtStart);
        Assert.Equal(7716, found.Crossings.Count(crossing => crossing.Above == Standing.FirstCheaper));
    }

    [Theory]
    [InlineData(1e-5, 1.0, 0.999e-5, 1.0)]
    [InlineData(1e-5, 1.0, 2e-5, 2.0)]
    [InlineData(1e-9, 1.0, 1.1e-9, 1.1)]
    [InlineData(1e-9, 1.0, 1e3, 1e9)]
    [InlineData(1e-9, 1.0, 7e-9, 7.000001)]
    public void Absurd_staircases_end_in_time_and_say_what_they_did_not_list(double firstRate, double firstPrice, double secondRate, double secondPrice)
    {
        var (a, b) = (Choices.Hosted("a", firstRate, (decimal)firstPrice), Choices.Hosted("b", secondRate, (decimal)secondPrice));
        var found = Between(a, b);
        Assert.InRange(found.Crossings.Count, 0, 2 * OrderWalk.StepsListed * (found.Unlisted.Count + 1));
        Assert.Equal(7, found.Summary().Decades.Count);
    }

    [Fact]
    public void The_envelope_is_the_cheapest_bill_everywhere_and_its_ends_meet()
    {
        var many = Gen.ListOf(AnyChoice(), 6).Select(list => list.Select((choice, i) => (Choice)(choice with { Label = $"{i}", Model = $"{i % 3}" })).ToArray());
        Prop.ForAll(many.ToArbitrary(), choices =>
        {
            var envelope = Envelope.Of(choices, TrafficRange.SevenDecades);
            for (var i = 0; i < envelope.Parts.Count; i++)
            {
                var part = envelope.Parts[i];
                if (i > 0 && (part.FromRate != envelope.Parts[i - 1].ToRate || ReferenceEquals(part.Choice, envelope.Parts[i - 1].Choice))) return false;
                foreach (var share in new[] { 0.01, 0.5, 0.99 })
                {
                    var rate = part.FromRate + ((part.ToRate - part.FromRate) * share);
                    if ((rate - part.FromRate).Value < 1e-9 * rate.Value || (part.ToRate - rate).Value < 1e-9 * rate.Value) continue;
                    var least = choices.Min(choice => choice.BillAt(rate).PerMonth.Value);
                    if (part.Choice.BillAt(rate).PerMonth.Value > least * (1 + 1e-9)) return false;
                    if (envelope.PartAt(rate) != part) return false;
                }
            }
            return envelope.Parts[0].FromRate == choices[0].Shape.RateOf(TrafficRange.SevenDecades.From) && envelope.Parts[^1].ToRate == choices[0].Shape.RateOf(TrafficRange.SevenDecades.To);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Models_are_ranked_by_the_best_choice_of_each()
    {
        // Model m: a line of 1 per request/s or a box of 1.46 for 2/s (in units of $1,971); model n: a line of 0.9.
        // m's best is its box on (1.46, 2], (2.92, 4] and from 4.38 on; it undercuts 0.9 r where the box does:
        // 1.46 / 0.9 = 1.6222 to 2, 2.92 / 0.9 = 3.2444 to 4, 4.38 / 0.9 = 4.8667 to 6, 5.84 / 0.9 = 6.4889 to 8 (7.3 > 7.2),
        // 7.3 / 0.9 = 8.1111 on: at 10 the sixth box makes 8.76 < 9.
        Choice[] choices = [Choices.PerToken("m", 0.5m, 0.5m), Choices.Hosted("m", 2, 3.942m), Choices.PerToken("n", 0.45m, 0.45m)];
        var changes = OrderChanges.OfModels(choices, TrafficRange.SevenDecades);
        Assert.Equal([1.622222, 2, 3.244444, 4, 4.866667, 6, 6.488889, 8, 8.111111], changes.Select(change => Math.Round(change.Rate.Value, 6)));
        Assert.Equal(["m", "n", "m", "n", "m", "n", "m", "n", "m"], changes.Select(change => change.Cheaper!.Model));
        Assert.Equal(14, OrderChanges.OfChoices(choices, TrafficRange.SevenDecades).Count);
    }

    [Fact]
    public void What_cannot_be_had_never_leads()
    {
        Choice[] choices = [Choices.Hosted("auction", 2, 0.01m, indicative: true), Choices.PerToken("api", 0.5m, 0.5m)];
        Assert.Equal("api", Assert.Single(Envelope.Of(choices, TrafficRange.SevenDecades).Parts).Choice.Label);
        Assert.Empty(Envelope.Of(choices[..1], TrafficRange.SevenDecades).Parts);
    }

    private static BreakEvens Between(Choice first, Choice second) => BreakEvens.Between(first, second, TrafficRange.SevenDecades);

    private static Standing Seen((Choice First, Choice Second) pair, double rate)
    {
        var (a, b) = (pair.First.BillAt(new(rate)).PerMonth.Value, pair.Second.BillAt(new(rate)).PerMonth.Value);
        return Math.Abs(a - b) <= 1e-11 * a ? Standing.Equal : a < b ? Standing.FirstCheaper : Standing.SecondCheaper;
    }

    private static Gen<Choice> AnyChoice()
    {
        var hosted =
            from rate in Gen.Choose(5, 400)
            from cents in Gen.Choose(50, 4000)
            from perBox in Gen.Elements(1, 1, 2, 8)
            from spares in Gen.Choose(0, 3)
            from terms in Gen.Elements(OfferTerms.OnDemand, OfferTerms.OnDemand, OfferTerms.Serverless)
            select (Choice)(Choices.Hosted("hosted", rate / 100.0, cents / 100m, terms: terms) with { ReplicasPerBox = perBox, SpareReplicas = spares, Shape = Peaked });
        var perToken =
            from input in Gen.Choose(1, 300)
            from output in Gen.Choose(1, 900)
            select (Choice)(Choices.PerToken("api", input / 100m, output / 100m) with { Shape = Peaked });
        return Gen.OneOf(hosted, hosted, perToken);
    }

    private static TrafficShape Peaked { get; } = Choices.Shape with { PeakToMean = 1.6 };

    private static Arbitrary<(Choice First, Choice Second)> Pairs() => (from first in AnyChoice() from second in AnyChoice() select (first, second)).ToArbitrary();
}
