using System.Globalization;
using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;
using Breakeven.Workloads.Traces;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven traffic show for people.</summary>
internal static class TrafficShowSections
{
    /// <summary>For people a screen of bars, for programs a finer curve.</summary>
    public const int StretchesInData = 200;

    private const int Bars = 24;

    public static IEnumerable<Section> Of(TrafficOrigin origin, TraceSummary summary, IReadOnlyList<string> remarks, Format format)
    {
        if (format == Format.Csv)
        {
            yield return OverTime(summary);
            yield break;
        }
        yield return new Section.Paragraph(Text($"{origin.Name}: {summary.Requests:N0} {(summary.Requests == 1 ? "request" : "requests")}{(origin.Format == "description" ? "" : $", {origin.Format} layout")}"), Tone.Strong);
        if (remarks.Count > 0) yield return new Section.Notes("Before you trust the rest", remarks);
        yield return new Section.Facts("Arrivals", [.. Arrivals(summary)]);
        yield return new Section.Table("Lengths in tokens", Lengths, [Row("input", summary.Inputs), Row("output", summary.Outputs)]) { Main = true };
        if (summary.Prefixes.Requests > 0) yield return new Section.Facts("Shared prefixes, for a cache that never forgets", [.. Prefixes(summary)]);
        yield return summary.Span.Value > 0 ? Chart(summary) : new Section.Paragraph("All arrive at once.", Tone.Quiet);
    }

    /// <summary>How the figures that need a definition are defined.</summary>
    public static IEnumerable<Explanation> Explain(TraceSummary summary)
    {
        if (summary.Rate is { } rate)
            yield return new("mean rate", rate.ToString(), "(requests - 1) / (last arrival - first arrival)", Text($"({summary.Requests} - 1) / {summary.Span.Value} s"), Basis.Measured, "");
        if (summary.GapCv is { } cv)
            yield return new("variation of the gaps", Cell.Number(cv, 2).Text, "standard deviation / mean of the gaps between arrivals; 1 for Poisson", Text($"{summary.Requests - 1} gaps"), Basis.Measured, "");
        foreach (var counts in summary.Counts)
            if (counts.Dispersion is { } dispersion)
                yield return new($"dispersion over {counts.Window}", Cell.Number(dispersion, 2).Text, "variance / mean of the requests a window; 1 for Poisson", Text($"{counts.Windows} whole windows from the start"), Basis.Measured, "");
    }

    private static IEnumerable<NamedValue> Arrivals(TraceSummary summary)
    {
        yield return new("first to last", "span_s", Cell.Amount(summary.Span));
        yield return new("mean rate", "requests_per_second", summary.Rate is { } rate ? Cell.Amount(rate) : Cell.Unknown);
        foreach (var counts in summary.Counts.Where(counts => counts.Windows > 0 && counts.Window.Value is 60 or 3600))
            yield return new($"busiest {(counts.Window.Value > 60 ? "hour" : "minute")}", counts.Window.Value > 60 ? "busiest_hour_requests" : "busiest_minute_requests", Busiest(counts, summary));
        yield return new("variation of the gaps", "gap_cv", summary.GapCv is { } cv ? new(Text($"{cv:0.00} (Poisson: 1)"), Cell.Number(cv).Raw) : Cell.Unknown);
        // Over longer windows the dispersion tells of the day, which the chart shows better.
        foreach (var counts in summary.Counts.Where(counts => counts.Dispersion is not null && counts.Window.Value <= 60))
            yield return new($"dispersion over {counts.Window}", Text($"index_of_dispersion_{counts.Window.Value}_s"), new(Text($"{counts.Dispersion:0.00} (Poisson: 1)"), Cell.Number(counts.Dispersion).Raw));
    }

    private static Cell Busiest(ArrivalCounts counts, TraceSummary summary)
    {
        var times = summary.Rate is { } mean ? Text($", {counts.Most / counts.Window.Value / mean.Value:0.00} times the mean rate") : "";
        return new(Text($"{counts.Most:N0} requests{times}"), Cell.Number(counts.Most).Raw);
    }

    private static readonly IReadOnlyList<Column> Lengths =
    [
        new("", "side"), Column.Number("mean", "mean"), Column.Number("p50", "p50"), Column.Number("p90", "p90"), Column.Number("p95", "p95"), Column.Number("p99", "p99"), Column.Number("max", "max"), Column.Number("total", "total"),
    ];

    private static IReadOnlyList<Cell> Row(string side, LengthHistogram lengths) =>
    [
        side, Cell.Number(lengths.Mean, 1), Cell.Number(lengths.Quantile(0.5)), Cell.Number(lengths.Quantile(0.9)), Cell.Number(lengths.Quantile(0.95)), Cell.Number(lengths.Quantile(0.99)), Cell.Number(lengths.Most), Cell.Number(lengths.Sum),
    ];

    private static IEnumerable<NamedValue> Prefixes(TraceSummary summary)
    {
        var prefixes = summary.Prefixes;
        yield return new("requests with a prefix", "prefix_requests", new(Text($"{prefixes.Requests:N0} ({100.0 * prefixes.Requests / summary.Requests:0.0} %)"), Cell.Number(prefixes.Requests).Raw));
        yield return new("segments", "segments", new(Text($"{prefixes.Segments:N0}, {prefixes.Distinct:N0} different"), Cell.Number(prefixes.Segments).Raw));
        yield return new("segments seen before", "reused_segments_share", new(Text($"{100.0 * prefixes.Reused / prefixes.Segments:0.0} %"), Cell.Number((double)prefixes.Reused / prefixes.Segments).Raw));
        yield return new("input tokens seen before", "reused_input_share", new(Text($"{100 * prefixes.ReusedTokens / summary.Inputs.Sum:0.0} %"), Cell.Number(prefixes.ReusedTokens / summary.Inputs.Sum).Raw));
    }

    private static Section.Table OverTime(TraceSummary summary)
    {
        var (width, stretches) = summary.OverTime.Most(StretchesInData);
        return new("Rate over time",
            [Column.Number("start s", "start_s"), Column.Number("requests", "requests"), Column.Number("requests/s", "requests_per_second"), Column.Number("input tok/s", "input_tokens_per_second"), Column.Number("output tok/s", "output_tokens_per_second")],
            [.. stretches.Select(one => (IReadOnlyList<Cell>)[Cell.Number(one.Start.Value), Cell.Number(one.Requests), Cell.Number(one.Requests / width.Value, 3), Cell.Number(one.InputTokens / width.Value, 1), Cell.Number(one.OutputTokens / width.Value, 1)])])
        { Main = true };
    }

    // In the unit of time in which the busiest stretch has at least one request.
    private static Section.Bars Chart(TraceSummary summary)
    {
        var (width, stretches) = summary.OverTime.Most(Bars);
        var peak = stretches.Max(one => one.Requests) / width.Value;
        var (unit, seconds) = peak >= 1 ? ("a second", 1) : peak * 60 >= 1 ? ("a minute", 60) : peak * 3600 >= 1 ? ("an hour", 3600) : ("a day", 86400);
        var decimals = peak * seconds >= 100 ? 0 : 2;
        return new(
            $"Requests {unit}, by {width}",
            new([.. stretches.Select(one => new Bar(Clock(one.Start, width), one.Requests / width.Value, Cell.Number(one.Requests / width.Value * seconds, decimals).Text + Part(one)))]) { Alike = true });

        // The last stretch goes on when the trace has ended.
        string Part(TraceStretch stretch) => summary.Last.Value - stretch.Start.Value < 0.95 * width.Value && stretches.Count > 1 && stretch == stretches[^1] ? ", of which the trace has a part" : "";
    }

    // Days, hours and minutes since the start; seconds where stretches are as short.
    private static string Clock(Seconds start, Seconds width)
    {
        if (width.Value < 1) return Text($"{start.Value:0.000} s");
        var time = TimeSpan.FromSeconds(start.Value);
        var clock = time.ToString(width.Value < 60 ? @"hh\:mm\:ss" : @"hh\:mm", CultureInfo.InvariantCulture);
        return time.Days > 0 || width.Value >= 3600 ? Text($"day {time.Days + 1} {clock}") : clock;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
