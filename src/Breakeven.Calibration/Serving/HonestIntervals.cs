using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration.Serving;

/// <summary>
/// Gives left-out rows the intervals that the residuals of all other folds would have given them: what is true of a row whose architecture nobody had measured is told
/// without that architecture's residuals.
/// </summary>
public sealed class HonestIntervals
{
    private readonly List<(LeftOutRow Row, IReadOnlyList<Residual> Residuals)> _all;
    private readonly KernelTable _kernels;
    private readonly Func<string, string?> _familyOf;

    /// <param name="rows">The rows of every kind of fold.</param>
    /// <param name="kernels">Which accelerators' kernels were timed.</param>
    /// <param name="familyOf">The family of an accelerator.</param>
    public HonestIntervals(IEnumerable<LeftOutRow> rows, KernelTable kernels, Func<string, string?> familyOf)
    {
        _all = [.. rows.Select(row => (row, (IReadOnlyList<Residual>)[.. Residual.Of(row.Predicted, row.Kind)]))];
        (_kernels, _familyOf) = (kernels, familyOf);
    }

    /// <summary>All residuals, as <see cref="IntervalFit"/> and <see cref="ResidualFile"/> take them.</summary>
    public IReadOnlyList<Residual> Residuals => [.. _all.SelectMany(one => one.Residuals)];

    /// <summary>The rows of a kind of fold with intervals that know nothing of their fold.</summary>
    public IReadOnlyList<PredictedRow> Of(LeftOut kind)
        => [.. _all.Where(one => one.Row.Kind == kind).GroupBy(one => one.Row.Fold).SelectMany(fold => Of(kind, fold.Key, fold.Select(one => one.Row.Predicted)))];

    private IEnumerable<PredictedRow> Of(LeftOut kind, string fold, IEnumerable<PredictedRow> rows)
    {
        var others = _all.Where(one => CrossValidation.FoldOf(kind, one.Row.Predicted.Deployment!, one.Row.Predicted.Row) != fold).SelectMany(one => one.Residuals);
        var intervals = new PredictionIntervals(IntervalFit.Build([.. others], "", _familyOf), _kernels);
        return rows.Select(row => row with { Figures = [.. row.Figures.Select(figure => figure with { Interval = IntervalOf(intervals, row, figure) })] });
    }

    private static Statistics.RelativeInterval? IntervalOf(PredictionIntervals intervals, PredictedRow row, PredictedFigure figure)
        => intervals.For(figure.Metric, row.Deployment!.Deployment, Residual.ScenarioOf(row.Row), Residual.AtOnce(row.Deployment, row.Admitted));
}
