namespace Breakeven.Economics.Hours;

/// <summary>
/// Whole amounts (requests, tokens, cents) out of exact ones: each is what the rounded running total has grown by, so that they add up to the rounded total. Halves go up:
/// an amount that is at most a whole number then never becomes more than it.
/// </summary>
internal sealed class RunningCount
{
    private decimal _sum;

    /// <summary>What they have come to so far.</summary>
    public long Counted { get; private set; }

    /// <summary>Adds an exact amount, and says how many whole ones that makes.</summary>
    public long Add(decimal amount)
    {
        _sum += amount;
        var before = Counted;
        Counted = (long)decimal.Floor(_sum + 0.5m);
        return Counted - before;
    }
}
