using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Measurements;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven validate for people.</summary>
internal static class ValidateSections
{
    // More reasons than this make a row a paragraph; JSON has them all.
    private const int ReasonsShown = 2;

    /// <summary>The report.</summary>
    /// <param name="validation">What was found.</param>
    /// <param name="by">The groupings that were asked for.</param>
    /// <param name="worst">How many rows to show were asked for.</param>
    /// <param name="warnings">What to say first.</param>
    /// <param name="together">All groupings in one table, for a format that prints only one.</param>
    public static IEnumerable<Section> Of(Validation validation, IReadOnlyList<IReadOnlyList<RowKey>> by, int worst, IReadOnlyList<string> warnings, bool together)
    {
        yield return new Section.Paragraph(ValidateWords.Summary(validation));
        if (warnings.Count > 0) yield return new Section.Notes("Before you trust the rest", warnings);
        yield return new Section.Table("Errors", [s_metric, .. s_errors], [.. validation.Metrics.Select(metric => (IReadOnlyList<Cell>)[Metric(metric.Metric).As(Tone.Strong), .. Errors(metric.Errors)])])
        {
            Main = by.Count == 0,
            WhenEmpty = "no row was predicted",
        };
        foreach (var keys in together && by.Count > 0 ? [[.. by.SelectMany(keys => keys).Distinct().Order()]] : by)
            yield return Groups(keys, validation.Groups.Where(errors => together || errors.By.Select(pair => pair.Key).SequenceEqual(keys)));
        if (worst > 0) yield return Worst(validation);
        yield return new Section.Table("Not predicted", s_skipped, [.. validation.Skipped.Select(Skipped)]) { WhenEmpty = "every row was predicted" };
        yield return new Section.Paragraph("Errors are of the measured value; bias above 0 says too much; covered: measured values within the 90 % interval.", Tone.Quiet);
    }

    /// <summary>How the errors of each metric came about.</summary>
    public static IEnumerable<Explanation> Explain(Validation validation)
    {
        var sources = string.Join("; ", validation.Rows.Where(row => row.Why is null).Select(row => row.Row.Source).Where(source => source.Length > 0).Distinct());
        foreach (var (metric, errors) in validation.Metrics)
            yield return new(
                $"median error of {RowKeys.NameOf(metric)}",
                $"{Percent(errors.Median).Text} %",
                "median(|predicted / measured - 1|), on the line between neighbours at place share x (n - 1)",
                $"{errors.Count} rows, each predicted by the estimator that size and compare ask",
                Basis.Measured,
                sources);
    }

    private static readonly Column s_metric = new("metric", "metric");

    private static readonly IReadOnlyList<Column> s_errors =
    [
        Column.Number("n", "n"),
        Column.Number("median %", "median_ape"),
        Column.Number("mean %", "mape"),
        Column.Number("p90 %", "p90_ape", drop: 1),
        Column.Number("bias %", "bias"),
        Column.Number("covered %", "coverage_90", drop: 3),
        Column.Number("width %", "width_90", drop: 3),
    ];

    private static IEnumerable<Cell> Errors(ErrorSummary errors) =>
        [Cell.Number(errors.Count), Percent(errors.Median).As(Tone.Strong), Percent(errors.Mean), Percent(errors.P90), Signed(errors.Bias), Percent(errors.Coverage), Percent(errors.Width)];

    private static Section.Table Groups(IReadOnlyList<RowKey> keys, IEnumerable<ErrorGroup> groups) => new(
        "By " + string.Join(", ", keys.Select(RowKeys.NameOf)),
        [.. keys.Select(key => new Column(RowKeys.NameOf(key), RowKeys.NameOf(key))), s_metric, .. s_errors],
        [.. from errors in groups
            from metric in errors.Metrics
            select (IReadOnlyList<Cell>)
            [
                .. keys.Select(key => Cell.Of(errors.By.FirstOrDefault(pair => pair.Key == key).Value ?? "")),
                Metric(metric.Metric),
                .. Errors(metric.Errors),
            ]])
    {
        Main = true,
        WhenEmpty = "no row was predicted",
    };

    private static readonly IReadOnlyList<Column> s_worst =
    [
        new("row", "where"),
        new("model", "model", Drop: 2),
        new("on", "gpus", Drop: 1),
        new("engine", "engine", Drop: 3),
        new("precision", "precision", Drop: 5),
        new("layout", "layout", Drop: 4),
        Column.Number("in", "input_tokens", drop: 4),
        Column.Number("out", "output_tokens", drop: 4),
        Column.Number("at once", "concurrency", drop: 4),
        new("metric", "metric"),
        Column.Number("measured", "measured"),
        Column.Number("predicted", "predicted"),
        Column.Number("error %", "error"),
        new("likely because", "reasons"),
    ];

    private static Section.Table Worst(Validation validation) => new($"The {validation.Worst.Count} farthest off", s_worst, [.. validation.Worst.Select(Row)]) { WhenEmpty = "no row was predicted" };

    private static IReadOnlyList<Cell> Row(WorstRow worst)
    {
        var (row, figure) = (worst.Row.Row, worst.Figure);
        var deployment = worst.Row.Deployment!;
        return
        [
            new Cell(Place(row), row.Where),
            row.Model,
            Cell.Of(string.Create(CultureInfo.InvariantCulture, $"{row.Gpus} x {row.Accelerator}")),
            row.Engine,
            row.Precision,
            RowKeys.LayoutOf(deployment),
            Cell.Number(deployment.Input),
            Cell.Number(deployment.Output),
            Cell.Number(row.Concurrency),
            Metric(figure.Metric),
            Figure(figure.Measured),
            Figure(figure.Predicted),
            Signed(figure.Error).As(Tone.Strong),
            Cell.Of(worst.Reasons.Count == 0 ? "no rule says why" : string.Join("; ", worst.Reasons.Take(ReasonsShown))),
        ];
    }

    private static readonly IReadOnlyList<Column> s_skipped = [new("reason", "reason"), Column.Number("rows", "n"), new("such as", "rows")];

    private static IReadOnlyList<Cell> Skipped(SkippedRows skipped) =>
    [
        Cell.Of(skipped.Reason, Tone.Strong),
        Cell.Number(skipped.Rows.Count),
// JSON has them all.
        skipped.Rows[0] is var row && row.Why is { Detail.Length: > 0 } why ? new($"{Place(row.Row)}: {why.Detail}", $"{row.Row.Where}: {why.Detail}") : new Cell(Place(row.Row), row.Row.Where),
    ];

    // The file's name and the line; the folder is what the user named, or the catalogue.
    private static string Place(Measurement row) => row.Where[(row.Where.LastIndexOf('/') + 1)..];

    private static Cell Metric(PredictedMetric metric) => new(metric switch
    {
        PredictedMetric.TimeToFirstToken => "TTFT ms",
        PredictedMetric.TimePerOutputToken => "TPOT ms",
        PredictedMetric.OutputTokensPerSecond => "output tok/s",
        _ => "total tok/s",
    }, RowKeys.NameOf(metric));

    private static Cell Percent(double? share) => share is { } known ? new(Text(known, "", "0.0"), Cell.Number(known).Raw) : Cell.Unknown;

    private static Cell Signed(double share) => new(Text(share, "+", "+0.0;-0.0;0.0"), Cell.Number(share).Raw);

    // A prediction a hundred times too large is wrong, whatever its digits.
    private static string Text(double share, string sign, string format) => share < 100 ? (share * 100).ToString(format, CultureInfo.InvariantCulture) : $"{sign}>9,999";

    // Three figures of a time or a rate are all that anybody measures.
    private static Cell Figure(double value) => value < 1e8 ? Cell.Number(value, value < 10 ? 2 : value < 100 ? 1 : 0) : new(value.ToString("0.0e0", CultureInfo.InvariantCulture), Cell.Number(value).Raw);
}
