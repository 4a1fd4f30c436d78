namespace Breakeven.Quantities;

/// <summary>A rate of requests. A month is the one that hardware is billed by, 730 hours.</summary>
public readonly record struct RequestsPerSecond(double Value) : IQuantity<RequestsPerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "requests/s";

    /// <inheritdoc/>
    public static string Example => "2M/day";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["/s"] = 1,
        ["request/s"] = 1,
        ["requests/s"] = 1,
        ["/min"] = 1.0 / 60,
        ["requests/min"] = 1.0 / 60,
        ["/h"] = 1.0 / 3600,
        ["/hour"] = 1.0 / 3600,
        ["requests/h"] = 1.0 / 3600,
        ["requests/hour"] = 1.0 / 3600,
        ["/day"] = 1.0 / 86400,
        ["request/day"] = 1.0 / 86400,
        ["requests/day"] = 1.0 / 86400,
        ["requests/month"] = 1.0 / (730 * 3600),
        ["/month"] = 1.0 / (730 * 3600),
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["requests/day", "requests/s"];

    /// <inheritdoc/>
    public static RequestsPerSecond From(double value) => new(value);

    /// <summary>An amount given per day.</summary>
    public static RequestsPerSecond PerDay(double amount) => new(amount * (1.0 / 86400));

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
