using System.Globalization;

namespace Breakeven.Cli.Charts;

/// <summary>Short names of round numbers, for an axis.</summary>
internal static class Words
{
    /// <summary>1000 is 1k, then M, B and T.</summary>
    public static string Count(double value)
    {
        foreach (var (size, suffix) in ((double, string)[])[(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")])
            if (value >= size * 0.9995) return (value / size).ToString("0.###", CultureInfo.InvariantCulture) + suffix;
        return value.ToString("0.###", CultureInfo.InvariantCulture);
    }

    /// <summary>Dollars from a dollar up are counted as Count does, below with the digits that a price has.</summary>
    public static string Dollars(double value)
        => "$" + (value >= 1 ? Count(value) : value.ToString(value >= 0.01 ? "0.00" : "0.######", CultureInfo.InvariantCulture));
}
