using Breakeven.Performance;
using MathNet.Numerics.Random;

namespace Breakeven.Simulation.Engines;

/// <summary>
/// Chance in how tokens fall on expert ranks. The step model carries the expected time of the slowest rank; this is what a step deviates from it,
/// with mean 0, so that averages agree with the closed form.
/// </summary>
internal static class ExpertStragglers
{
    // The standard deviation of the greatest of n normals is 0.826 for 2, 0.701 for 4 and 0.611 for 8; this meets them within 2 %.
    private static double MaximumDeviation(int ranks) => 0.826 * Math.Pow(ranks / 2.0, -0.22);

    /// <summary>Relative deviation of a step's time of experts. Layers are independent, so the sum over them deviates by a root less.</summary>
    public static double DeviationOf(StepCoefficients coefficients, int layers)
    {
        var most = 0.0;
        foreach (var family in coefficients.Experts)
        {
            if (!family.Dealt || family.Ranks <= 1) continue;
            var spread = ExpertRouting.PopularitySpread * Math.Sqrt((double)family.Ranks / family.Experts);
            most = Math.Max(most, spread * MaximumDeviation(family.Ranks) / family.RowStraggler / Math.Sqrt(Math.Max(1, layers)));
        }

        return most;
    }

    /// <summary>Sums of standard normals: entry i is the sum of the first i. A stretch of steps takes the difference of two, the same as one step after another would.</summary>
    public static double[] Sums(RandomSource stream)
    {
        var sums = new double[Length + 1];
        var draws = stream.NextDoubles(Length);
        for (var i = 0; i < Length; i += 2)
        {
            // Box and Muller's pair.
            var (radius, angle) = (Math.Sqrt(-2 * Math.Log(1 - draws[i])), 2 * Math.PI * draws[i + 1]);
            sums[i + 1] = sums[i] + radius * Math.Cos(angle);
            sums[i + 2] = sums[i + 1] + radius * Math.Sin(angle);
        }

        return sums;
    }

    /// <summary>The sum over steps from one to another; the draws repeat after <see cref="Length"/>.</summary>
    public static double Between(double[] sums, long from, long to)
    {
        var whole = (to / Length - from / Length) * sums[Length];
        return whole + sums[to % Length] - sums[from % Length];
    }

    private const int Length = 1 << 16;
}
