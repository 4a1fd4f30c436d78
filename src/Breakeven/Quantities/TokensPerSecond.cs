namespace Breakeven.Quantities;

/// <summary>A rate of tokens; the counted twin is TokenCount.</summary>
public readonly record struct TokensPerSecond(double Value) : IQuantity<TokensPerSecond>
{
    /// <inheritdoc/>
    public static string Symbol => "tokens/s";

    /// <inheritdoc/>
    public static string Example => "1200 tokens/s";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["token/s"] = 1,
        ["tokens/s"] = 1,
        ["tok/s"] = 1,
        ["token/day"] = 1.0 / 86400,
        ["tokens/day"] = 1.0 / 86400,
        ["Mtoken/day"] = 1e6 / 86400,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["tokens/day", "tokens/s"];

    /// <inheritdoc/>
    public static TokensPerSecond From(double value) => new(value);

    /// <summary>An amount given per day.</summary>
    public static TokensPerSecond PerDay(double amount) => new(amount * (1.0 / 86400));

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
