namespace Breakeven.Quantities;

/// <summary>Estimated money per hour of occupied hardware.</summary>
public readonly record struct UsdPerHour(double Value) : IQuantity<UsdPerHour>
{
    /// <inheritdoc/>
    public static string Symbol => "$/h";

    /// <inheritdoc/>
    public static string Example => "$2.10/h";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["$/h"] = 1,
        ["$/hour"] = 1,
        ["$/month"] = 1.0 / 730,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["$/h"];

    /// <inheritdoc/>
    public static UsdPerHour From(double value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
