using System.Globalization;
using Breakeven.Economics;
using Breakeven.Measurements;

namespace Breakeven.Cli.Verbs;

/// <summary>A nearest measurement in one line.</summary>
internal static class NearestText
{
    public static string Of(NearestPoint point)
    {
        var row = point.Row;
        var layout = point.Predicted.Deployment is { } measured ? $", {RowKeys.LayoutOf(measured)}" : "";
        var lengths = row is { InputTokens: { } input, OutputTokens: { } output } ? Text($" {input:0}/{output:0}") : " a dataset";
        var load = row.Concurrency is { } clients ? Text($" at {clients:0.#}") : ", all at once";
        return $"{Contender.ShortName(row.Model)} {row.Precision} on {row.Gpus}x {row.Accelerator}{layout}, {row.Engine} {row.EngineVersion}".TrimEnd() + $",{lengths}{load}: {Outcome(point)}{(point.Distance < 1 ? "" : Text($"; distance {point.Distance:0.0}"))}";
    }

    private static string Outcome(NearestPoint point)
    {
        if (point.Figure is not { } figure) return $"not predicted ({point.Predicted.Why?.Reason})";
        var unit = figure.Metric switch
        {
            PredictedMetric.TimePerOutputToken => " ms a token",
            PredictedMetric.TimeToFirstToken => " ms to the first token",
            PredictedMetric.OutputTokensPerSecond => " output tokens/s",
            _ => " tokens/s",
        };
        return $"{IntervalCells.Digits(figure.Measured)}{unit}, predicted {IntervalCells.Digits(figure.Predicted)} ({(figure.Error * 100).ToString("+0;-0;0", CultureInfo.InvariantCulture)} %)";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The same for programs. The error is the prediction over the measurement, less 1.</summary>
internal sealed record NearestRecord(
    string Id, string Source, string Model, string Gpu, int Gpus, string Engine, string EngineVersion, string Precision, string? Layout, string Scenario, double? InputTokens, double? OutputTokens,
    double? Concurrency, double Distance, string? Metric, double? Measured, double? Predicted, double? Error)
{
    public static NearestRecord? Of(NearestPoint? point) => point is null ? null : new(
        point.Row.Id, point.Row.Source, point.Row.Model, point.Row.Accelerator, point.Row.Gpus, point.Row.Engine, point.Row.EngineVersion, point.Row.Precision,
        point.Predicted.Deployment is { } measured ? RowKeys.LayoutOf(measured) : null, point.Row.Scenario, point.Row.InputTokens, point.Row.OutputTokens, point.Row.Concurrency, Math.Round(point.Distance, 3),
        point.Figure is { } figure ? RowKeys.NameOf(figure.Metric) : null, point.Figure?.Measured, point.Figure?.Predicted, point.Figure?.Error);
}
