namespace Breakeven.Statistics;

/// <summary>Quantiles of a list of figures.</summary>
public static class Quantile
{
    /// <summary>
    /// The value that a share of the list lies below, on the straight line between the two neighbours of place share x (n - 1): type 7 of Hyndman and Fan
    /// (1996), the convention of R, NumPy and spreadsheets. The median of an even count is the mean of the two in the middle.
    /// </summary>
    /// <param name="sorted">From the least to the greatest; at least one.</param>
    /// <param name="share">From 0, the least, to 1, the greatest.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sorted.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var place = share * (sorted.Length - 1);
        var below = (int)place;
        return below == sorted.Length - 1 ? sorted[below] : sorted[below] + (sorted[below + 1] - sorted[below]) * (place - below);
    }
}
