using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Tests.Charts;

public class BarChartTests
{
    private static readonly BarChart s_three = new([new("dense", 8, "8 ms"), new("experts", 4, "4 ms"), new("host", 0.5, "0.5 ms")]);

    // 29 columns: 7 for names, 6 for what stands behind, 3 between: 13 are left for the longest bar. Half of that is 6.5 columns, a sixteenth 0.8125 = 6.5
    // eighths, which rounds to 6.
    [Fact]
    public void Bars_are_drawn_to_an_eighth_of_a_column()
        => Assert.Equal("dense    █████████████ 8 ms\nexperts  ██████▌ 4 ms\nhost     ▊ 0.5 ms\n", s_three.Render(29, unicode: true, new Ink(false)));

    [Fact]
    public void Without_unicode_they_are_drawn_in_number_signs()
        => Assert.Equal("dense    ############# 8 ms\nexperts  ###### 4 ms\nhost     # 0.5 ms\n", s_three.Render(29, unicode: false, new Ink(false)));

    [Fact]
    public void Long_names_are_broken_rather_than_bars()
    {
        var lines = new BarChart([new("dense products of the attention", 1, "1 ms")]).Render(30, unicode: false, new Ink(false)).Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= 30, line));
        Assert.Equal(10, lines[0].Count(c => c == '#'));
    }

    [Fact]
    public void Nothing_to_draw_is_said_and_zeros_are_no_error()
    {
        Assert.Equal("(nothing to draw)\n", new BarChart([]).Render(80, true, new Ink(false)));
        Assert.Equal("a  0 ms\n", new BarChart([new("a", 0, "0 ms")]).Render(80, true, new Ink(false)));
    }
}
