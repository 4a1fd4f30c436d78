namespace Breakeven.Quantities;

/// <summary>An amount of memory or of data in bytes. Device bytes are binary (GiB); marketed sizes are decimal (GB).</summary>
public readonly record struct Bytes(double Value) : IQuantity<Bytes>
{
    /// <inheritdoc/>
    public static string Symbol => "B";

    /// <inheritdoc/>
    public static string Example => "80GiB";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["B"] = 1,
        ["kB"] = 1e3,
        ["KB"] = 1e3,
        ["MB"] = 1e6,
        ["GB"] = 1e9,
        ["TB"] = 1e12,
        ["KiB"] = 1024,
        ["MiB"] = 1024.0 * 1024,
        ["GiB"] = 1024.0 * 1024 * 1024,
        ["TiB"] = 1024.0 * 1024 * 1024 * 1024,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <inheritdoc/>
    public static Bytes From(double value) => new(value);

    /// <summary>An amount given in gigabytes.</summary>
    public static Bytes Gigabytes(double amount) => new(amount * 1e9);

    /// <summary>An amount given in gibibytes.</summary>
    public static Bytes Gibibytes(double amount) => new(amount * (1L << 30));

    /// <summary>An amount given in mebibytes.</summary>
    public static Bytes Mebibytes(double amount) => new(amount * (1L << 20));

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
