namespace Breakeven.Quantities;

/// <summary>A listed price in dollars per hour, as published.</summary>
public readonly record struct HourlyPrice(decimal UsdPerHour)
{
    /// <summary>The price as an estimate's input; the way back does not exist.</summary>
    public UsdPerHour Estimated => new((double)UsdPerHour);

    /// <summary>A multiple: several boxes.</summary>
    public static HourlyPrice operator *(HourlyPrice price, int boxes) => new(price.UsdPerHour * boxes);

    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${UsdPerHour:0.00########}/h");
}
