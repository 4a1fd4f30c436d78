using System.Globalization;
using System.Text.RegularExpressions;
using Breakeven.Catalog;

namespace Breakeven.Workloads;

/// <summary>
/// Latency objectives as people write them: "ttft p95 &lt; 1 s, tpot p95 &lt; 50 ms, e2e p99 &lt; 20 s". Below and not above
/// (&lt;=) mean the same, as latencies are continuous. "none" asks for nothing.
/// </summary>
public static partial class ObjectiveText
{
    private const string Example = "\"ttft p95 < 1 s, tpot p95 < 50 ms\"";

    /// <summary>Reads objectives, or throws <see cref="InputException"/> with the part that is wrong.</summary>
    public static Objective Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw Wrong("nothing was said", $"write bounds such as {Example}, or \"none\"");
        if (text.Length > 500) throw Wrong($"the text has {text.Length} characters", $"write bounds such as {Example}");
        if (text.Trim().ToUpperInvariant() is "NONE" or "ANY") return Objective.None;
        var bounds = new List<LatencyBound>();
        foreach (var part in text.Split([',', ';']))
        {
            var bound = Read(part.Trim());
            if (bounds.Exists(other => other.Metric == bound.Metric && other.Percentile.Equals(bound.Percentile)))
                throw Wrong($"\"{part.Trim()}\" bounds the same metric and percentile a second time", $"keep one of the two, as in {Example}");
            bounds.Add(bound);
        }
        return new Objective(bounds);
    }

    /// <summary>The canonical form; reading it gives the same bounds again.</summary>
    public static string Format(Objective objective) => objective.Bounds.Count == 0
        ? "none"
        : string.Join(", ", objective.Bounds.Select(bound => string.Create(CultureInfo.InvariantCulture, $"{Name(bound.Metric)} p{bound.Percentile:R} < {FormatLimit(bound.Limit)}")));

    private static LatencyBound Read(string part)
    {
        if (part.Length == 0) throw Wrong("a bound is empty", $"remove the extra comma, as in {Example}");
        var match = BoundPart().Match(part);
        if (!match.Success) throw Wrong($"\"{part}\" is not a bound", $"write metric, percentile, < and a time, such as {Example}");
        var metric = MetricOf(match.Groups["metric"].Value, part);
        var percentile = PercentileOf(match.Groups["at"].Value.Trim(), part);
        if (match.Groups["sign"].Value.StartsWith('>'))
            throw Wrong($"\"{part}\" is a lower bound", $"latency is bounded from above, such as {Example}");
        return new LatencyBound(metric, percentile, LimitOf(match.Groups["limit"].Value.Trim(), part));
    }

    private static LatencyMetric MetricOf(string name, string part) => Spaces().Replace(name.Trim().ToUpperInvariant(), " ") switch
    {
        "TTFT" or "TIME TO FIRST TOKEN" => LatencyMetric.TimeToFirstToken,
        "TPOT" or "ITL" or "TIME PER OUTPUT TOKEN" or "INTER-TOKEN LATENCY" => LatencyMetric.TimePerOutputToken,
        "E2E" or "E2EL" or "END TO END" or "END-TO-END" or "LATENCY" => LatencyMetric.EndToEnd,
        _ => throw Wrong($"\"{part}\" names no metric that is known", $"use ttft, tpot (or itl) or e2e, such as {Example}"),
    };

    private static double PercentileOf(string at, string part)
    {
        if (at.Length == 0)
            throw Wrong($"\"{part}\" has no percentile", $"say for how many requests it must hold, such as {Example}");
        if (at.ToUpperInvariant() is "MEAN" or "AVG" or "AVERAGE")
            throw Wrong($"\"{part}\" bounds a mean, which hides the slow requests", "bound a percentile, such as p50 for the middle request or p95 for nearly all");
        if (at.ToUpperInvariant() is "MEDIAN") return 50;
        if (double.TryParse(at.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentile) && percentile is > 0 and < 100)
            return percentile;
        throw Wrong($"\"{part}\" has a percentile that is not between p0 and p100", $"use p50, p95, p99 or p99.9, such as {Example}");
    }

    private static Seconds LimitOf(string text, string part)
    {
        var seconds = Unit().Replace(text.ToLowerInvariant(), unit => unit.Value[..1] == "s" ? "s" : unit.Value.StartsWith("ms", StringComparison.Ordinal) || unit.Value.StartsWith("mil", StringComparison.Ordinal) ? "ms" : "min");
        if (Amount.Parse<Seconds>(seconds, out _) is not { } limit)
            throw Wrong(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? $"\"{part}\" lacks a unit of time" : $"\"{part}\" ends in no time", $"write ms or s after the number, such as {Example}");
        if (limit.Value is not (> 0 and <= 30 * 86400))
            throw Wrong($"\"{part}\" is not a time between 0 and 30 days", $"write a time such as 50 ms or 20 s; for example {Example}");
        return limit;
    }

    private static string Name(LatencyMetric metric) => metric switch
    {
        LatencyMetric.TimeToFirstToken => "ttft",
        LatencyMetric.TimePerOutputToken => "tpot",
        _ => "e2e",
    };

    private static string FormatLimit(Seconds limit)
    {
        var thousandths = (limit.Value / 1e-3).ToString("G10", CultureInfo.InvariantCulture);
        return limit.Value < 1 && Seconds.Milliseconds(double.Parse(thousandths, CultureInfo.InvariantCulture)) == limit
            ? $"{thousandths} ms"
            : string.Create(CultureInfo.InvariantCulture, $"{limit.Value:0.#################} s");
    }

    private static InputException Wrong(string what, string remedy) => new(what, "objective", remedy);

    [GeneratedRegex(@"^(?<metric>[a-z][a-z0-9 -]*?)\s*(?<at>\bp[0-9]*(?:\.[0-9]*)?|\bmean|\bavg|\baverage|\bmedian)?\s*(?<sign><=|<|≤|>=|>|≥)\s*(?<limit>.*)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BoundPart();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?:milliseconds?|msecs?|seconds?|secs?|minutes?|mins)$", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();
}
