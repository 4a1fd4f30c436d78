namespace Breakeven.Quantities;

/// <summary>What one token holds in a cache.</summary>
public readonly record struct BytesPerToken(double Value) : IQuantity<BytesPerToken>
{
    /// <inheritdoc/>
    public static string Symbol => "B/token";

    /// <inheritdoc/>
    public static string Example => "128KiB/token";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["B/token"] = 1,
        ["KB/token"] = 1e3,
        ["KiB/token"] = 1024,
        ["MiB/token"] = 1024.0 * 1024,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["B/token", "KiB/token", "MiB/token"];

    /// <inheritdoc/>
    public static BytesPerToken From(double value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
