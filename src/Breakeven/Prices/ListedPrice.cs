namespace Breakeven.Prices;

/// <summary>One model's prices in a public list, under the list's own key.</summary>
public sealed record ListedPrice
{
    public required string Key { get; init; }

    public required UsdPerMillionTokens Input { get; init; }

    public required UsdPerMillionTokens Output { get; init; }

    public UsdPerMillionTokens? CachedInput { get; init; }

    public UsdPerMillionTokens? BatchInput { get; init; }

    public UsdPerMillionTokens? BatchOutput { get; init; }

    // A millionth of a dollar a million tokens: finer than any list, coarser than the noise of prices that a list computed in binary.
    private const int Places = 6;

    internal static UsdPerMillionTokens PerMillion(decimal dollars)
    {
        var rounded = Math.Round(dollars, Places, MidpointRounding.ToEven);
        // Division by one with all its zeros drops the trailing ones, so that 0.710 is written 0.71.
        return new(rounded / 1.0000000000000000000000000000m);
    }
}
