using System.Globalization;

namespace Breakeven.Calibration;

/// <summary>What the makers of the tables gave each rank's experts to do.</summary>
/// <param name="Rows">Rows routed to the rank.</param>
/// <param name="Touched">Its experts that get any.</param>
internal readonly record struct RoutedLoad(double Rows, double Touched)
{
    private const string PowerLawName = "power_law_";

    public static RoutedLoad Of(int tokens, int perToken, int experts, int ranks, string distribution)
    {
        double total = tokens * perToken;
        if (distribution == "balanced") return new(total / ranks, Math.Min((double)experts / ranks, Math.Max(1, total / ranks)));
        var alpha = Exponent(distribution)!.Value;
        return new(total / ranks, Math.Max(1, PowerLaw(tokens, total, experts, alpha) / ranks));
    }

    public static bool IsPowerLaw(string distribution) => Exponent(distribution) is > 0 and not 1 and < 100;

    private static double? Exponent(string distribution)
        => distribution.StartsWith(PowerLawName, StringComparison.Ordinal) && double.TryParse(distribution.AsSpan(PowerLawName.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out var exponent) ? exponent : null;

    // Their draw: each expert's popularity from a power law between 1 and 0.8 tokens, or between 0.01 and 2 where there are fewer rows than
    // experts; scaled to the total, rounded, what rounding lost added to the most popular. Here: the law's quantiles in place of a draw.
    private static double PowerLaw(int tokens, double total, int experts, double alpha)
    {
        var (low, high) = total > experts ? (1.0, tokens * 0.8) : (0.01, 2.0);
        if (high <= low) return Math.Min(experts, total);
        var popularity = new double[experts];
        for (var i = 0; i < experts; i++)
        {
            var share = (i + 0.5) / experts;
            popularity[i] = Math.Pow((Math.Pow(high, 1 - alpha) - Math.Pow(low, 1 - alpha)) * share + Math.Pow(low, 1 - alpha), 1 / (1 - alpha));
        }
        var sum = popularity.Sum();
        var touched = 0;
        var given = 0.0;
        foreach (var each in popularity)
        {
            var rows = Math.Min(tokens, Math.Round(each / sum * total));
            given += rows;
            if (rows > 0) touched++;
        }
        // What a cap or rounding left over falls to experts in turn, the most popular first; too many are taken from the least popular.
        if (given < total) touched = Math.Max(touched, (int)Math.Min(experts, total - given));
        return touched;
    }
}
