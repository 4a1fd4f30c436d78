using Breakeven.Statistics;

namespace Breakeven.Measurements;

/// <summary>How far predictions of one kind are off, as shares of what was measured.</summary>
/// <param name="Count">Figures.</param>
/// <param name="Median">Of the absolute errors.</param>
/// <param name="Mean">Of the absolute errors.</param>
/// <param name="P90">What nine in ten absolute errors lie below.</param>
/// <param name="Bias">The mean error with its sign: above 0 where the model says too much.</param>
/// <param name="Coverage">Of the figures with a 90 % interval, the share whose measured value lies in it; null where none has one.</param>
/// <param name="Width">The median width of those intervals over the prediction; null where none has one.</param>
public sealed record ErrorSummary(int Count, double Median, double Mean, double P90, double Bias, double? Coverage, double? Width)
{
    /// <summary>The errors of at least one figure.</summary>
    public static ErrorSummary Of(IReadOnlyCollection<PredictedFigure> figures)
    {
        ArgumentOutOfRangeException.ThrowIfZero(figures.Count);
        var errors = figures.Select(figure => Math.Abs(figure.Error)).Order().ToArray();
        var within = figures.Where(figure => figure.Interval is not null).ToList();
        var widths = within.Select(figure => figure.Interval!.Value.Width).Order().ToArray();
        return new(
            errors.Length,
            Quantile.Of(errors, 0.5),
            errors.Average(),
            Quantile.Of(errors, 0.9),
            figures.Average(figure => figure.Error),
            within.Count == 0 ? null : within.Count(figure => figure.Interval!.Value.Covers(figure.Predicted, figure.Measured)) / (double)within.Count,
            within.Count == 0 ? null : Quantile.Of(widths, 0.5));
    }
}
