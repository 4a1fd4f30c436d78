namespace Breakeven.Quantities;

/// <summary>Money that was estimated. There is no conversion to Usd but RoundToInvoice.</summary>
public readonly record struct UsdEstimate(double Value) : IQuantity<UsdEstimate>
{
    /// <inheritdoc/>
    public static string Symbol => "$";

    /// <inheritdoc/>
    public static string Example => "$12.50";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["$"] = 1,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["$"];

    /// <inheritdoc/>
    public static UsdEstimate From(double value) => new(value);

    /// <summary>The one way from an estimate to money on an invoice: rounded half to even, to the cent.</summary>
    public Usd RoundToInvoice() => new(Math.Round((decimal)Value, 2, MidpointRounding.ToEven));

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
