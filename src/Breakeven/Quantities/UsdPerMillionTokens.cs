namespace Breakeven.Quantities;

/// <summary>A listed price in dollars per million tokens, as published.</summary>
public readonly record struct UsdPerMillionTokens(decimal Value)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${Value:0.00########}/M");
}
