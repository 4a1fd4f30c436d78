using System.Text.Json.Serialization;
using Breakeven.Measurements;

namespace Breakeven.Cli.Verbs;

/// <summary>The errors of one metric as JSON has them: shares of what was measured; null where no figure has an interval.</summary>
internal sealed record MetricErrorsRecord(
    string Metric,
    int N,
    double MedianApe,
    double Mape,
    [property: JsonPropertyName("p90_ape")] double P90Ape,
    double Bias,
    [property: JsonPropertyName("coverage_90")] double? Coverage90,
    [property: JsonPropertyName("width_90")] double? Width90)
{
    public static IReadOnlyList<MetricErrorsRecord> Of(IReadOnlyList<MetricErrors> metrics) =>
        [.. metrics.Select(one => new MetricErrorsRecord(RowKeys.NameOf(one.Metric), one.Errors.Count, one.Errors.Median, one.Errors.Mean, one.Errors.P90, one.Errors.Bias, one.Errors.Coverage, one.Errors.Width))];
}

internal sealed record ErrorGroupRecord(IReadOnlyDictionary<string, string> By, IReadOnlyList<MetricErrorsRecord> Metrics);

/// <summary>A row without a prediction, or without that of one figure.</summary>
internal sealed record UnpredictedRowRecord(string Id, string Where, string Detail);

internal sealed record UnpredictedRecord(string Reason, int N, IReadOnlyList<UnpredictedRowRecord> Rows);

/// <summary>A figure of a row; low and high are the ends of the 90 % interval, null where there is none.</summary>
internal sealed record FigureRecord(string Metric, double Measured, double Predicted, double Error, double? Low, double? High)
{
    public static FigureRecord Of(PredictedFigure figure) => new(
        RowKeys.NameOf(figure.Metric), figure.Measured, figure.Predicted, figure.Error, figure.Interval?.Low * figure.Predicted, figure.Interval?.High * figure.Predicted);
}

/// <summary>One of the rows farthest off; the metric is that of its worst figure.</summary>
internal sealed record WorstRecord(
    string Id,
    string Where,
    string Source,
    string Model,
    string Gpu,
    int Gpus,
    string Engine,
    string EngineVersion,
    string Precision,
    string Layout,
    string Scenario,
    double InputTokens,
    double OutputTokens,
    double? Concurrency,
    string Metric,
    double Error,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<FigureRecord> Figures)
{
    public static WorstRecord Of(WorstRow worst)
    {
        var (row, deployment) = (worst.Row.Row, worst.Row.Deployment!);
        return new(
            row.Id, row.Where, row.Source, deployment.Deployment.Model.Id, deployment.Deployment.Accelerator.Id, row.Gpus, deployment.Deployment.Engine.Id, row.EngineVersion, deployment.Deployment.Precision.Name,
            RowKeys.LayoutOf(deployment), row.Scenario, deployment.Input, deployment.Output, row.Concurrency,
            RowKeys.NameOf(worst.Figure.Metric), worst.Figure.Error, worst.Reasons, [.. worst.Row.Figures.Select(FigureRecord.Of)]);
    }
}

internal sealed record ValidateRecord(
    int Rows,
    int Predicted,
    int InfeasibleButMeasured,
    IReadOnlyList<MetricErrorsRecord> Metrics,
    IReadOnlyList<ErrorGroupRecord> Groups,
    IReadOnlyList<UnpredictedRecord> Skipped,
    IReadOnlyList<WorstRecord> Worst) : WireRecord
{
    public static ValidateRecord Of(Validation validation) => new(
        validation.Rows.Count,
        validation.Predicted,
        validation.Infeasible,
        MetricErrorsRecord.Of(validation.Metrics),
        [.. validation.Groups.Select(errors => new ErrorGroupRecord(errors.By.ToDictionary(pair => RowKeys.NameOf(pair.Key), pair => pair.Value), MetricErrorsRecord.Of(errors.Metrics)))],
        [.. validation.Skipped.Select(skipped => new UnpredictedRecord(skipped.Reason, skipped.Rows.Count, [.. skipped.Rows.Select(row => new UnpredictedRowRecord(row.Row.Id, row.Row.Where, row.Why?.Detail ?? ""))]))],
        [.. validation.Worst.Select(WorstRecord.Of)]);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ValidateRecord))]
internal sealed partial class ValidateJson : JsonSerializerContext;
