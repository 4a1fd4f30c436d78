using Breakeven.Performance.Local;

namespace Breakeven.Calibration.Serving;

/// <summary>What a calibration still misses at the rows it was fitted to, by deployment and request: the level that local corrections take.</summary>
public static class LocalFit
{
    /// <summary>The calibration, corrected near these rows.</summary>
    public static Performance.Calibration Correct(Performance.Calibration calibration, IReadOnlyList<ServingRow> rows) => calibration.With(new LocalResiduals(Of(calibration, rows)));

    /// <summary>The residuals of rows under a calibration without corrections, their median over loads.</summary>
    public static IReadOnlyList<LocalResidual> Of(Performance.Calibration calibration, IReadOnlyList<ServingRow> rows)
    {
        var plain = calibration.With(LocalResiduals.Empty);
        var errors = ServingFit.Errors(rows, plain);
        var traits = new Dictionary<int, DeploymentTraits>();
        foreach (var row in rows)
            if (!traits.ContainsKey(row.Step)) traits[row.Step] = row.Compile(plain).Traits;
        return
        [
            .. rows.Select((row, i) => (row, i))
                .GroupBy(one => (Traits: traits[one.row.Step], one.row.Measured.Input, one.row.Measured.Output))
                .Select(group => new LocalResidual(
                    group.Key.Traits, Math.Log2(group.Key.Input), Math.Log2(group.Key.Output), group.Count(),
                    -Median(group.Select(one => errors[2 * one.i])), -Median(group.Select(one => errors[2 * one.i + 1])))),
        ];
    }

    private static double Median(IEnumerable<double> values) => Statistics.Quantile.Of(values.Order().ToArray(), 0.5);
}
