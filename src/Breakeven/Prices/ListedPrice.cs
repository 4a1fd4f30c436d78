namespace Breakeven.Prices;

/// <summary>One model's prices in a public list, under the list's own key.</summary>
public sealed record ListedPrice
{
    public required string Key { get; init; }

    /// <summary>The list's own id of whoever sells it; empty where the reader was not told.</summary>
    public string Seller { get; init; } = "";

    public required UsdPerMillionTokens Input { get; init; }

    public required UsdPerMillionTokens Output { get; init; }

    public UsdPerMillionTokens? CachedInput { get; init; }

    public UsdPerMillionTokens? BatchInput { get; init; }

    public UsdPerMillionTokens? BatchOutput { get; init; }

    /// <summary>What the single price leaves out, such as a dearer tier; may be empty.</summary>
    public string Note { get; init; } = "";

    // A millionth of a dollar a million tokens: finer than any list, coarser than the noise of prices that a list computed in binary.
    private const int Places = 6;

    /// <summary>Dollars a million tokens without the noise of binary fractions: 1.0000000000000002 is 1, and 0.710 is written 0.71.</summary>
    public static UsdPerMillionTokens PerMillion(decimal dollars) => new(Plain(Math.Round(dollars, Places, MidpointRounding.ToEven)));

    // Division by one with all its zeros drops the trailing ones.
    internal static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;
}

/// <summary>What a public list holds: prices by the token, and what is none, with the reason.</summary>
/// <param name="Prices">What can be offered, in the list's order.</param>
/// <param name="Skipped">What cannot, and why.</param>
public sealed record PriceListing(IReadOnlyList<ListedPrice> Prices, IReadOnlyList<SkippedEntry> Skipped);

/// <summary>An entry of a list that is no offer to us.</summary>
/// <param name="Entry">The list's own name for it.</param>
/// <param name="Reason">Why, in words that many entries share, so that they can be counted.</param>
public sealed record SkippedEntry(string Entry, string Reason);
