namespace Breakeven.Quantities;

/// <summary>An amount of arithmetic: multiply and add count as two.</summary>
public readonly record struct FlopCount(double Value) : IQuantity<FlopCount>
{
    /// <inheritdoc/>
    public static string Symbol => "FLOP";

    /// <inheritdoc/>
    public static string Example => "2TFLOP";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["FLOP"] = 1,
        ["GFLOP"] = 1e9,
        ["TFLOP"] = 1e12,
        ["PFLOP"] = 1e15,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["FLOP", "GFLOP", "TFLOP", "PFLOP"];

    /// <inheritdoc/>
    public static FlopCount From(double value) => new(value);

    /// <summary>An amount given in teraflop.</summary>
    public static FlopCount Teraflop(double amount) => new(amount * 1e12);

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
