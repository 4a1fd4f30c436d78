using Breakeven.Statistics;

namespace Breakeven.Economics;

/// <summary>How two bills stand to each other.</summary>
public enum Standing
{
    /// <summary>The first is the cheaper one.</summary>
    FirstCheaper,

    /// <summary>Both cost the same.</summary>
    Equal,

    /// <summary>The second is the cheaper one.</summary>
    SecondCheaper,
}

/// <summary>How a crossing comes about.</summary>
public enum CrossingKind
{
    /// <summary>The two bills meet: they cost the same at that traffic.</summary>
    Level,

    /// <summary>One bill steps over the other, since another box is rented there.</summary>
    Step,

    /// <summary>Not a crossing of its own: the end of a stretch whose crossings are too many to list, and the order above it.</summary>
    Settled,
}

/// <summary>
/// Between which traffics an order changes in nine of ten cases: at the lower one the order above holds in one of twenty cases, at the upper one in nineteen of twenty.
/// </summary>
/// <param name="Low">Null where the order above may hold at any traffic down to a hundredth of it.</param>
/// <param name="High">Null where it is not settled up to a hundred times it.</param>
public readonly record struct CrossingInterval(TokensPerSecond? Low, TokensPerSecond? High)
{
    /// <summary>Whether both ends are the crossing itself: it stays where it is however fast the deployments are.</summary>
    public bool IsFixed => Low is not null && Low == High;

    /// <summary>Whether it is too wide to be told.</summary>
    public bool IsWide => Low is { } low && High is { } high && RelativeInterval.IsWide(low.Value, high.Value);
}

/// <summary>A traffic at which the order of two choices changes. A step's own traffic still belongs to the order below.</summary>
/// <param name="Rate">The mean request rate.</param>
/// <param name="Tokens">The same in the reference model's tokens.</param>
/// <param name="First">One choice.</param>
/// <param name="Second">The other.</param>
/// <param name="Above">How they stand just above.</param>
/// <param name="Kind">Whether the bills meet or one jumps.</param>
public readonly record struct Crossing(RequestsPerSecond Rate, TokensPerSecond Tokens, Choice First, Choice Second, Standing Above, CrossingKind Kind)
{
    /// <summary>How sure the crossing is; null where nothing of the kind of either was measured.</summary>
    public CrossingInterval? Interval { get; init; }

    /// <summary>The cheaper one above, or null where both are equal.</summary>
    public Choice? Cheaper => Above switch
    {
        Standing.FirstCheaper => First,
        Standing.SecondCheaper => Second,
        _ => null,
    };
}
