using System.Globalization;

namespace Breakeven.Economics;

/// <summary>Figures rounded as a person would say them: three digits that count, or two where cents do.</summary>
internal static class Spoken
{
    public static string Money(UsdEstimate money) => money.Value >= 1000
        ? string.Create(CultureInfo.InvariantCulture, $"${Significant(money.Value, 3):#,0}")
        : "$" + Small(money.Value);

    public static string Price(UsdPerMillion price) => "$" + Small(price.Value);

    public static string PerDay(TokensPerSecond tokens) => Count(tokens.Value * 86400) + " tokens a day";

    public static string PerDay(RequestsPerSecond requests) => Count(requests.Value * 86400) + " requests a day";

    /// <summary>The interval behind a traffic in brackets, or nothing: " (30M to 58M in 9 of 10 cases)".</summary>
    public static string Around(CrossingInterval? interval) => interval switch
    {
        { IsFixed: true } => " (whatever the speed)",
        { IsWide: true } => " (how sure that is, is not known)",
        { Low: { } low, High: { } high } when PerDayAlone(low) == PerDayAlone(high) => "",
        { Low: { } low, High: { } high } => $" ({PerDayAlone(low)} to {PerDayAlone(high)} in 9 of 10 cases)",
        { Low: null, High: { } high } => $" (up to {PerDayAlone(high)} in 19 of 20 cases)",
        { Low: { } low, High: null } => $" (from {PerDayAlone(low)} in 19 of 20 cases)",
        null => "",
        _ => " (not settled at any traffic)",
    };

    private static string PerDayAlone(TokensPerSecond tokens) => Count(tokens.Value * 86400);

    public static string Percent(double share) => share is > 0 and < 0.01
        ? "under 1 %"
        : string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");

    /// <summary>How much more one amount is than another: "the same", "12 % more", "3.4 times as much".</summary>
    public static string More(double ratio) => ratio switch
    {
        < 1.005 => "the same",
        < 2 => Percent(ratio - 1) + " more",
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.#} times as much"),
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{Significant(ratio, 2):#,0} times as much"),
        _ => "over 1,000 times as much",
    };

    public static string Counted(long count, string one, string many) => count == 1 ? $"one {one}" : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {many}");

    public static string Count(double value)
    {
        var (scale, suffix) = value switch
        {
            >= 0.9995e9 => (1e9, "B"),
            >= 0.9995e6 => (1e6, "M"),
            >= 0.9995e3 => (1e3, "k"),
            _ => (1.0, ""),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{Significant(value / scale, 3):#,0.###}{suffix}");
    }

    private static string Small(double value) => value switch
    {
        >= 100 => string.Create(CultureInfo.InvariantCulture, $"{Significant(value, 3):#,0}"),
        >= 0.1 => string.Create(CultureInfo.InvariantCulture, $"{value:0.00}"),
        > 0 => Significant(value, 2).ToString("0.############", CultureInfo.InvariantCulture),
        _ => "0",
    };

    private static double Significant(double value, int digits)
    {
        if (value == 0) return 0;
        var scale = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) + 1 - digits);
        return scale >= 1 ? Math.Round(value / scale) * scale : Math.Round(value * Math.Round(1 / scale)) / Math.Round(1 / scale);
    }
}
