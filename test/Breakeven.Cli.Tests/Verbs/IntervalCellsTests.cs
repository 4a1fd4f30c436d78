using Breakeven.Cli.Verbs;
using Breakeven.Economics;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What stands in a cell for two ends, and what programs get.</summary>
public class IntervalCellsTests
{
    [Theory]
    [InlineData(3, 15.0, "3.00 to 15.0")]
    [InlineData(3, 15.1, "not known")]
    [InlineData(3, 3.001, "3.00")]
    [InlineData(0, 15.0, "up to 15.0")]
    [InlineData(3, null, "from 3.00")]
    public void Ends_more_than_five_times_apart_are_not_told_and_equal_ones_once(double low, double? high, string said)
    {
        var cells = IntervalCells.Of(low, high, IntervalCells.Digits);
        Assert.Equal(said, cells[0].Text);
        Assert.Equal((low, high), (double.Parse(cells[0].Raw, System.Globalization.CultureInfo.InvariantCulture), cells[1].Raw.Length == 0 ? null : double.Parse(cells[1].Raw, System.Globalization.CultureInfo.InvariantCulture)));
    }

    // Tokens a second; 86,400 times as many a day.
    [Theory]
    [InlineData(1.0, 1.0, "whatever the speed")]
    [InlineData(1.0, 4.0, "86400 to 345600")]
    [InlineData(1.0, 5.1, "not known")]
    [InlineData(null, 1.0, "up to 86400")]
    [InlineData(1.0, null, "from 86400")]
    [InlineData(null, null, "not settled")]
    public void A_crossing_that_no_speed_moves_is_told_so(double? low, double? high, string said)
    {
        var interval = new CrossingInterval(low is { } from ? new(from) : null, high is { } to ? new(to) : null);
        Assert.Equal(said, IntervalCells.Of(interval, value => value.ToString("0", System.Globalization.CultureInfo.InvariantCulture))[0].Text);
    }
}
