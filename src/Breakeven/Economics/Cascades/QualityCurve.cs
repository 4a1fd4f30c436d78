using Breakeven.Catalog;

namespace Breakeven.Economics.Cascades;

/// <summary>A quality at an escalated share, and the mean of its square over requests, which says how sure it is.</summary>
/// <param name="Share">Of all requests that are escalated, 0 to 1.</param>
/// <param name="Quality">The mean score of the answers that users get.</param>
/// <param name="Square">The mean of the scores' squares; that of a right-or-wrong score is the score.</param>
public readonly record struct QualityPoint(double Share, double Quality, double Square);

/// <summary>Expected quality over the escalated share: points, and between two of them the line that choosing at random between both gives.</summary>
public sealed class QualityCurve
{
    private readonly QualityPoint[] _points;

    /// <summary>A curve from share 0 to share 1.</summary>
    public QualityCurve(IReadOnlyList<QualityPoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Count < 2 || points[0].Share != 0 || points[^1].Share != 1 || Enumerable.Range(1, points.Count - 1).Any(i => !(points[i].Share > points[i - 1].Share)))
            throw new ArgumentException("A curve of quality runs from share 0 upwards to share 1.", nameof(points));
        _points = [.. points];
    }

    /// <summary>The points, upwards.</summary>
    public IReadOnlyList<QualityPoint> Points => _points;

    /// <summary>Escalation by chance: what is escalated is as hard as what is kept.</summary>
    public static QualityCurve AtRandom(double small, double large) => new([new(0, small, small), new(1, large, large)]);

    /// <summary>
    /// What no router exceeds that knows the two qualities alone: one that escalates first what only the larger model gets right, and last what only the smaller one does.
    /// At most min(1 - small, large) of the requests are of the first kind, so the quality is at most small + share, small + large, 1, and large + 1 - share.
    /// </summary>
    public static QualityCurve Bound(double small, double large)
    {
        var top = Math.Min(1, small + large);
        SortedSet<double> shares = [0, Math.Min(1, top - small), Math.Min(1, large + 1 - top), 1];
        return new([.. shares.Select(share => Math.Min(Math.Min(small + share, top), large + 1 - share)).Zip(shares, (quality, share) => new QualityPoint(share, quality, quality))]);
    }

    /// <summary>
    /// A router of which is known how good the smaller model is on what it keeps at one share; the larger one is taken to be as good on what is escalated as on everything. Other shares are
    /// had by mixing the router with none and with all.
    /// </summary>
    public static QualityCurve Kept(double small, double large, double share, double kept)
    {
        if (!(share is > 0 and < 1)) throw new InputException("a quality of what is kept needs the share that is not", "--quality-kept", "give --escalate too, such as --escalate 30%");
        var right = (1 - share) * kept;
        if (right > small + 1e-9 || small - right > share + 1e-9)
            throw new InputException(FormattableString.Invariant($"{kept} on the {1 - share:0.##%} that it keeps and {small} on all leave {(small - right) / share:0.##} for the rest"), "--quality-kept", FormattableString.Invariant($"give between {Math.Max(0, (small - share) / (1 - share)):0.###} and {Math.Min(1, small / (1 - share)):0.###}"));
        var quality = right + share * large;
        return new([new(0, small, small), new(share, quality, quality), new(1, large, large)]);
    }

    /// <summary>The quality at a share.</summary>
    public double At(double share) => Between(share, point => point.Quality);

    /// <summary>How far the mean of so many requests drawn at random may lie off, in nine of ten cases, either way.</summary>
    public double ErrorAt(double share, int prompts) => 1.6448536269514722 * Math.Sqrt(Math.Max(0, Between(share, point => point.Square) - Math.Pow(At(share), 2)) / prompts);

    private double Between(double share, Func<QualityPoint, double> of)
    {
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies between 0 and 1.");
        var above = Array.FindIndex(_points, point => point.Share >= share);
        var high = _points[above];
        if (above == 0 || high.Share == share) return of(high);
        var low = _points[above - 1];
        var part = (share - low.Share) / (high.Share - low.Share);
        return of(low) + part * (of(high) - of(low));
    }
}
