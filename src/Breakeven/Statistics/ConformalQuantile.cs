namespace Breakeven.Statistics;

/// <summary>
/// Ends of an interval that covers the next value with a stated chance, if it is exchangeable with those seen: of n values the one of rank ceil((n + 1) q), counted from
/// the other side for the lower end (Vovk, Gammerman and Shafer 2005; Lei et al. 2018). Weights stand for values that count for more or less than one: they are scaled
/// to add up to n, and the next value counts as one (Tibshirani et al. 2019).
/// </summary>
public static class ConformalQuantile
{
    // What (n + 1) q may lie off a whole number by, having been computed.
    private const double Grain = 1e-9;

    /// <summary>The least value that at most a share q of all lies above, or null where there are too few values to say.</summary>
    /// <param name="values">Values with their weights, sorted upwards by value.</param>
    /// <param name="share">Such as 0.95.</param>
    public static double? Upper(IReadOnlyList<(double Value, double Weight)> values, double share) => At(values, share, downwards: false);

    /// <summary>The same from below: the largest value that at most a share q lies below.</summary>
    /// <param name="values">Values with their weights, sorted upwards by value.</param>
    /// <param name="share">Such as 0.05.</param>
    public static double? Lower(IReadOnlyList<(double Value, double Weight)> values, double share) => At(values, 1 - share, downwards: true);

    private static double? At(IReadOnlyList<(double Value, double Weight)> values, double share, bool downwards)
    {
        var n = values.Count;
        var scale = n / values.Sum(one => one.Weight);
        var enough = (n + 1) * share - Grain;
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var (value, weight) = values[downwards ? n - 1 - i : i];
            sum += weight * scale;
            if (sum >= enough) return value;
        }
        return null;
    }
}
