using Breakeven.Statistics;

namespace Breakeven.Measurements.Intervals;

/// <summary>How much of a deployment the fit has seen measured.</summary>
public enum Familiarity
{
    /// <summary>This architecture, and this accelerator under this engine, were measured.</summary>
    Known,

    /// <summary>The accelerator was, the architecture was not.</summary>
    NewArchitecture,

    /// <summary>The architecture was; the accelerator was not, but its own kernels were timed, or a relative of it was measured.</summary>
    NewAccelerator,

    /// <summary>Neither was.</summary>
    NewBoth,
}

/// <summary>Where measured figures of one kind lie, as shares of their predictions.</summary>
/// <param name="Metric">The figure.</param>
/// <param name="Scenario">The load's kind.</param>
/// <param name="Familiarity">What of it was seen.</param>
/// <param name="Engine">The engine's id, or null for all engines together.</param>
/// <param name="Precision">Bits of the weights that most work goes through (16, 8, 4), or null for all.</param>
/// <param name="Load">The load's class, or null for all.</param>
public sealed record IntervalCell(PredictedMetric Metric, ScenarioKind Scenario, Familiarity Familiarity, string? Engine, int? Precision, LoadClass? Load)
{
    /// <summary>What one in twenty lies below.</summary>
    public required double Low { get; init; }

    /// <summary>What half lies below.</summary>
    public required double Median { get; init; }

    /// <summary>What one in twenty lies above.</summary>
    public required double High { get; init; }

    /// <summary>Residuals it rests on.</summary>
    public required int Count { get; init; }

    /// <summary>Architectures or accelerators that were left out in turn; 0 where random groups were.</summary>
    public int Groups { get; init; }

    /// <summary>By what factor the logarithms of both ends were stretched, so that what was left out is covered as often as is claimed.</summary>
    public double Widening { get; init; } = 1;

    /// <summary>Nine of ten lie inside.</summary>
    public RelativeInterval Interval => new(Low, High);
}
