using System.Globalization;
using System.Text;
using Breakeven.Calibration.Serving;
using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;

namespace Breakeven.Calibration.Accuracy;

/// <summary>Fills the figures of docs/reference/accuracy.md: what stands between <c>&lt;!-- figures: NAME --&gt;</c> and <c>&lt;!-- end --&gt;</c>. The prose around them is written by hand; a table that was not computed stays as it is.</summary>
public static class AccuracyPage
{
    private const int GroupsShown = 12;
    private const int GroupLeast = 8;

    private static readonly PredictedMetric[] s_times = [PredictedMetric.TimePerOutputToken, PredictedMetric.TimeToFirstToken];

    private static readonly LeftOut[] s_kinds = [LeftOut.Architecture, LeftOut.Accelerator, LeftOut.Group];

    /// <summary>The page with the run's figures.</summary>
    /// <exception cref="InputException">A block has no end, or there is none of its name.</exception>
    public static string Filled(string page, AccuracyRun run)
    {
        var text = new StringBuilder();
        var rest = page.AsSpan();
        while (rest.IndexOf("<!-- figures: ") is var start and >= 0)
        {
            var name = rest[(start + 14)..];
            name = name[..name.IndexOf(" -->")];
            var end = rest[start..].IndexOf("<!-- end -->");
            if (end < 0) throw new InputException($"the block \"{name}\" has no end", "docs/reference/accuracy.md", "write <!-- end --> below it");
            var opened = start + 14 + name.Length + 4;
            text.Append(rest[..opened]);
            if (Block(name.ToString(), run) is { } block) text.Append("\n\n").Append(block).Append('\n');
            else text.Append(rest[opened..(start + end)]);
            rest = rest[(start + end)..];
            text.Append(rest[..12]);
            rest = rest[12..];
        }

        return text.Append(rest).ToString();
    }

    /// <summary>Predicted against measured, whole architectures left out.</summary>
    public static string Plot(AccuracyRun run) => ScatterPlot.Of(
        from row in Fitted(run.LeftOut[LeftOut.Architecture])
        from figure in row.Figures
        select (ArchitectureKey.Of(row.Deployment!.Deployment.Model), figure));

    private static string? Block(string name, AccuracyRun run) => name switch
    {
        "summary" => Summary(run),
        "architectures" => Folds(run, LeftOut.Architecture, "left out"),
        "accelerators" => Folds(run, LeftOut.Accelerator, "left out"),
        "groups" => Folds(run, LeftOut.Group, "left out"),
        "strips" => Strips(run),
        "judged" => Judged(run),
        "worst" => Worst(run),
        "ablations" => Ablations(run),
        "unpredicted" => Unpredicted(run),
        _ => throw new InputException($"there are no figures \"{name}\"", "docs/reference/accuracy.md", "name one of summary, architectures, accelerators, groups, strips, judged, worst, ablations, unpredicted"),
    };

    private static IEnumerable<PredictedRow> Fitted(IEnumerable<PredictedRow> rows) => rows.Where(row => ServingRow.IsFitted(row.Row));

    private static List<PredictedFigure> Figures(IEnumerable<PredictedRow> rows, PredictedMetric metric) => [.. rows.SelectMany(row => row.Figures).Where(figure => figure.Metric == metric)];

    private static string NameOf(LeftOut kind) => kind switch
    {
        LeftOut.Architecture => "a whole architecture",
        LeftOut.Accelerator => "a whole accelerator",
        LeftOut.Group => "a random fifth",
        _ => "nothing (fitted to)",
    };

    private static string Summary(AccuracyRun run) => MarkdownTable.Of(
        ["left out", "metric", .. MarkdownTable.ErrorHeadings, "floor: median, mean %|"],
        from metric in s_times
        from kind in (LeftOut[])[.. s_kinds, LeftOut.Nothing]
        let errors = ErrorSummary.Of(Figures(Fitted(kind == LeftOut.Nothing ? run.InSample : run.LeftOut[kind]), metric))
        select (IReadOnlyList<string>)[NameOf(kind), MarkdownTable.NameOf(metric), .. MarkdownTable.Errors(errors), FloorOf(metric, kind)]);

    private static string FloorOf(PredictedMetric metric, LeftOut kind) => (metric, kind) switch
    {
        (_, LeftOut.Nothing) => "",
        (PredictedMetric.TimeToFirstToken, _) => "20",
        (_, LeftOut.Architecture) => "10, 15",
        (_, LeftOut.Accelerator) => "11, 16",
        _ => "8, 12",
    };

    private static string Folds(AccuracyRun run, LeftOut kind, string heading) => MarkdownTable.Of(
        [heading, "metric", .. MarkdownTable.ErrorHeadings],
        from fold in Fitted(run.LeftOut[kind]).GroupBy(row => CrossValidation.FoldOf(kind, row.Deployment!, row.Row)).OrderBy(fold => fold.Key, StringComparer.Ordinal)
        from metric in s_times
        let figures = Figures(fold, metric)
        where figures.Count > 0
        select (IReadOnlyList<string>)[metric == s_times[0] ? fold.Key : "", MarkdownTable.NameOf(metric), .. MarkdownTable.Errors(ErrorSummary.Of(figures))]);

    // Rows that no fit sees, by the fits that also left out their architecture.
    private static string Judged(AccuracyRun run) => MarkdownTable.Of(
        ["source", "scenario", "metric", .. MarkdownTable.ErrorHeadings],
        from alike in run.LeftOut[LeftOut.Architecture].Where(row => !ServingRow.IsFitted(row.Row)).GroupBy(row => (row.Row.SourceKey, row.Row.Scenario)).OrderBy(alike => alike.Key.ToString(), StringComparer.Ordinal)
        from metric in Enum.GetValues<PredictedMetric>()
        let figures = Figures(alike, metric)
        where figures.Count > 0
        select (IReadOnlyList<string>)[alike.Key.SourceKey, alike.Key.Scenario, MarkdownTable.NameOf(metric), .. MarkdownTable.Errors(ErrorSummary.Of(figures))]);

    private static string Strips(AccuracyRun run)
    {
        var text = new StringBuilder("```text\n");
        foreach (var metric in s_times)
        {
            text.Append(CultureInfo.InvariantCulture, $"{MarkdownTable.NameOf(metric) + ", predicted / measured",-40}{RatioStrip.Scale}\n");
            foreach (var kind in (LeftOut[])[LeftOut.Architecture, LeftOut.Accelerator])
            {
                foreach (var fold in Fitted(run.LeftOut[kind]).GroupBy(row => CrossValidation.FoldOf(kind, row.Deployment!, row.Row)).OrderBy(fold => fold.Key, StringComparer.Ordinal))
                    if (Figures(fold, metric) is { Count: > 0 } figures) text.Append(CultureInfo.InvariantCulture, $"{fold.Key,-40}{RatioStrip.Of(figures.Select(figure => figure.Predicted / figure.Measured))}\n");
                text.Append('\n');
            }
        }

        return text.Append("```\n").ToString();
    }

    private static string Worst(AccuracyRun run)
    {
        var rows = Fitted(run.LeftOut[LeftOut.Architecture]).ToList();
        var reasons = new ErrorReasons(rows);
        return MarkdownTable.Of(
            ["rows", "metric", "n|", "median %|", "bias %|", "of the farthest row, a rule says"],
            from metric in s_times
            from alike in rows.GroupBy(row => $"{ArchitectureKey.Of(row.Deployment!.Deployment.Model)}, {row.Deployment.Deployment.Accelerator.Id}, {row.Deployment.Deployment.Engine.Id}, {row.Deployment.Deployment.Precision.Name}")
                .Where(alike => Figures(alike, metric).Count >= GroupLeast)
                .OrderByDescending(alike => ErrorSummary.Of(Figures(alike, metric)).Median).Take(metric == s_times[0] ? GroupsShown : GroupsShown / 2)
            let errors = ErrorSummary.Of(Figures(alike, metric))
            select (IReadOnlyList<string>)[alike.Key, MarkdownTable.NameOf(metric), errors.Count.ToString(CultureInfo.InvariantCulture), MarkdownTable.Percent(errors.Median), MarkdownTable.Percent(errors.Bias), ReasonOf(reasons, alike, metric)]);
    }

    private static string ReasonOf(ErrorReasons reasons, IEnumerable<PredictedRow> rows, PredictedMetric metric)
    {
        var farthest = rows.SelectMany(row => row.Figures.Where(figure => figure.Metric == metric).Select(figure => (row, figure))).MaxBy(one => Math.Abs(Math.Log(one.figure.Predicted / one.figure.Measured)));
        return (reasons.Of(farthest.row, farthest.figure).FirstOrDefault() ?? "nothing").Replace("|", "\\|", StringComparison.Ordinal);
    }

    private static string? Ablations(AccuracyRun run) => run.Ablations is not [var whole, ..] ? null : MarkdownTable.Of(
        ["without", "TPOT median %|", "mean %|", "p90 %|", "mean against all|", "TTFT median %|", "mean %|", "median against all|"],
        from one in run.Ablations
        let token = ErrorSummary.Of(Figures(one.Rows, s_times[0]))
        let first = ErrorSummary.Of(Figures(one.Rows, s_times[1]))
        select (IReadOnlyList<string>)
        [
            one.Name, MarkdownTable.Percent(token.Median), MarkdownTable.Percent(token.Mean), MarkdownTable.Percent(token.P90), Signed(token.Mean - ErrorSummary.Of(Figures(whole.Rows, s_times[0])).Mean),
            MarkdownTable.Percent(first.Median), MarkdownTable.Percent(first.Mean), Signed(first.Median - ErrorSummary.Of(Figures(whole.Rows, s_times[1])).Median),
        ]);

    private static string Signed(double share) => (share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Unpredicted(AccuracyRun run) => MarkdownTable.Of(
        ["reason", "n|", "such as"],
        from alike in run.Unpredicted.GroupBy(row => row.Why!.Reason).OrderByDescending(alike => alike.Count()).ThenBy(alike => alike.Key, StringComparer.Ordinal)
        let one = alike.First()
        select (IReadOnlyList<string>)[alike.Key, alike.Count().ToString(CultureInfo.InvariantCulture), $"{one.Row.Model} on {one.Row.Gpus} x {one.Row.Accelerator}, {one.Row.Scenario}: {one.Why!.Detail}"]);
}
