namespace Breakeven.Statistics;

/// <summary>Quantiles of the standard normal distribution.</summary>
public static class NormalQuantile
{
    /// <summary>The value that a share of the distribution lies below, within 4.5e-4 (Abramowitz and Stegun, 26.2.23).</summary>
    /// <param name="share">Strictly between 0 and 1.</param>
    public static double Of(double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(share, 1);
        var tail = Math.Min(share, 1 - share);
        var t = Math.Sqrt(-2 * Math.Log(tail));
        var value = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        return share < 0.5 ? -value : value;
    }
}
