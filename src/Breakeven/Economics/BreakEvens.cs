namespace Breakeven.Economics;

/// <summary>Every traffic in a range at which the order of two choices changes, found exactly.</summary>
public sealed record BreakEvens
{
    /// <summary>One choice.</summary>
    public required Choice First { get; init; }

    /// <summary>The other.</summary>
    public required Choice Second { get; init; }

    /// <summary>Where was looked.</summary>
    public required TrafficRange Range { get; init; }

    /// <summary>How they stand at the bottom of the range.</summary>
    public required Standing AtStart { get; init; }

    /// <summary>The crossings, upwards.</summary>
    public required IReadOnlyList<Crossing> Crossings { get; init; }

    /// <summary>Where two staircases of nearly equal cost per token cross more often than is listed; empty in all sane cases.</summary>
    public required IReadOnlyList<TrafficRange> Unlisted { get; init; }

    /// <summary>The crossings of two choices that were built for one shape of traffic.</summary>
    public static BreakEvens Between(Choice first, Choice second, TrafficRange range)
    {
        ShapeGuard.Same([second], first.Shape);
        var scan = CrossingScan.Of(CrossingScan.Single(first, range), CrossingScan.Single(second, range));
        return new()
        {
            First = first,
            Second = second,
            Range = range,
            AtStart = scan.AtStart,
            Crossings = scan.Crossings,
            Unlisted = scan.Unlisted,
        };
    }

    /// <summary>The range in a few lines, for lists too long to read: who is cheaper in each decade of traffic.</summary>
    public BreakEvenSummary Summary() => BreakEvenSummary.Of(this);
}
