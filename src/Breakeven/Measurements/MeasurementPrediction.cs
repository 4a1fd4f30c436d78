using Breakeven.Statistics;

namespace Breakeven.Measurements;

/// <summary>A figure that a row measures and that is predicted.</summary>
public enum PredictedMetric
{
    TimeToFirstToken,
    TimePerOutputToken,
    OutputTokensPerSecond,
    TotalTokensPerSecond,
}

/// <summary>One figure: what was measured, and what the model says.</summary>
/// <param name="Metric">Which figure.</param>
/// <param name="Measured">In the unit of the file's column: ms, or tokens a second.</param>
/// <param name="Predicted">In the same unit.</param>
public sealed record PredictedFigure(PredictedMetric Metric, double Measured, double Predicted)
{
    /// <summary>Where the model expects 90 of 100 such measurements; null where nothing was ever measured to say so.</summary>
    public RelativeInterval? Interval { get; init; }

    /// <summary>Predicted over measured, less one: above 0 where the model says too much.</summary>
    public double Error => Predicted / Measured - 1;
}

/// <summary>A row with its predictions, or with the reason why it has none.</summary>
public sealed record PredictedRow(Measurement Row, MeasuredDeployment? Deployment, IReadOnlyList<PredictedFigure> Figures, Unpredicted? Why)
{
    /// <summary>What the constants behind the prediction rest on; null where there is none.</summary>
    public Basis? Basis { get; init; }

    /// <summary>Sequences that one replica's cache or engine admits at once; null where nothing was predicted.</summary>
    public long? Admitted { get; init; }

    /// <summary>The share of busy time that prompts take; null where nothing was predicted.</summary>
    public double? PrefillShare { get; init; }
}
