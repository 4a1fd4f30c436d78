namespace Breakeven.Economics;

/// <summary>An interval of traffic and the choice that is cheapest all over it; the upper end belongs to it, the lower does not.</summary>
public sealed record EnvelopePart(Choice Choice, RequestsPerSecond FromRate, RequestsPerSecond ToRate)
{
    /// <summary>Where it begins, in the reference model's tokens.</summary>
    public TokensPerSecond From => FromRate * Choice.Shape.Tokens;

    /// <summary>Where it ends.</summary>
    public TokensPerSecond To => ToRate * Choice.Shape.Tokens;
}

/// <summary>The cheapest choice at every traffic of a range. Of choices that cost the same the one given first stands.</summary>
public sealed class Envelope
{
    private Envelope(IReadOnlyList<Stretch> stretches, bool isExact)
    {
        Stretches = stretches;
        IsExact = isExact;
        Parts = [.. stretches.Select(stretch => new EnvelopePart(stretch.Choice, stretch.From, stretch.To))];
    }

    /// <summary>The parts, upwards and without gaps; empty where no choice can be chosen.</summary>
    public IReadOnlyList<EnvelopePart> Parts { get; }

    /// <summary>False where two staircases of nearly equal cost crossed too often to be told apart one by one.</summary>
    public bool IsExact { get; }

    internal IReadOnlyList<Stretch> Stretches { get; }

    /// <summary>The envelope of the choices that can be chosen.</summary>
    public static Envelope Of(IReadOnlyList<Choice> choices, TrafficRange range)
    {
        IReadOnlyList<Stretch> best = [];
        var isExact = true;
        foreach (var choice in choices.Where(choice => choice.CanBeChosen))
        {
            if (best.Count > 0) ShapeGuard.Same([choice], best[0].Choice.Shape);
            best = best.Count == 0 ? CrossingScan.Single(choice, range) : Challenge(best, choice, ref isExact);
        }
        return new(best, isExact);
    }

    /// <summary>The part that holds a rate, or null outside the range.</summary>
    public EnvelopePart? PartAt(RequestsPerSecond rate)
    {
        var (low, high) = (0, Parts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Parts[middle].ToRate < rate) low = middle + 1;
            else high = middle;
        }
        return low < Parts.Count && rate >= Parts[low].FromRate ? Parts[low] : null;
    }

    private static List<Stretch> Challenge(IReadOnlyList<Stretch> holders, Choice challenger, ref bool isExact)
    {
        var merged = new List<Stretch>(holders.Count + 2);
        var tariff = challenger.Tariff;
        foreach (var holder in holders)
        {
            var walk = new OrderWalk(holder.Tariff, tariff, holder.From, holder.To);
            while (walk.MoveNext())
            {
                if (!(walk.To > walk.From)) continue;
                isExact &= !walk.Unlisted;
                var winner = walk.Sign > 0 ? new Stretch(challenger, tariff, new(walk.From), new(walk.To)) : holder with { From = new(walk.From), To = new(walk.To) };
                if (merged.Count > 0 && ReferenceEquals(merged[^1].Choice, winner.Choice)) merged[^1] = merged[^1] with { To = winner.To };
                else merged.Add(winner);
            }
        }
        return merged;
    }
}
