using Breakeven.Catalog;

namespace Breakeven.Measurements;

/// <summary>The errors of one metric.</summary>
public sealed record MetricErrors(PredictedMetric Metric, ErrorSummary Errors);

/// <summary>The errors of the rows that have the same values for some keys.</summary>
public sealed record ErrorGroup(IReadOnlyList<(RowKey Key, string Value)> By, IReadOnlyList<MetricErrors> Metrics);

/// <summary>Rows, or one figure of each, that were not predicted for one reason.</summary>
public sealed record SkippedRows(string Reason, IReadOnlyList<PredictedRow> Rows);

/// <summary>A row that is far off, its worst figure, and what about it may be why; no reason where no rule finds one.</summary>
public sealed record WorstRow(PredictedRow Row, PredictedFigure Figure, IReadOnlyList<string> Reasons);

/// <summary>Measured rows beside their predictions: how far off, where, and what could not be predicted.</summary>
public sealed class Validation
{
    /// <summary>More rows than this share without a prediction, and the errors of the rest say little.</summary>
    public const double SkippedMax = 0.02;

    /// <summary>Why a row has no prediction where the prediction is no figure.</summary>
    public const string NoFigure = "the prediction is not a number above 0";

    /// <summary>Why a row has no prediction where the catalogue refuses one of its facts.</summary>
    public const string Refused = "the catalogue cannot answer for it";

    private Validation(IReadOnlyList<PredictedRow> rows, IReadOnlyList<IReadOnlyList<RowKey>> by, int worst)
    {
        Rows = rows;
        var predicted = rows.Where(row => row.Why is null).ToList();
        Predicted = predicted.Count;
        Metrics = MetricsOf(predicted);
        Groups = [.. by.SelectMany(keys => GroupsOf(predicted, keys))];
        Skipped = [.. SkippedOf(rows)];
        Worst = WorstOf(predicted, worst);
    }

    /// <summary>All rows, in their order.</summary>
    public IReadOnlyList<PredictedRow> Rows { get; }

    /// <summary>Rows with a prediction.</summary>
    public int Predicted { get; }

    /// <summary>Metrics that at least one row measures.</summary>
    public IReadOnlyList<MetricErrors> Metrics { get; }

    /// <summary>For each list of keys, a group for each combination of values that occurs.</summary>
    public IReadOnlyList<ErrorGroup> Groups { get; }

    /// <summary>By reason, the most frequent first.</summary>
    public IReadOnlyList<SkippedRows> Skipped { get; }

    /// <summary>The farthest off first; twice too much and half too little are equally far.</summary>
    public IReadOnlyList<WorstRow> Worst { get; }

    /// <summary>Rows without a prediction over all rows.</summary>
    public double SkippedShare => Rows.Count == 0 ? 0 : 1 - Predicted / (double)Rows.Count;

    /// <summary>Rows that were measured and that the sizing calls impossible.</summary>
    public int Infeasible => Rows.Count(row => row.Why?.Reason == Unpredicted.Infeasible);

    /// <summary>Predicts rows and judges the predictions.</summary>
    /// <param name="rows">What was measured.</param>
    /// <param name="predict">Predicts one row.</param>
    /// <param name="by">Groupings, each by the combination of its keys; none for no groups.</param>
    /// <param name="worst">How many of the worst rows to look into.</param>
    public static Validation Run(IEnumerable<Measurement> rows, Func<Measurement, PredictedRow> predict, IReadOnlyList<IReadOnlyList<RowKey>> by, int worst = 0)
        => Of([.. rows.Select(row => Predict(row, predict))], by, worst);

    /// <summary>Judges rows that are predicted already, such as those that a fit left out.</summary>
    public static Validation Of(IReadOnlyList<PredictedRow> rows, IReadOnlyList<IReadOnlyList<RowKey>> by, int worst = 0) => new(rows, by, worst);

    // A fact that the catalogue refuses, or a figure without a value, costs its row and is counted; it does not end the run.
    private static PredictedRow Predict(Measurement row, Func<Measurement, PredictedRow> predict)
    {
        try
        {
            var predicted = predict(row);
            return predicted.Why is null && (predicted.Figures.Count == 0 || predicted.Figures.Any(figure => !double.IsFinite(figure.Predicted) || figure.Predicted <= 0))
                ? predicted with { Figures = [], Why = new(NoFigure, string.Join(", ", predicted.Figures.Select(figure => RowKeys.NameOf(figure.Metric)))) }
                : predicted;
        }
        catch (InputException refused)
        {
            return new(row, null, [], new(Refused, refused.Message));
        }
    }

    private static IReadOnlyList<MetricErrors> MetricsOf(IEnumerable<PredictedRow> rows) =>
    [
        .. from row in rows
           from figure in row.Figures
           group figure by figure.Metric into figures
           orderby figures.Key
           select new MetricErrors(figures.Key, ErrorSummary.Of([.. figures])),
    ];

    private static IEnumerable<ErrorGroup> GroupsOf(IReadOnlyList<PredictedRow> rows, IReadOnlyList<RowKey> keys)
        => from row in rows
           let values = keys.Select(key => RowKeys.ValueOf(key, row)).ToArray()
           group row by string.Join('\n', values) into alike
           orderby alike.Key.ToUpperInvariant(), alike.Key
           let values = alike.Key.Split('\n')
           select new ErrorGroup([.. keys.Select((key, i) => (key, values[i]))], MetricsOf(alike));

    private static IEnumerable<SkippedRows> SkippedOf(IReadOnlyList<PredictedRow> rows)
        => from row in rows
           from reason in row.Why is { } why ? [why.Reason] : Missing(row)
           group row by reason into alike
           orderby alike.Count() descending, alike.Key
           select new SkippedRows(alike.Key, [.. alike]);

    // A row may be predicted and one of its figures not; that is no skipped row, and is said all the same.
    private static IEnumerable<string> Missing(PredictedRow row)
    {
        foreach (var metric in Enum.GetValues<PredictedMetric>())
            if (row.Row.ValueOf(metric) is not null && row.Figures.All(figure => figure.Metric != metric)) yield return $"{RowKeys.NameOf(metric)} of the row is not predicted";
    }

    private static IReadOnlyList<WorstRow> WorstOf(IReadOnlyList<PredictedRow> rows, int count)
    {
        if (count == 0) return [];
        var reasons = new ErrorReasons(rows);
        return [.. rows
            .Select(row => (Row: row, Figure: row.Figures.MaxBy(Distance)!))
            .OrderByDescending(pair => Distance(pair.Figure))
            .Take(count)
            .Select(pair => new WorstRow(pair.Row, pair.Figure, [.. reasons.Of(pair.Row, pair.Figure)]))];
    }

    private static double Distance(PredictedFigure figure) => Math.Abs(Math.Log(figure.Predicted / figure.Measured));
}
