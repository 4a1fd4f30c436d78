namespace Breakeven.Quantities;

/// <summary>A rate of data. Links are per direction; bits appear only at the factory.</summary>
public readonly record struct BytesPerSecond(double Value) : IQuantity<BytesPerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "B/s";

    /// <inheritdoc/>
    public static string Example => "3.35TB/s";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["B/s"] = 1,
        ["kB/s"] = 1e3,
        ["KB/s"] = 1e3,
        ["MB/s"] = 1e6,
        ["GB/s"] = 1e9,
        ["TB/s"] = 1e12,
        ["GiB/s"] = 1024.0 * 1024 * 1024,
        ["TiB/s"] = 1024.0 * 1024 * 1024 * 1024,
        ["Gbit/s"] = 1e9 / 8,
        ["Gbps"] = 1e9 / 8,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["B/s", "KB/s", "MB/s", "GB/s", "TB/s"];

    /// <inheritdoc/>
    public static BytesPerSecond From(double value) => new(value);

    /// <summary>An amount given in gigabytes a second.</summary>
    public static BytesPerSecond GigabytesPerSecond(double amount) => new(amount * 1e9);

    /// <summary>An amount given in terabytes a second.</summary>
    public static BytesPerSecond TerabytesPerSecond(double amount) => new(amount * 1e12);

    /// <summary>An amount given in gigabits a second.</summary>
    public static BytesPerSecond GigabitsPerSecond(double amount) => new(amount * (1e9 / 8));

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
