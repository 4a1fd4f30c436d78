namespace Breakeven.Economics;

/// <summary>One decade of traffic, such as 1M to 10M tokens a day.</summary>
/// <param name="Range">The decade, cut to the range that was looked at.</param>
/// <param name="Crossings">Crossings listed in it.</param>
/// <param name="FirstCheaper">The share of the decade, on a logarithmic scale, in which the first is cheaper.</param>
/// <param name="SecondCheaper">The share in which the second is.</param>
/// <param name="Equal">The share in which both cost the same. What the three lack of 1 alternates too often to be listed.</param>
public sealed record DecadeRegime(TrafficRange Range, int Crossings, double FirstCheaper, double SecondCheaper, double Equal)
{
    /// <summary>The standing where one holds for the whole decade, else null.</summary>
    public Standing? Settled => Crossings > 0 ? null
        : FirstCheaper > 0.999999 ? Standing.FirstCheaper
        : SecondCheaper > 0.999999 ? Standing.SecondCheaper
        : Equal > 0.999999 ? Standing.Equal : null;
}

/// <summary>Break-evens in a few lines.</summary>
/// <param name="Count">Crossings listed.</param>
/// <param name="First">The lowest, or null.</param>
/// <param name="Last">The highest, or null.</param>
/// <param name="Decades">Who is cheaper, decade by decade.</param>
public sealed record BreakEvenSummary(int Count, Crossing? First, Crossing? Last, IReadOnlyList<DecadeRegime> Decades)
{
    internal static BreakEvenSummary Of(BreakEvens all)
    {
        var decades = new List<DecadeRegime>();
        var next = 0;
        var standing = all.AtStart;
        for (var low = all.Range.From; low < all.Range.To;)
        {
            var high = TokensPerSecond.Min(DecadeAbove(low), all.Range.To);
            var logs = new double[3];
            var (at, count) = (low, 0);
            for (; next < all.Crossings.Count && all.Crossings[next].Tokens < high; next++, count++)
            {
                logs[(int)standing] += Looked(all, at, all.Crossings[next].Tokens);
                (at, standing) = (all.Crossings[next].Tokens, all.Crossings[next].Above);
            }
            logs[(int)standing] += Looked(all, at, high);
            var whole = Math.Log(high / low);
            decades.Add(new(new(low, high), count, logs[(int)Standing.FirstCheaper] / whole, logs[(int)Standing.SecondCheaper] / whole, logs[(int)Standing.Equal] / whole));
            low = high;
        }
        return new(all.Crossings.Count, all.Crossings.Count > 0 ? all.Crossings[0] : null, all.Crossings.Count > 0 ? all.Crossings[^1] : null, decades);
    }

    /// <summary>How long a piece is on a logarithmic scale, less what of it was not looked into.</summary>
    private static double Looked(BreakEvens all, TokensPerSecond from, TokensPerSecond to)
    {
        var length = Math.Log(to / from);
        foreach (var gap in all.Unlisted)
        {
            var (low, high) = (TokensPerSecond.Max(from, gap.From), TokensPerSecond.Min(to, gap.To));
            if (high > low) length -= Math.Log(high / low);
        }
        return length;
    }

    private static TokensPerSecond DecadeAbove(TokensPerSecond tokens)
    {
        var decade = Math.Floor(Math.Log10(tokens.Value * 86400) + 1e-9);
        return TokensPerSecond.PerDay(Math.Pow(10, decade + 1));
    }
}
