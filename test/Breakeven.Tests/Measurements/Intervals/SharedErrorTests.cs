using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;

namespace Breakeven.Tests.Measurements.Intervals;

public sealed class SharedErrorTests
{
    [Fact]
    public void Products_across_cells_tell_the_platform_s_part()
    {
        // Two platforms at +-p and four architectures at +-a: m = +-p +-a. On each platform sum m = 4p and sum m^2 = 4p^2 + 4a^2, so pairs have
        // (16p^2 - 4p^2 - 4a^2) / 12 = p^2 - a^2 / 3 in the mean. Of an architecture's two cells the product is a^2 - p^2 < 0: none.
        const double p = 0.2, a = 0.1;
        var residuals = from platform in new[] { 1, -1 } from architecture in Enumerable.Range(0, 4) select Residuals.Of(Math.Exp(platform * p + (architecture % 2 * 2 - 1) * a), architecture: $"{architecture}", accelerator: $"{platform}");
        var shared = SharedError.Of(PredictedMetric.TimePerOutputToken, ScenarioKind.ClosedLoop, [.. residuals])!;
        Assert.Equal(p * p - a * a / 3, shared.Platform, 9);
        Assert.Equal(0, shared.Architecture);
        Assert.Equal(p * p + a * a, shared.Total, 9);
    }

    [Fact]
    public void Many_cells_give_back_the_parts_they_were_made_of()
    {
        // Platforms +-0.3, architectures +-0.2, rows +-0.1: variances 0.09, 0.04 and 0.01 in all; a cell shares 0.13. With 20 of each the estimates lie 1 / 19 off.
        var residuals = from platform in Enumerable.Range(0, 20)
                        from architecture in Enumerable.Range(0, 20)
                        from row in Enumerable.Range(0, 10)
                        select Residuals.Of(Math.Exp(Sign(platform) * 0.3 + Sign(architecture) * 0.2 + Sign(row) * 0.1), architecture: $"{architecture}", accelerator: $"{platform}");
        var shared = SharedError.Of(PredictedMetric.TimePerOutputToken, ScenarioKind.ClosedLoop, [.. residuals])!;
        Assert.InRange(shared.Platform, 0.085, 0.091);
        Assert.InRange(shared.Architecture, 0.033, 0.041);
        Assert.InRange(shared.Both, 0.127, 0.131);
        Assert.Equal(0.14, shared.Total, 2);
    }

    [Fact]
    public void Errors_go_together_as_far_as_platform_and_architecture_are_shared()
    {
        // Both spreads have ln 1.2 = 1.645 standard deviations either way: a variance of 0.01228, of which a half and a quarter are shared.
        var deviation = Math.Log(1.2) / 1.6448536269514722;
        var variance = deviation * deviation;
        var spread = new ErrorSpread(1 / 1.2, 1, 1.2, Familiarity.Known, 100) { Shared = new(PredictedMetric.TimePerOutputToken, ScenarioKind.ClosedLoop, variance / 2, variance / 4, variance * 0.8, variance) };
        Assert.Equal(0.5, spread.CorrelationWith(spread, samePlatform: true, sameArchitecture: false), 9);
        Assert.Equal(0.25, spread.CorrelationWith(spread, samePlatform: false, sameArchitecture: true), 9);
        Assert.Equal(0.8, spread.CorrelationWith(spread, samePlatform: true, sameArchitecture: true), 9);
        Assert.Equal(0, spread.CorrelationWith(spread, samePlatform: false, sameArchitecture: false));
        // Of unseen accelerators what is added to the variance is the accelerator's, and so shared: (1/2 + 3) / 4 of a variance of 4.
        var unseen = spread with { Low = 1 / 1.44, High = 1.44, Familiarity = Familiarity.NewAccelerator };
        Assert.Equal(3.5 / 4, unseen.CorrelationWith(unseen, samePlatform: true, sameArchitecture: false), 9);
    }

    private static int Sign(int i) => i % 2 == 0 ? 1 : -1;
}
