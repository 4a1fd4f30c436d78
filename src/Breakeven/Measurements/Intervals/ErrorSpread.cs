using Breakeven.Statistics;

namespace Breakeven.Measurements.Intervals;

/// <summary>How measured figures of one deployment's kind lie around their prediction.</summary>
/// <param name="Low">What one in twenty lies below, over the prediction.</param>
/// <param name="Median">What half lies below.</param>
/// <param name="High">What one in twenty lies above.</param>
/// <param name="Familiarity">What of the deployment was measured.</param>
/// <param name="Count">Residuals behind it.</param>
public sealed record ErrorSpread(double Low, double Median, double High, Familiarity Familiarity, int Count)
{
    // A standard normal value lies below this with a chance of 95 %.
    private const double Score95 = 1.6448536269514722;

    /// <summary>The parts that errors are made of, for the figure's own metric; null where too few platforms were measured to tell.</summary>
    public SharedError? Shared { get; init; }

    /// <summary>Nine of ten lie inside.</summary>
    public RelativeInterval Interval => new(Low, High);

    /// <summary>The standard deviation of the logarithm, were it normal.</summary>
    public double Deviation => Math.Log(High / Low) / (2 * Score95);

    /// <summary>The factor at a standard normal score: 0 is the median, -1.645 and 1.645 the ends; between and beyond them the logarithm is a line on either side.</summary>
    public double FactorAt(double score) => Median * Math.Exp(score / Score95 * (score < 0 ? Math.Log(Median / Low) : Math.Log(High / Median)));

    /// <summary>The spread of the inverse: of times, where this is of rates.</summary>
    public ErrorSpread Inverse => this with { Low = 1 / High, Median = 1 / Median, High = 1 / Low };

    /// <summary>
    /// How far the errors of two figures go together, 0 to 1: the variance of what they share over that of both. What an unseen architecture or accelerator adds to the
    /// spread is shared by whatever else is of it.
    /// </summary>
    public double CorrelationWith(ErrorSpread other, bool samePlatform, bool sameArchitecture)
    {
        if (Shared is not { } parts || !(Deviation > 0) || !(other.Deviation > 0)) return 0;
        if (samePlatform && sameArchitecture && Familiarity != Familiarity.Known) return Share(parts.Both + Math.Min(Added(parts), other.Added(parts)), other);
        var shared = samePlatform && sameArchitecture ? parts.Both : (samePlatform ? parts.Platform : 0) + (sameArchitecture ? parts.Architecture : 0);
        var unseen = (samePlatform && Familiarity == Familiarity.NewAccelerator && other.Familiarity == Familiarity.NewAccelerator)
            || (sameArchitecture && Familiarity == Familiarity.NewArchitecture && other.Familiarity == Familiarity.NewArchitecture);
        return Share(shared + (unseen ? Math.Min(Added(parts), other.Added(parts)) : 0), other);
    }

    private double Share(double variance, ErrorSpread other) => Math.Clamp(variance / (Deviation * other.Deviation), 0, 1);

    // What being unseen adds to the variance of known deployments.
    private double Added(SharedError parts) => Math.Max(0, Deviation * Deviation - parts.Total);
}
