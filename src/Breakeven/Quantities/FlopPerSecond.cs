namespace Breakeven.Quantities;

/// <summary>A rate of arithmetic. Always the dense rate, never the 2:4-sparsity figure.</summary>
public readonly record struct FlopPerSecond(double Value) : IQuantity<FlopPerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "FLOP/s";

    /// <inheritdoc/>
    public static string Example => "989TFLOP/s";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["FLOP/s"] = 1,
        ["GFLOP/s"] = 1e9,
        ["TFLOP/s"] = 1e12,
        ["PFLOP/s"] = 1e15,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["FLOP/s", "GFLOP/s", "TFLOP/s", "PFLOP/s"];

    /// <inheritdoc/>
    public static FlopPerSecond From(double value) => new(value);

    /// <summary>An amount given in teraflop a second.</summary>
    public static FlopPerSecond TeraflopPerSecond(double amount) => new(amount * 1e12);

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
