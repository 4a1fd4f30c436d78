using Breakeven.Calibration.Serving;
using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;

namespace Breakeven.Calibration.Accuracy;

/// <summary>All that docs/reference/accuracy.md is made of: every fold of every kind, with intervals, and the ablations.</summary>
public sealed class AccuracyRun
{
    private AccuracyRun(ServingFitResult fit, CrossValidation validation, IReadOnlyDictionary<LeftOut, IReadOnlyList<PredictedRow>> leftOut, IReadOnlyList<Residual> residuals, IReadOnlyList<AblatedRows> ablations)
        => (Fit, Unpredicted, InSample, LeftOut, Residuals, Ablations) = (fit, validation.Unpredicted, [.. validation.InSample.Select(row => row.Predicted)], leftOut, residuals, ablations);

    /// <summary>The fit to all rows.</summary>
    public ServingFitResult Fit { get; }

    /// <summary>Rows that were not predicted, with the reason.</summary>
    public IReadOnlyList<PredictedRow> Unpredicted { get; }

    /// <summary>All rows under the fit that has seen those that are fitted.</summary>
    public IReadOnlyList<PredictedRow> InSample { get; }

    /// <summary>All rows by what was left out, with intervals that know nothing of what was.</summary>
    public IReadOnlyDictionary<LeftOut, IReadOnlyList<PredictedRow>> LeftOut { get; }

    /// <summary>Of all kinds of folds, for the intervals that ship.</summary>
    public IReadOnlyList<Residual> Residuals { get; }

    public IReadOnlyList<AblatedRows> Ablations { get; }

    /// <summary>Fits, leaves out, and fits again; minutes.</summary>
    /// <param name="catalog">Models, accelerators and measurements.</param>
    /// <param name="start">Kernels, and the constants that are not fitted.</param>
    /// <param name="progress">Told what is done.</param>
    /// <param name="ablate">Whether to leave parts of the model out too.</param>
    public static AccuracyRun Of(ICatalog catalog, Performance.Calibration start, Action<string> progress, bool ablate = true)
    {
        var rows = ServingRow.Of(catalog, catalog.Measurements.Where(ServingRow.IsFitted));
        var folds = new ServingFolds(new(ServingPriors.All, start), rows);
        var validation = new CrossValidation(catalog, catalog.Measurements, folds);
        progress($"fitted to {rows.Count} rows");
        var all = new List<LeftOutRow>();
        LeftOut[] kinds = [Measurements.Intervals.LeftOut.Group, Measurements.Intervals.LeftOut.Accelerator, Measurements.Intervals.LeftOut.Architecture];
        foreach (var kind in kinds)
        {
            all.AddRange(validation.Run(kind));
            progress($"left out by {kind}");
        }

        var intervals = new HonestIntervals(all, start.Kernels, id => catalog.FindAccelerator(id)?.Family);
        var leftOut = kinds.ToDictionary(kind => kind, intervals.Of);
        progress("intervals");
        var ablations = new List<AblatedRows>();
        if (ablate)
        {
            foreach (var one in AblationStudy.Run(start, [.. rows.Where((_, i) => i % AblationStudy.Every == 0)], folds.Full))
            {
                ablations.Add(one);
                progress($"without {one.Name}");
            }
        }

        return new(folds.Full, validation, leftOut, intervals.Residuals, ablations);
    }
}
