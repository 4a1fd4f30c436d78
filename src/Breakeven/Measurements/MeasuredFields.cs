using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Measurements;

/// <summary>Fields of a measured row that nobody can have measured, refused with their line and column: errors over them would say nothing.</summary>
internal static class MeasuredFields
{
    // A kernel alone takes microseconds, and no client waits longer than a day for a token.
    private const double TimeLeastMs = 0.001;
    private const double TimeMostMs = 86_400_000;

    // A token in a quarter of an hour; the tokens of a whole fleet's day stand in one publisher's column of rates.
    private const double RateLeast = 0.001;
    private const double RateMost = 1e12;

    // A fleet of a thousand devices at a thousand sequences each.
    private const double ConcurrencyMost = 1e6;

    // Mean lengths of a hundredth of the nominal ones are another benchmark.
    private const double RatioLeast = 0.01;

    private static readonly string[] s_scenarios = ["closed-loop", "open-loop", "offline", "mlperf-offline", "mlperf-server"];

    // What builds without a number are called.
    private static readonly string[] s_builds = ["nightly", "dev", "main", "master", "head", "trunk", "latest", "stable", "release", "preview", "private", "custom", "in-house", "git", "unknown", "not stated"];

    public static string Scenario(CsvRow row)
    {
        var text = row.Text("scenario", s_scenarios[0]);
        if (s_scenarios.Contains(text) || text.StartsWith("production ", StringComparison.Ordinal)) return text;
        throw row.Refuse("scenario", $"\"{text}\" is no scenario", $"choose of {string.Join(", ", s_scenarios)}, production ...");
    }

    /// <summary>A version has a digit; what has none is a word for a build, or the engine's name again.</summary>
    public static string Version(CsvRow row, string engine)
    {
        var text = row.Optional("engine_version");
        if (text.Length == 0 || text.Any(char.IsAsciiDigit) || text.Equals(engine, StringComparison.OrdinalIgnoreCase)) return text;
        return s_builds.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? text
            : throw row.Refuse("engine_version", $"\"{text}\" is no version", "write it as the engine prints it, such as 0.19.1 or nightly, or leave it empty");
    }

    public static double? Time(CsvRow row, string column) => Number(row, column, TimeLeastMs, TimeMostMs, "no time that can be measured, which is from 0.001 to 86400000 (a day)", "12.5");

    public static double? Rate(CsvRow row, string column) => Number(row, column, RateLeast, RateMost, "no rate that can be measured, which is from 0.001 to 1e12", "2400");

    public static double? Concurrency(CsvRow row)
        => Number(row, "concurrency", 1, ConcurrencyMost, "no number of requests in flight, which is from 1 to 1000000", "16");

    public static double Ratio(CsvRow row)
        => Number(row, "length_ratio", RatioLeast, 1, "no share of the nominal lengths, the mean length over the nominal one: from 0.01 to 1", "0.9") ?? 1;

    /// <summary>Ranks that the devices can hold. Attention's copies may be listed as their product with the experts' ranks, and are counted elsewhere.</summary>
    public static void CheckRanks(CsvRow row, Measurement measured)
    {
        var gpus = measured.Gpus;
        var devices = $"{gpus} {(gpus == 1 ? "device" : "devices")}";
        if (measured.Expert is { } expert && expert > gpus) throw TooMany("ep", $"{expert} expert ranks");
        var split = (measured.Tensor ?? 1) * (measured.Pipeline ?? 1);
        if (split > gpus) throw TooMany((measured.Tensor ?? 1) > gpus ? "tp" : "pp", $"{measured.Tensor ?? 1} x {measured.Pipeline ?? 1} ranks");
        if (measured.Data is { } data && data > gpus && data != (measured.Expert ?? 1) * (measured.Expert ?? 1)) throw TooMany("dp", $"{data} ranks");

        InputException TooMany(string column, string ranks)
            => row.Refuse(column, $"{ranks} on {devices}", $"write ranks that {devices} can hold, such as {column}={gpus}, mend gpus, or leave {column} empty");
    }

    private static double? Number(CsvRow row, string column, double least, double most, string wrong, string such)
    {
        var text = row.Optional(column);
        if (text.Length == 0) return null;
        var remedy = $"write it bare, such as {such}, or leave it empty: the column's name has the unit";
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number > 0)) throw row.Refuse(column, $"\"{text}\" is not a number above 0", remedy);
        return number >= least && number <= most ? number : throw row.Refuse(column, $"{text} is {wrong}", remedy);
    }
}
