namespace Breakeven.Quantities;

/// <summary>A counted number of tokens; exact, checked on overflow.</summary>
public readonly record struct TokenCount(long Value) : IComparable<TokenCount>
{
    /// <summary>No tokens.</summary>
    public static TokenCount Zero => default;

    /// <summary>The sum of two counts.</summary>
    public static TokenCount operator +(TokenCount a, TokenCount b) => new(checked(a.Value + b.Value));

    /// <summary>The difference of two counts.</summary>
    public static TokenCount operator -(TokenCount a, TokenCount b) => new(checked(a.Value - b.Value));

    /// <summary>A multiple.</summary>
    public static TokenCount operator *(TokenCount a, long k) => new(checked(a.Value * k));

    /// <summary>Order.</summary>
    public static bool operator <(TokenCount a, TokenCount b) => a.Value < b.Value;

    /// <summary>Order.</summary>
    public static bool operator >(TokenCount a, TokenCount b) => a.Value > b.Value;

    /// <summary>Order.</summary>
    public static bool operator <=(TokenCount a, TokenCount b) => a.Value <= b.Value;

    /// <summary>Order.</summary>
    public static bool operator >=(TokenCount a, TokenCount b) => a.Value >= b.Value;

    /// <summary>The smaller of two counts.</summary>
    public static TokenCount Min(TokenCount a, TokenCount b) => a.Value <= b.Value ? a : b;

    /// <inheritdoc/>
    public int CompareTo(TokenCount other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Value} tokens";
}
