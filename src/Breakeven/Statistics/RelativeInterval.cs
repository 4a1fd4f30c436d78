namespace Breakeven.Statistics;

/// <summary>Where the true figure lies with a stated chance, as shares of the predicted one: 0.88 to 1.17 around a prediction of 20 ms is 17.6 to 23.4 ms.</summary>
/// <param name="Low">The lower end over the prediction, above 0.</param>
/// <param name="High">The upper end over the prediction.</param>
public readonly record struct RelativeInterval(double Low, double High)
{
    /// <summary>An interval of more than this from end to end is not told: whoever reads "3 to 40" learns that nothing is known, and may take it for knowledge.</summary>
    public const double TimesMost = 5;

    /// <summary>Whether two ends are too far apart to be told.</summary>
    public static bool IsWide(double low, double high) => high > TimesMost * low;

    /// <summary>From end to end, as a share of the prediction.</summary>
    public double Width => High - Low;

    /// <summary>Whether a figure lies inside the interval around a prediction.</summary>
    public bool Covers(double predicted, double actual) => actual >= predicted * Low && actual <= predicted * High;
}
