using Breakeven.Measurements;

namespace Breakeven.Calibration.Serving;

/// <summary>Rows of a fit as <see cref="Validation"/> judges them.</summary>
public static class ServingErrors
{
    /// <summary>The rows' times under a calibration.</summary>
    public static IReadOnlyList<PredictedRow> Of(IReadOnlyList<ServingRow> rows, Performance.Calibration calibration)
    {
        var errors = ServingFit.Errors(rows, calibration);
        return [.. rows.Select((row, i) => new PredictedRow(row.Row, row.Measured, [.. Figures(row.Row, errors[2 * i], errors[2 * i + 1])], null))];
    }

    private static IEnumerable<PredictedFigure> Figures(Measurement row, double token, double first)
    {
        if (row.TimeToFirstTokenMs is { } toFirst) yield return new(PredictedMetric.TimeToFirstToken, toFirst, toFirst * Math.Exp(first));
        if (row.TimePerOutputTokenMs is { } each) yield return new(PredictedMetric.TimePerOutputToken, each, each * Math.Exp(token));
    }
}
