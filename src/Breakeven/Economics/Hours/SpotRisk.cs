using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>
/// How often a spot box is taken away, how long until another serves in its place, and how sure the replicas are to be had. Boxes are taken independently, so that at any moment each is
/// missing with probability u = i t / (1 + i t).
/// </summary>
public sealed record SpotRisk
{
    /// <summary>Interruptions of a box an hour, i: 0.05 is one in twenty hours.</summary>
    public required double InterruptionsPerHour
    {
        get;
        init => field = value is >= 0 and <= 60 ? value : throw new InputException(FormattableString.Invariant($"{value} interruptions an hour cannot be"), "spot", "give interruptions of a box an hour, such as 0.05");
    }

    /// <summary>From an interruption to another box that serves, t.</summary>
    public required Seconds Replacement
    {
        get;
        init => field = value.Value is >= 0 and <= 7 * 86400.0 ? value : throw new InputException($"a replacement after {value}", "spot", "give the time until another box serves, such as 10min");
    }

    /// <summary>The chance that the replicas needed are there at any moment, 0.999 unless another is asked for.</summary>
    public double Availability
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new InputException(FormattableString.Invariant($"an availability of {value} cannot be had"), "spot", "give a share below 1, such as 0.999");
    } = 0.999;

    /// <summary>The share of its time that a box is missing.</summary>
    public double Missing => InterruptionsPerHour * Replacement.Value / 3600 is var product ? product / (1 + product) : 0;

    /// <summary>The most boxes that are there with the availability asked for when so many are rented: the largest n with P(Binomial(boxes, 1 - u) >= n) at least that.</summary>
    public int Dependable(int boxes)
    {
        var missing = Missing;
        if (missing <= 0 || boxes <= 0) return Math.Max(0, boxes);
        // P(exactly j missing), j from 0 upwards, in logarithms: u^j alone would underflow for large fleets.
        var (log, sum) = (boxes * Math.Log(1 - missing), 0.0);
        for (var gone = 0; gone <= boxes; gone++)
        {
            sum += Math.Exp(log);
            if (sum >= Availability) return boxes - gone;
            log += Math.Log((double)(boxes - gone) / (gone + 1)) + Math.Log(missing / (1 - missing));
        }
        return 0;
    }
}
