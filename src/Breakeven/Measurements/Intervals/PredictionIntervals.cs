using Breakeven.Performance.Kernels;
using Breakeven.Sizing;
using Breakeven.Statistics;

namespace Breakeven.Measurements.Intervals;

/// <summary>Says within what shares of a prediction nine of ten measurements of its kind lie; says nothing where nothing of its kind was measured.</summary>
public sealed class PredictionIntervals(IntervalTable table, KernelTable kernels)
{
    private static readonly Lazy<PredictionIntervals> s_embedded = new(() => new(IntervalFile.ReadEmbedded(), KernelTable.Embedded));

    /// <summary>The intervals that ship with the library.</summary>
    public static PredictionIntervals Embedded => s_embedded.Value;

    /// <summary>None at all, for a fit whose residuals are still to be told.</summary>
    public static PredictionIntervals None { get; } = new(new("", [], [], []), KernelTable.Embedded);

    public IntervalTable Table { get; } = table;

    /// <summary>The 90 % interval of a figure, or null where it would be a guess.</summary>
    /// <param name="metric">The figure.</param>
    /// <param name="deployment">What it is predicted of.</param>
    /// <param name="scenario">The kind of load.</param>
    /// <param name="sequences">Sequences at once on one replica.</param>
    public RelativeInterval? For(PredictedMetric metric, Deployment deployment, ScenarioKind scenario, double sequences) => Find(metric, deployment, scenario, sequences)?.Interval;

    /// <summary>The same with all that is known of the errors.</summary>
    public ErrorSpread? Find(PredictedMetric metric, Deployment deployment, ScenarioKind scenario, double sequences)
    {
        // What was measured ran without drafts, and says nothing of how far off those are.
        if (deployment.Settings.Speculation is not null) return null;
        if (Table.KnownOf(metric, scenario) is not { } known || FamiliarityOf(deployment, known) is not { } familiarity) return null;
        var (engine, bits, load) = (deployment.Engine.Id, IntervalWords.BitsOf(deployment.Precision.Name), Residual.LoadOf(sequences));
        IntervalCell? Cell(Familiarity one) => Table.Find(metric, scenario, one, engine, bits, load);
        var spread = familiarity == Familiarity.NewBoth
            ? Together(Cell(Familiarity.NewArchitecture), Cell(Familiarity.NewAccelerator))
            : Cell(familiarity) is { } cell ? new ErrorSpread(cell.Low, cell.Median, cell.High, familiarity, cell.Count) : null;
        return spread is null ? null : spread with { Shared = Table.SharedOf(metric, scenario) };
    }

    /// <summary>The spread of a deployment's times: of its time per output token under load, or else, where only that was measured, of its throughput offline.</summary>
    /// <param name="deployment">What is predicted.</param>
    /// <param name="sequences">Sequences at once on one replica.</param>
    /// <param name="bounded">Whether latency is bound: then throughput without bounds says nothing.</param>
    public ErrorSpread? FindTimes(Deployment deployment, double sequences, bool bounded)
    {
        if (Find(PredictedMetric.TimePerOutputToken, deployment, ScenarioKind.ClosedLoop, sequences) is { } times) return times;
        if (bounded) return null;
        return (Find(PredictedMetric.OutputTokensPerSecond, deployment, ScenarioKind.Offline, sequences) ?? Find(PredictedMetric.TotalTokensPerSecond, deployment, ScenarioKind.Offline, sequences))?.Inverse;
    }

    // The ends of both multiply: as wide as if the two errors always went the same way, since no fold left out both.
    private static ErrorSpread? Together(IntervalCell? architecture, IntervalCell? accelerator) => architecture is null || accelerator is null
        ? null
        : new(architecture.Low * accelerator.Low, architecture.Median * accelerator.Median, architecture.High * accelerator.High, Familiarity.NewBoth, Math.Min(architecture.Count, accelerator.Count));

    private Familiarity? FamiliarityOf(Deployment deployment, MeasuredKinds known)
    {
        var (engine, accelerator) = (deployment.Engine.Id, deployment.Accelerator.Id);
        if (known.Platforms.All(platform => platform.Engine != engine)) return null;
        var seen = known.Architectures.Contains(ArchitectureKey.Of(deployment.Model));
        if (known.Platforms.Contains((engine, accelerator))) return seen ? Familiarity.Known : Familiarity.NewArchitecture;
        if (!HasRelative(deployment, known)) return null;
        return seen ? Familiarity.NewAccelerator : Familiarity.NewBoth;
    }

    // Kernels timed on the very device; the same device under another engine; the one whose kernels stand in for it within its generation; or one of its family that is
    // predicted from the same stand-in.
    private bool HasRelative(Deployment deployment, MeasuredKinds known)
    {
        var id = deployment.Accelerator.Id;
        if (kernels.Of(id).Count > 0 || Measured(id)) return true;
        if (kernels.RelativeOf(id) is not { } relative) return false;
        return relative.Basis == Basis.Interpolated
            ? Measured(relative.Like)
            : known.Families.Contains(deployment.Accelerator.Family) && known.Platforms.Any(platform => kernels.Of(platform.Accelerator).Count == 0 && kernels.RelativeOf(platform.Accelerator)?.Like == relative.Like);

        bool Measured(string accelerator) => known.Platforms.Any(platform => platform.Accelerator == accelerator);
    }
}
