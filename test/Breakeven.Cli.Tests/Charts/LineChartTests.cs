using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Charts;

public class LineChartTests
{
    // A replica at $3.39 an hour serves up to 20 M tokens a day, the next one follows: the price of a token falls, then saws.
    private static readonly LineChart Chart = new(
        new LogAxis("tokens a day", Words.Count),
        new LogAxis("$ a million tokens", Words.Dollars),
        [
            new("dense 70B on 1x H100-SXM", Samples(rate => Math.Ceiling(rate / 20e6) * 3.39 * 24 / (rate / 1e6))),
            new("mixture on 4x H100-SXM", Samples(rate => Math.Ceiling(rate / 300e6) * 13.56 * 24 / (rate / 1e6))),
            new("by the token", Samples(_ => 0.9)),
            new("only above a million a day", Samples(rate => rate < 1e6 ? double.NaN : 2.5)),
        ]);

    [Theory]
    [InlineData(80, true)]
    [InlineData(140, true)]
    [InlineData(80, false)]
    public void Lines_are_drawn_over_logarithmic_axes(int width, bool unicode)
    {
        var text = Chart.Render(width, 18, unicode, new Ink(false));
        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= width, line));
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        if (!unicode) Assert.True(text.All(char.IsAscii));
        Snapshot.Match(text, $"{width}{(unicode ? "" : ".ascii")}");
    }

    [Fact]
    public void A_ceiling_cuts_the_dear_end_off()
    {
        var text = (Chart with { Ceiling = 30 }).Render(80, 18, true, new Ink(false));
        Assert.DoesNotContain("$100", text, StringComparison.Ordinal);
        Assert.Contains("$20", text, StringComparison.Ordinal);
        Snapshot.Match(text);
    }

    [Fact]
    public void Every_line_carries_its_own_mark_so_that_colour_is_not_needed()
    {
        var plot = Chart.Render(80, 18, true, new Ink(false)).Split('\n').Take(19).ToList();
        foreach (var mark in "●■▲◆") Assert.Contains(plot, line => line.Contains(mark, StringComparison.Ordinal));
    }

    [Fact]
    public void Colour_changes_no_character()
        => Assert.Equal(Chart.Render(80, 18, true, new Ink(false)), System.Text.RegularExpressions.Regex.Replace(Chart.Render(80, 18, true, new Ink(true)), "\e\\[[0-9;]*m", ""));

    [Fact]
    public void A_chart_without_a_finite_point_says_so()
        => Assert.Equal("(nothing to draw)\n", (Chart with { Series = [new("none", [new(1, double.NaN), new(2, -1)])] }).Render(80, 18, true, new Ink(false)));

    // From 1,000 to 1,000,000 there are four decades' ends, and room for them; from 1 to 3 only 1 and 2 are round.
    [Fact]
    public void Ticks_are_whole_decades_or_one_two_and_five()
    {
        Assert.Equal([1e3, 1e4, 1e5, 1e6], LogScale.Spanning(1e3, 1e6).Ticks(6));
        Assert.Equal([1, 2], LogScale.Spanning(1, 3).Ticks(6));
        Assert.Equal([1e4, 1e6, 1e8], LogScale.Spanning(1e3, 1e8).Ticks(3).Select(tick => Math.Round(tick)));
    }

    [Fact]
    public void A_decade_is_as_long_everywhere()
    {
        var scale = LogScale.Spanning(0.01, 100);
        Assert.Equal(0.0, scale.Share(0.01), 12);
        Assert.Equal(0.25, scale.Share(0.1), 12);
        Assert.Equal(0.5, scale.Share(1), 12);
        Assert.Equal(1.0, scale.Share(100), 12);
    }

    private static List<Point> Samples(Func<double, double> cost)
        => [.. Enumerable.Range(0, 281).Select(i => Math.Pow(10, 3 + i / 40.0)).Select(rate => new Point(rate, cost(rate)))];
}
