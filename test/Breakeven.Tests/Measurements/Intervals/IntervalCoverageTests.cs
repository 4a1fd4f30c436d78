using Breakeven.Measurements.Intervals;
using Breakeven.Tests.Fuzz;

namespace Breakeven.Tests.Measurements.Intervals;

public sealed class IntervalCoverageTests
{
    [Fact]
    public void Architectures_that_differ_are_covered_as_claimed_by_those_left_in_and_at_a_price()
    {
        // Eight architectures, each off by a factor of its own (0.15 in the logarithm) besides its rows (0.1). Quantiles of the others' rows alone would hold less than
        // nine of ten of the next one's.
        var chance = Chance.Of(7, 2);
        var residuals = new List<Residual>();
        for (var architecture = 0; architecture < 8; architecture++)
        {
            var own = 0.15 * Normal(ref chance);
            for (var row = 0; row < 40; row++) residuals.Add(Residuals.Of(Math.Exp(own + 0.1 * Normal(ref chance)), LeftOut.Architecture, $"{architecture}"));
        }
        List<Residual> both = [.. residuals, .. residuals.Select((one, i) => one with { LeftOut = LeftOut.Group, Architecture = $"{i % 10}" })];
        var results = IntervalCoverage.Of(both);
        var (known, unseen) = (results.Single(one => one.Familiarity == Familiarity.Known), results.Single(one => one.Familiarity == Familiarity.NewArchitecture));
        Assert.InRange(unseen.Coverage, 0.86, 0.97);
        Assert.Equal((320, 0), (unseen.Count, unseen.Without));
        Assert.True(unseen.Width > 0.4, $"{unseen.Width}");
        Assert.InRange(known.Coverage, 0.86, 0.95);
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
