namespace Breakeven.Quantities;

/// <summary>Electric power.</summary>
public readonly record struct Watts(double Value) : IQuantity<Watts>
{
    /// <inheritdoc/>
    public static string Symbol => "W";

    /// <inheritdoc/>
    public static string Example => "700W";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["W"] = 1,
        ["kW"] = 1e3,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["W", "kW"];

    /// <inheritdoc/>
    public static Watts From(double value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
