namespace Breakeven.Measurements.Intervals;

/// <summary>What was measured of one metric under one kind of load: what the intervals call known.</summary>
/// <param name="Metric">The figure.</param>
/// <param name="Scenario">The load's kind.</param>
/// <param name="Platforms">Accelerators, each under an engine.</param>
/// <param name="Families">The families of those accelerators.</param>
/// <param name="Architectures">By <see cref="ArchitectureKey"/>.</param>
public sealed record MeasuredKinds(
    PredictedMetric Metric, ScenarioKind Scenario, IReadOnlySet<(string Engine, string Accelerator)> Platforms, IReadOnlySet<string> Families, IReadOnlySet<string> Architectures);

/// <summary>All that was learnt from residuals: catalog/calibration/intervals.json.</summary>
/// <param name="Source">Which residuals, and of which fit.</param>
/// <param name="Known">What was measured.</param>
/// <param name="Cells">The intervals; of those that fit a figure the narrowest kind answers.</param>
/// <param name="Shared">How errors go together.</param>
public sealed record IntervalTable(string Source, IReadOnlyList<MeasuredKinds> Known, IReadOnlyList<IntervalCell> Cells, IReadOnlyList<SharedError> Shared)
{
    public MeasuredKinds? KnownOf(PredictedMetric metric, ScenarioKind scenario) => Known.FirstOrDefault(one => one.Metric == metric && one.Scenario == scenario);

    public SharedError? SharedOf(PredictedMetric metric, ScenarioKind scenario) => Shared.FirstOrDefault(one => one.Metric == metric && one.Scenario == scenario);

    /// <summary>The cell of the narrowest kind that has one: engine, precision and load; engine and load; engine and precision; engine; load; all.</summary>
    public IntervalCell? Find(PredictedMetric metric, ScenarioKind scenario, Familiarity familiarity, string engine, int precision, LoadClass load)
    {
        IntervalCell? best = null;
        var most = -1;
        foreach (var cell in Cells)
        {
            if (cell.Metric != metric || cell.Scenario != scenario || cell.Familiarity != familiarity) continue;
            if ((cell.Engine ?? engine) != engine || (cell.Precision ?? precision) != precision || (cell.Load ?? load) != load) continue;
            var fit = (cell.Engine is null ? 0 : 4) + (cell.Load is null ? 0 : 2) + (cell.Precision is null ? 0 : 1);
            if (fit > most) (best, most) = (cell, fit);
        }
        return best;
    }
}
