using Breakeven.Measurements.Intervals;
using Breakeven.Tests.Fuzz;

namespace Breakeven.Tests.Measurements.Intervals;

public sealed class IntervalCoverageTests
{
    [Fact]
    public void Nine_of_ten_rows_of_architectures_to_come_are_covered_from_seven()
    {
        // Each architecture is off by a factor of its own (0.15 in the logarithm) besides its rows (0.1). One set of seven may be lucky or not; over many the claim holds.
        const int Sets = 20;
        var (fresh, nested) = (0.0, 0.0);
        for (var set = 0; set < Sets; set++)
        {
            var chance = Chance.Of(7, set);
            var residuals = new List<Residual>();
            for (var architecture = 0; architecture < 7; architecture++)
            {
                var own = 0.15 * Normal(ref chance);
                for (var row = 0; row < 40; row++) residuals.Add(Residuals.Of(Math.Exp(own + 0.1 * Normal(ref chance)), LeftOut.Architecture, $"{architecture}"));
            }
            var cell = Residuals.Cell(residuals, Familiarity.NewArchitecture)!;
            fresh += Enumerable.Range(0, 1000).Count(_ => cell.Interval.Covers(1, Math.Exp(0.15 * Normal(ref chance) + 0.1 * Normal(ref chance)))) / 1000.0 / Sets;
            nested += IntervalCoverage.Of(residuals).Single().Coverage / Sets;
        }
        Assert.InRange(fresh, 0.86, 0.95);
        Assert.InRange(nested, 0.86, 0.95);
    }

    [Fact]
    public void Configurations_that_were_seen_are_covered_from_the_others()
    {
        var chance = Chance.Of(7, 100);
        var residuals = Enumerable.Range(0, 400).Select(i => Residuals.Of(Math.Exp(0.1 * Normal(ref chance)), architecture: $"{i % 20}")).ToList();
        var result = IntervalCoverage.Of(residuals).Single();
        Assert.Equal((Familiarity.Known, 400, 0), (result.Familiarity, result.Count, result.Without));
        Assert.InRange(result.Coverage, 0.86, 0.95);
        // 2 x 1.645 x 0.1
        Assert.InRange(result.Width, 0.29, 0.38);
    }

    [Fact]
    public void What_is_left_may_say_nothing_and_that_is_counted()
    {
        // Three architectures: without one of them two are left, and two are too few.
        var residuals = Enumerable.Range(0, 90).Select(i => Residuals.Of(1 + 0.01 * i, LeftOut.Architecture, $"{i % 3}")).ToList();
        Assert.Empty(IntervalCoverage.Of(residuals));
    }

    private static double Normal(ref Chance chance) => Math.Sqrt(-2 * Math.Log(Uniform(ref chance))) * Math.Cos(2 * Math.PI * Uniform(ref chance));

    private static double Uniform(ref Chance chance) => ((chance.Next() >> 11) + 0.5) / (1L << 53);
}
