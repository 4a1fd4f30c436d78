namespace Breakeven.Calibration.Serving;

/// <summary>Fits that leave some rows out, each from where the fit to all of them ended.</summary>
public sealed class ServingFolds(ServingFit fit, IReadOnlyList<ServingRow> rows, ServingFitResult? from = null, int slopesMost = 20)
{
    private ServingFitResult? _full;
    private ServingSlopes? _slopes;

    /// <summary>The fit to all rows.</summary>
    public ServingFitResult Full => _full ??= from is null ? fit.Fit(rows, slopesMost) : fit.Refit(rows, from, null, slopesMost);

    public IReadOnlyList<ServingRow> Rows => rows;

    /// <summary>The calibration that has not seen these rows.</summary>
    public Performance.Calibration Without(Func<ServingRow, bool> leftOut)
    {
        List<ServingRow> seen = [.. rows.Where(row => !leftOut(row))];
        if (seen.Count == rows.Count) return LocalFit.Correct(Full.Calibration, rows);
        _slopes ??= fit.SlopesAt(rows, Full);
        return LocalFit.Correct(fit.Refit(seen, Full, _slopes).Calibration, seen);
    }
}
