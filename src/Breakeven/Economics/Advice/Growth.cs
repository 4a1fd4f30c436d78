using Breakeven.Catalog;

namespace Breakeven.Economics.Advice;

/// <summary>What the traffic may be over what was described, log-normal.</summary>
/// <param name="Low">One in twenty lies below.</param>
/// <param name="High">One in twenty lies above.</param>
public readonly record struct Growth(double Low, double High)
{
    private const double Score95 = 1.6448536269514722;

    /// <summary>The traffic is what was described.</summary>
    public static Growth None { get; } = new(1, 1);

    /// <summary>True where nothing is to grow or shrink.</summary>
    public bool IsNone => Low == 1 && High == 1;

    /// <summary>From one factor to another.</summary>
    /// <exception cref="InputException">They are not above 0 and in order.</exception>
    public static Growth Between(double low, double high) => low is >= 0.001 && high is <= 1000 && low <= high
        ? new(low, high)
        : throw new InputException(FormattableString.Invariant($"a traffic from {low} to {high} times the described one"), "growth", "give two factors in order, such as 0.8..2");

    /// <summary>The factor at a standard normal score.</summary>
    public double At(double score) => IsNone ? 1 : Math.Exp((Math.Log(Low) + Math.Log(High)) / 2 + score * Math.Log(High / Low) / (2 * Score95));
}
