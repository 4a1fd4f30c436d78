using Breakeven.Economics;
using Breakeven.Economics.Maps;

namespace Breakeven.Tests.Economics.Maps;

/// <summary>Rows whose boundaries can be worked out on paper.</summary>
public sealed class MapRowTests
{
    private const double SecondsPerDay = 86_400;

    // The worked example of docs/reference/economics.md: a box of $3.39 is met by $0.90 a million at 3.39 x 730 / 0.90 = 2,749.67M a month, 90.4M tokens a day or 0.6975 requests/s. It carries 0.802 / q of them.
    // The n-th box pays between n x 0.6975 and n x 0.802 / q, and for good once (n + 1) x 0.6975 lies below n x 0.802 / q.
    [Theory]
    [InlineData(1, 13, 90.4e6, 7 * 90.4e6)]
    [InlineData(1.1, 45, 90.4e6, 23 * 90.4e6)]
    public void A_peak_leaves_the_first_boundary_where_it_is_and_multiplies_the_others(double peak, int crossings, double first, double last)
    {
        var row = Row(peak, Choices.Hosted("box", 0.802, 3.39m), Choices.PerToken("api", 0.9m, 0.9m));
        Assert.Equal(crossings, row.Crossings.Count);
        Assert.Equal(first, row.Crossings[0].Tokens.Value * SecondsPerDay, 1.0);
        Assert.Equal(last, row.Crossings[^1].Tokens.Value * SecondsPerDay, 20.0);
        Assert.Equal(("api", "box", CrossingKind.Level), (row.Crossings[0].Below, row.Crossings[0].Above, row.Crossings[0].Kind));
        // A step undoes each: 0.802 / q x 1,500 tokens x 86,400 s.
        Assert.Equal(("box", "api", CrossingKind.Step), (row.Crossings[1].Below, row.Crossings[1].Above, row.Crossings[1].Kind));
        Assert.Equal(0.802 / peak * 1500 * SecondsPerDay, row.Crossings[1].Tokens.Value * SecondsPerDay, 1.0);
    }

    // Of 0.802 / 1.15 = 0.6974 requests/s a box is full before it pays, at 0.6975: never.
    [Fact]
    public void Beyond_a_peak_that_can_be_told_the_boundary_is_gone()
    {
        Assert.NotEmpty(Row(1.149, Choices.Hosted("box", 0.802, 3.39m), Choices.PerToken("api", 0.9m, 0.9m)).Crossings);
        var row = Row(1.15, Choices.Hosted("box", 0.802, 3.39m), Choices.PerToken("api", 0.9m, 0.9m));
        Assert.Empty(row.Crossings);
        Assert.Equal("api", Assert.Single(row.Segments).Winner);
    }

    // $1 for 1/s against $1.50 for 2/s: 1 < 1.5 up to 1, 1.5 < 2 up to 2, 3 = 3 up to 3 (the first given stands), 3 < 4 beyond. With a peak of q all of it happens at 1 / q of the traffic.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Between_two_staircases_a_peak_of_q_moves_every_boundary_to_one_qth(double q)
    {
        var row = Row(q, Choices.Hosted("small", 1, 1m), Choices.Hosted("large", 2, 1.5m));
        Assert.Equal([1 / q, 2 / q, 3 / q], row.Crossings.Select(crossing => Math.Round(crossing.Rate.Value, 9)));
        Assert.Equal(["small", "large", "small", "large"], row.Segments.Select(segment => segment.Winner));
    }

    [Fact]
    public void A_cell_is_doubtful_on_both_sides_of_a_change_within_its_interval_and_not_beyond_the_next()
    {
        var range = new TrafficRange(new(1), new(1000));
        MapCrossing Crossing(double tokens, double? low, double? high) => new(new(tokens / 1500), new(tokens), "a", "b", CrossingKind.Level, new(low is { } l ? new TokensPerSecond(l) : null, high is { } h ? new TokensPerSecond(h) : null));
        var row = new MapRow
        {
            Value = 1,
            Segments = [new("a", range.From, new(10)), new("b", new(10), new(100)), new("a", new(100), range.To)],
            Crossings = [Crossing(10, 5, 20), Crossing(100, null, 100.5)],
            IsExact = true,
            AnyHosted = true,
        };
        // Of the first 5 to 20, of the second all below 100.5, but no further than 10, where the first takes over.
        Assert.Equal([false, true, true, true, true, false], new[] { 4.9, 5.1, 15, 30, 100.2, 101 }.Select(tokens => row.IsDoubtful(new(tokens))));
    }

    internal static MapRow Row(double peak, params Choice[] choices)
    {
        Choice[] peaked = [.. choices.Select(choice => choice with { Shape = choice.Shape with { PeakToMean = peak } })];
        return MapRow.Of(peak, Envelope.Of(peaked, TrafficRange.SevenDecades), choice => choice.Label, (_, _, _) => null);
    }
}
