using Breakeven.Measurements;
using Breakeven.Statistics;

namespace Breakeven.Tests.Measurements;

public sealed class ErrorSummaryTests
{
    // Places: 0.5 x 3 = 1.5 is half way from the second to the third; 0.9 x 4 = 3.6; 0.9 x 9 = 8.1; 0.25 x 1 = 0.25.
    [Theory]
    [InlineData(new double[] { 1, 2, 3, 10 }, 0.5, 2.5)]
    [InlineData(new double[] { 1, 2, 3, 4, 5 }, 0.9, 4.6)]
    [InlineData(new double[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, 0.9, 8.1)]
    [InlineData(new double[] { 10, 20 }, 0.25, 12.5)]
    [InlineData(new double[] { 1, 5, 7 }, 0.5, 5)]
    [InlineData(new double[] { 7 }, 0.9, 7)]
    [InlineData(new double[] { 1, 2 }, 1, 2)]
    [InlineData(new double[] { 1, 2 }, 0, 1)]
    public void A_quantile_lies_on_the_line_between_its_neighbours(double[] sorted, double share, double expected)
        => Assert.Equal(expected, Quantile.Of(sorted, share), 12);

    [Fact]
    public void A_quantile_of_nothing_or_beyond_all_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of([], 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of([1], 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantile.Of([1], double.NaN));
    }

    // Errors +0.1, -0.2, 0 and +0.3: in order 0, 0.1, 0.2, 0.3, so median and mean 0.15, the 90th percentile 0.2 + 0.7 x 0.1, bias 0.2 / 4.
    // Intervals: 110 x 0.8 to 1.2 is 88 to 132 and covers 100; 80 x 0.9 to 1.1 is 72 to 88 and does not. Widths 0.4 and 0.2.
    [Fact]
    public void Four_figures_add_up_by_hand()
    {
        var errors = ErrorSummary.Of([Figure(110) with { Interval = new(0.8, 1.2) }, Figure(80) with { Interval = new(0.9, 1.1) }, Figure(100), Figure(130)]);
        Assert.Equal(4, errors.Count);
        Assert.Equal(0.15, errors.Median, 12);
        Assert.Equal(0.15, errors.Mean, 12);
        Assert.Equal(0.27, errors.P90, 12);
        Assert.Equal(0.05, errors.Bias, 12);
        Assert.Equal(0.5, errors.Coverage!.Value, 12);
        Assert.Equal(0.3, errors.Width!.Value, 12);
    }

    [Fact]
    public void Without_an_interval_there_is_no_coverage() => Assert.Equal((null, null), (ErrorSummary.Of([Figure(90)]).Coverage, ErrorSummary.Of([Figure(90)]).Width));

    [Fact]
    public void Errors_of_no_figure_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => ErrorSummary.Of([]));

    private static PredictedFigure Figure(double predicted) => new(PredictedMetric.TimePerOutputToken, 100, predicted);
}
