namespace Breakeven.Workloads;

/// <summary>Traffic as its text describes it: the means that closed forms use, and how it varies around them, which only requests that arrive one by one can show.</summary>
public sealed record TrafficDescription
{
    /// <summary>Mean rate and lengths, what is shared, and the peak.</summary>
    public required Traffic Mean { get; init; }

    /// <summary>How prompts vary in length; null where all are alike.</summary>
    public LengthSpread? InputSpread { get; init; }

    /// <summary>How answers vary in length; null where all are alike.</summary>
    public LengthSpread? OutputSpread { get; init; }

    /// <summary>A day's busiest moment over its quietest, where the text gives that; the rate is a sine between them.</summary>
    public double? PeakToTrough { get; init; }

    /// <summary>The variance of the number of requests in a long window over that of Poisson's, 1: the squared coefficient of variation of the gaps.</summary>
    public double Burst { get; init; } = 1;

    /// <summary>Who shares which prefix; null where nothing is shared.</summary>
    public SharedPrefix? Prefix { get; init; }

    /// <summary>Documents that are all there at the start of the day; null where requests arrive over time.</summary>
    public DocumentBatch? Documents { get; init; }

    /// <summary>A line for each part that closed forms do not use, or use in their own way.</summary>
    public IReadOnlyList<string> BeyondMeans { get; init; } = [];
}

/// <summary>Lengths that vary log-normally around their mean.</summary>
/// <param name="Cv">The coefficient of variation: standard deviation over mean.</param>
public sealed record LengthSpread(double Cv)
{
    // z of 95 %.
    private const double Z95 = 1.6448536269514722;

    /// <summary>The most that a log-normal's 95th percentile can be above its mean: e to the z^2 / 2.</summary>
    public static double P95OverMeanMost { get; } = Math.Exp(Z95 * Z95 / 2);

    /// <summary>The standard deviation of the logarithm: cv^2 = e^(s^2) - 1.</summary>
    public double Sigma => Math.Sqrt(Math.Log(1 + Cv * Cv));

    /// <summary>The spread of which the 95th percentile is so many times the mean, from 1 to <see cref="P95OverMeanMost"/>.</summary>
    /// <remarks>ln(p95 / mean) = z s - s^2 / 2, of which the smaller root is the spread that people mean.</remarks>
    public static LengthSpread OfP95(double overMean)
    {
        var sigma = Z95 - Math.Sqrt(Math.Max(0, Z95 * Z95 - 2 * Math.Log(overMean)));
        return new(Math.Sqrt(Math.Exp(sigma * sigma) - 1));
    }
}

/// <summary>A prefix that a share of the requests begins with.</summary>
public sealed record SharedPrefix(double Share, TokenCount Tokens);

/// <summary>Documents to be done within a time; a day, or the deadline where that is longer, brings the next batch.</summary>
public sealed record DocumentBatch(long Count, Seconds Deadline)
{
    /// <summary>From one batch to the next.</summary>
    public Seconds Period => Seconds.Max(Deadline, new Seconds(86400));
}
