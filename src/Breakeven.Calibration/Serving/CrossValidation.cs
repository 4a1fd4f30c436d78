using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;

namespace Breakeven.Calibration.Serving;

/// <summary>A row predicted by a fit that had not seen it, nor any other of its fold.</summary>
/// <param name="Predicted">The prediction, without intervals.</param>
/// <param name="Kind">What was left out.</param>
/// <param name="Fold">Which architecture, accelerator or group it was.</param>
/// <param name="Fitted">Whether the row takes part in fits at all; others only judge.</param>
public sealed record LeftOutRow(PredictedRow Predicted, LeftOut Kind, string Fold, bool Fitted);

/// <summary>Predicts every measured row by a fit that left out its whole architecture, its whole accelerator, or its fifth of all rows.</summary>
public sealed class CrossValidation(ICatalog catalog, IReadOnlyList<Measurement> measurements, ServingFolds folds)
{
    private const uint Groups = 5;

    private IReadOnlyList<PredictedRow> Seen => field ??= Predict(measurements, LocalFit.Correct(folds.Full.Calibration, folds.Rows));

    /// <summary>Rows that no fit can predict, with the reason.</summary>
    public IReadOnlyList<PredictedRow> Unpredicted => [.. Seen.Where(row => row.Why is not null)];

    /// <summary>All rows under the fit that has seen those it was made to.</summary>
    public IReadOnlyList<LeftOutRow> InSample => [.. Seen.Where(row => row.Why is null).Select(row => new LeftOutRow(row, LeftOut.Nothing, "", ServingRow.IsFitted(row.Row)))];

    /// <summary>The rows of every fold of a kind, in the order of the measurements.</summary>
    public IReadOnlyList<LeftOutRow> Run(LeftOut kind)
    {
        if (kind == LeftOut.Nothing) return InSample;
        var rows = Seen.Where(row => row.Why is null).ToList();
        var predicted = new Dictionary<string, LeftOutRow>();
        foreach (var fold in rows.GroupBy(row => FoldOf(kind, row.Deployment!, row.Row)).OrderBy(fold => fold.Key, StringComparer.Ordinal))
        {
            var calibration = folds.Without(row => FoldOf(kind, row.Measured, row.Row) == fold.Key);
            foreach (var row in Predict([.. fold.Select(row => row.Row)], calibration)) predicted[row.Row.Where] = new(row, kind, fold.Key, ServingRow.IsFitted(row.Row));
        }

        return [.. rows.Select(row => predicted[row.Row.Where])];
    }

    /// <summary>The fold that a row belongs to.</summary>
    public static string FoldOf(LeftOut kind, MeasuredDeployment measured, Measurement row) => kind switch
    {
        LeftOut.Architecture => ArchitectureKey.Of(measured.Deployment.Model),
        LeftOut.Accelerator => measured.Deployment.Accelerator.Id,
        LeftOut.Group => $"group {Digest(row.Id) % Groups + 1}",
        _ => "",
    };

    private List<PredictedRow> Predict(IReadOnlyList<Measurement> rows, Performance.Calibration calibration)
    {
        var predictor = new MeasurementPredictor(catalog, calibration, PredictionIntervals.None);
        return [.. Validation.Run(rows, predictor.Predict, []).Rows];
    }

    // Fowler, Noll and Vo's: the same on every machine, and next to no pattern over ids that count upwards.
    private static uint Digest(string text)
    {
        var digest = 2166136261u;
        foreach (var letter in text) digest = unchecked((digest ^ letter) * 16777619);
        return digest;
    }
}
