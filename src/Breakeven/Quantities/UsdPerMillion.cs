namespace Breakeven.Quantities;

/// <summary>Estimated money per million tokens; says of itself which tokens (input, output, blended) only by the name of what holds it.</summary>
public readonly record struct UsdPerMillion(double Value) : IQuantity<UsdPerMillion>
{
    /// <inheritdoc/>
    public static string Symbol => "$/Mtoken";

    /// <inheritdoc/>
    public static string Example => "$0.60/Mtoken";

    /// <inheritdoc/>
    public static IReadOnlyDictionary<string, double> Units { get; } = new Dictionary<string, double>
    {
        ["$/Mtoken"] = 1,
        ["$/Mtok"] = 1,
        ["$/M"] = 1,
    };

    /// <inheritdoc/>
    public static IReadOnlyList<string> Shown { get; } = ["$/Mtoken"];

    /// <inheritdoc/>
    public static UsdPerMillion From(double value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Amount.Format(this);
}
