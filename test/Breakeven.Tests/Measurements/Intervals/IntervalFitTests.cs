using Breakeven.Measurements.Intervals;
using Breakeven.Statistics;
using Breakeven.Tests.Fuzz;

namespace Breakeven.Tests.Measurements.Intervals;

public sealed class IntervalFitTests
{
    [Fact]
    public void Of_nineteen_residuals_the_first_and_the_last_are_the_ends()
    {
        // (19 + 1) x 95 % = 19, and from the other side likewise; of 18 no rank is high enough: 19 x 95 % = 18.05.
        var ratios = Enumerable.Range(0, 19).Select(i => 0.91 + 0.01 * i).ToList();
        var cell = Residuals.Cell(ratios.Select(ratio => Residuals.Of(ratio)))!;
        Assert.Equal((0.91, 1.09), (Math.Round(cell.Low, 9), Math.Round(cell.High, 9)));
        Assert.Equal(1.0, cell.Median, 9);
        Assert.Null(Residuals.Cell(ratios.Take(18).Select(ratio => Residuals.Of(ratio))));
    }

    [Theory]
    [InlineData(20, 1, 20)]   // 21 x 95 % = 19.95
    [InlineData(39, 2, 38)]   // 40 x 95 % = 38
    [InlineData(99, 5, 95)]   // 100 x 95 % = 95
    [InlineData(100, 5, 96)]  // 101 x 95 % = 95.95
    public void Ranks_are_those_of_finite_samples(int count, int low, int high)
    {
        var values = Enumerable.Range(1, count).Select(i => ((double)i, 1.0)).ToList();
        Assert.Equal((low, high), (ConformalQuantile.Lower(values, 0.05), ConformalQuantile.Upper(values, 0.95)));
    }

    [Fact]
    public void Nine_of_ten_exchangeable_values_that_were_not_seen_lie_inside()
    {
        var chance = Chance.Of(4, 1);
        for (var split = 0; split < 5; split++)
        {
            var ratios = Enumerable.Range(0, 1200).Select(_ => Math.Exp(0.03 + 0.2 * Normal(ref chance))).ToList();
            var cell = Residuals.Cell(ratios.Take(400).Select(ratio => Residuals.Of(ratio)))!;
            var covered = ratios.Skip(400).Count(ratio => cell.Interval.Covers(1, ratio)) / 800.0;
            Assert.InRange(covered, 0.86, 0.95);
            // exp(0.03 -+ 1.645 x 0.2) = 0.742 and 1.432
            Assert.InRange(cell.Low, 0.69, 0.80);
            Assert.InRange(cell.High, 1.33, 1.55);
        }
    }

    [Fact]
    public void A_kind_with_few_residuals_is_pooled_with_its_neighbours_and_one_with_many_speaks_for_itself()
    {
        var many = Enumerable.Range(0, 100).Select(i => Residuals.Of(0.95 + 0.001 * i));
        var few = Enumerable.Range(0, 30).Select(i => Residuals.Of(1.5 + 0.01 * i, engine: "sglang"));
        List<Residual> all = [.. many, .. few];
        Assert.Equal(("vllm", 100), (Residuals.Cell(all)!.Engine, Residuals.Cell(all)!.Count));
        var pooled = Residuals.Cell(all, engine: "sglang")!;
        Assert.Equal((null, 130), (pooled.Engine, pooled.Count));
        // Rank 124.45 of 131 from either side: the 6th of the many, and the 25th of the few.
        Assert.Equal((0.955, 1.74), (Math.Round(pooled.Low, 9), Math.Round(pooled.High, 9)));
    }

    [Fact]
    public void Load_and_precision_are_kinds_of_their_own()
    {
        List<Residual> all =
        [
            .. Enumerable.Range(0, 60).Select(i => Residuals.Of(1 + 0.001 * i, load: LoadClass.Light)),
            .. Enumerable.Range(0, 60).Select(i => Residuals.Of(2 + 0.001 * i, load: LoadClass.Heavy)),
            .. Enumerable.Range(0, 60).Select(i => Residuals.Of(3 + 0.001 * i, load: LoadClass.Heavy, precision: "nvfp4")),
        ];
        Assert.InRange(Residuals.Cell(all, load: LoadClass.Light)!.Median, 1, 1.1);
        Assert.InRange(Residuals.Cell(all, load: LoadClass.Heavy)!.Median, 2, 2.1);
        Assert.InRange(Residuals.Cell(all, load: LoadClass.Heavy, bits: 4)!.Median, 3, 3.1);
    }

    [Fact]
    public void Each_architecture_that_was_left_out_counts_alike()
    {
        // 400 residuals at 1 weigh as much as 20: of four architectures three lie at 1.2, which is the middle, though 400 of 460 rows do not.
        List<Residual> all =
        [
            .. Enumerable.Range(0, 400).Select(_ => Residuals.Of(1, LeftOut.Architecture, "large")),
            .. Enumerable.Range(0, 60).Select(i => Residuals.Of(1.2, LeftOut.Architecture, $"small {i % 3}")),
        ];
        Assert.Equal(1.2, Residuals.Cell(all, Familiarity.NewArchitecture)!.Median, 9);
        Assert.Equal(1.0, Residuals.Cell(all.Select(one => one with { LeftOut = LeftOut.Group }))!.Median, 9);
    }

    [Fact]
    public void Few_architectures_stretch_the_ends_until_each_is_covered_from_the_others()
    {
        // Five architectures at -2d, -d, 0, d, 2d. From the others' ends and middle: -2d is reached from 0 and -d by a factor of 2, 2d from -d and d by
        // (2d + d) / (d + d) = 1.5, the rest by 1. Nine of ten need all five: 2, so that the ends, 2d from the middle of all, become 4d.
        const double d = 0.05;
        var all = Enumerable.Range(0, 100).Select(i => Residuals.Of(Math.Exp((i % 5 - 2) * d), LeftOut.Architecture, $"{i % 5}"));
        var cell = Residuals.Cell(all, Familiarity.NewArchitecture)!;
        Assert.Equal((5, 2.0), (cell.Groups, Math.Round(cell.Widening, 1)));
        Assert.Equal((-4 * d, 0, 4 * d), (Math.Round(Math.Log(cell.Low), 2), Math.Round(Math.Log(cell.Median), 9), Math.Round(Math.Log(cell.High), 2)));
    }

    [Fact]
    public void Of_two_architectures_nothing_is_said_of_a_third()
        => Assert.Null(Residuals.Cell(Enumerable.Range(0, 200).Select(i => Residuals.Of(1 + 0.001 * i, LeftOut.Architecture, $"{i % 2}")), Familiarity.NewArchitecture));

    [Fact]
    public void Residuals_and_tables_are_read_as_they_were_written()
    {
        List<Residual> all = [.. Enumerable.Range(0, 300).Select(i => Residuals.Of(1.0 / 3 + 0.01 * i, (LeftOut)(i % 4), $"a{i % 5}, 8 of 256", $"gpu {i % 4}", load: (LoadClass)(i % 3)))];
        Assert.Equal(all, ResidualFile.Read(System.Text.Encoding.UTF8.GetBytes(ResidualFile.Write(all)), "residuals.csv"));
        var text = IntervalFile.Write(Residuals.Table(all));
        Assert.Equal(text, IntervalFile.Write(IntervalFile.Read(System.Text.Encoding.UTF8.GetBytes(text), "intervals.json")));
    }

    [Fact]
    public void A_ratio_that_is_none_is_refused_with_its_line()
    {
        var text = ResidualFile.Write([Residuals.Of(1.5)]).Replace(",1.5,", ",-1.5,", StringComparison.Ordinal);
        Assert.Contains("residuals.csv:2, ratio", Assert.Throws<Breakeven.Catalog.InputException>(() => ResidualFile.Read(System.Text.Encoding.UTF8.GetBytes(text), "residuals.csv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_intervals_are_in_order_and_small()
    {
        var table = PredictionIntervals.Embedded.Table;
        Assert.NotEmpty(table.Cells);
        Assert.All(table.Cells, cell => Assert.True(0 < cell.Low && cell.Low <= cell.Median && cell.Median <= cell.High && cell.Count >= IntervalFit.CountLeast, cell.ToString()));
        Assert.All(table.Shared, shared => Assert.True(shared.Platform + shared.Architecture <= shared.Both + 1e-6 && shared.Both <= shared.Total + 1e-6, shared.ToString()));
        Assert.NotEqual("", table.Source);
        Assert.InRange(IntervalFile.Write(table).Length, 1000, 40_000);
    }

    // Box and Muller's, from a generator whose sequence is ours.
    private static double Normal(ref Chance chance) => Math.Sqrt(-2 * Math.Log(Uniform(ref chance))) * Math.Cos(2 * Math.PI * Uniform(ref chance));

    private static double Uniform(ref Chance chance) => ((chance.Next() >> 11) + 0.5) / (1L << 53);
}
