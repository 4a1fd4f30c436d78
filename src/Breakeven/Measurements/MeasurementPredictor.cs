using Breakeven.Catalog;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance;
using Breakeven.Sizing;

namespace Breakeven.Measurements;

/// <summary>Predicts what measured rows measure, from their deployments alone: the same step model and the same sizing as every other answer.</summary>
public sealed class MeasurementPredictor(ICatalog catalog, Calibration calibration, PredictionIntervals? intervals = null)
{
    private readonly MeasurementReader _reader = new(catalog);

    /// <summary>By the calibration and the intervals that ship with the library.</summary>
    public MeasurementPredictor(ICatalog catalog) : this(catalog, Calibration.Embedded, PredictionIntervals.Embedded)
    {
    }

    /// <summary>The row with a figure for each metric it measures, or with the reason why there is none.</summary>
    public PredictedRow Predict(Measurement row)
    {
        if (row is { TimeToFirstTokenMs: null, TimePerOutputTokenMs: null, OutputTokensPerSecond: null, TotalTokensPerSecond: null })
            return new(row, null, [], new(Unpredicted.Metrics, ""));
        if (_reader.Resolve(row, out var why) is not { } measured) return new(row, null, [], why);
        if (Sizer.Refuse(measured.Deployment) is { } refusal) return new(row, measured, [], new(Unpredicted.Infeasible, refusal.Reason));
        if (HardwareLimit.Exceeded(row, measured) is { } beyond) return new(row, measured, [], new(Unpredicted.BeyondHardware, beyond));
        var deployment = measured.Deployment;
        if (measured.Production is { } production)
            return new(row, measured, [.. production.Predict(row, deployment, calibration)], null) { Basis = Basis.Assumed };
        var serving = new ServingModel(
            StepCompiler.Compile(deployment, calibration),
            Sizer.Plan(deployment),
            new() { Rate = new(1), Input = new((long)measured.Input), Output = new((long)measured.Output) },
            calibration);
        if (serving.ClosedLoop(measured.Concurrency ?? 4096, measured.Spread) is not { } point)
            return new(row, measured, [], new(Unpredicted.Infeasible, "no sequence of this length fits into the cache"));
        return new(row, measured, [.. Figures(row, measured, point, LatencyPoint(row, measured, serving) ?? point).Select(figure => WithInterval(figure, row, measured, serving.AdmittedMax))], null) { Basis = serving.Basis, Admitted = serving.AdmittedMax, PrefillShare = point.PrefillShare };
    }

    private PredictedFigure WithInterval(PredictedFigure figure, Measurement row, MeasuredDeployment measured, long admitted)
        => figure with { Interval = intervals?.For(figure.Metric, measured.Deployment, Residual.ScenarioOf(row), Residual.AtOnce(measured, admitted)) };

    // Requests that come at a rate of their own: latencies at that rate and MLPerf's percentile, or at the most that is carried where the rate is more.
    private static ServingPoint? LatencyPoint(Measurement row, MeasuredDeployment measured, ServingModel serving) =>
        row.Scenario is "mlperf-server" or "open-loop" && row.OutputTokensPerSecond is { } output
            ? serving.At(new(output / measured.Replicas / measured.Output), 99) ?? serving.Capacity(Workloads.Objective.None)
            : null;

    private static IEnumerable<PredictedFigure> Figures(Measurement row, MeasuredDeployment measured, ServingPoint point, ServingPoint latency)
    {
        if (row.TimeToFirstTokenMs is { } first)
            yield return new(PredictedMetric.TimeToFirstToken, first, (ReferenceEquals(latency, point) ? point.TimeToFirstTokenMean : latency.TimeToFirstToken).Value * 1e3);
        if (row.TimePerOutputTokenMs is { } each)
            yield return new(PredictedMetric.TimePerOutputToken, each, (ReferenceEquals(latency, point) ? point.Step : latency.TimePerOutputToken).Value * 1e3);
        var output = point.Rate.Value * measured.Replicas * measured.Output;
        if (row.OutputTokensPerSecond is { } outputRate)
            yield return new(PredictedMetric.OutputTokensPerSecond, outputRate, output);
        if (row.TotalTokensPerSecond is { } totalRate)
            yield return new(PredictedMetric.TotalTokensPerSecond, totalRate, row.TotalCountsOutput ? output : output * (1 + measured.Input / measured.Output));
    }
}
