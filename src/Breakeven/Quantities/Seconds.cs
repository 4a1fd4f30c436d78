namespace Breakeven.Quantities;

/// <summary>A span of time in seconds, as the model computes it (simulated time is another type).</summary>
public readonly record struct Seconds(double Value) : IQuantity<Seconds>
{
    /// <inheritdoc/>
    public static string Symbol => "s";

    /// <inheritdoc/>
    public static string Example => "50ms";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["ns"] = 1e-9,
        ["us"] = 1e-6,
        ["µs"] = 1e-6,
        ["μs"] = 1e-6,
        ["ms"] = 1e-3,
        ["s"] = 1,
        ["min"] = 60,
        ["h"] = 3600,
        ["d"] = 86400,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["ns", "us", "ms", "s", "min", "h", "d"];

    /// <inheritdoc/>
    public static Seconds From(double value) => new(value);

    /// <summary>An amount given in microseconds.</summary>
    public static Seconds Microseconds(double amount) => new(amount * 1e-6);

    /// <summary>An amount given in milliseconds.</summary>
    public static Seconds Milliseconds(double amount) => new(amount * 1e-3);

    /// <summary>An amount given in minutes.</summary>
    public static Seconds Minutes(double amount) => new(amount * 60.0);

    /// <summary>An amount given in hours.</summary>
    public static Seconds Hours(double amount) => new(amount * 3600.0);

    /// <summary>An amount given in days.</summary>
    public static Seconds Days(double amount) => new(amount * 86400.0);

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
