using Breakeven.Calibration.Serving;
using Breakeven.Measurements;
using Breakeven.Performance;

namespace Breakeven.Calibration.Accuracy;

/// <summary>What predictions would be without a part of the model, everything else fitted again.</summary>
/// <param name="Name">What was left out.</param>
/// <param name="Rows">The rows that are fitted, each by a fit that had not seen its architecture.</param>
public sealed record AblatedRows(string Name, IReadOnlyList<PredictedRow> Rows);

/// <summary>Leaves parts of the model out one by one, fits the rest again, and leaves whole architectures out of each fit.</summary>
public static class AblationStudy
{
    /// <summary>One row in so many takes part: what is compared are differences between fits to the same rows.</summary>
    public const int Every = 3;

    // One efficiency for all kernels may lie anywhere, so it is believed in less than factors on a timed curve are.
    private const double EfficiencySpread = 0.7;

    private static readonly string[] s_efficiencies = ["launch", "dense", "experts", "attention", "prompt", "compute", "collectives"];

    private static readonly (Ablation Without, string Name)[] s_parts =
    [
        (Ablation.None, "nothing"),
        (Ablation.Coverage, "expert coverage: a step reads the active parameters, whatever the batch"),
        (Ablation.Skew, "routing skew and correlation: tokens choose experts evenly and by themselves"),
        (Ablation.Curves, "kernel curves: all kernels reach the same share of the datasheet"),
        (Ablation.Communication, "communication between ranks"),
        (Ablation.Host, "host overhead: scheduler, tokeniser, sampling"),
        (Ablation.Admission, "admission by the cache: all clients run at once"),
    ];

    /// <summary>The rows under each ablation, in the order of the table; first with nothing left out.</summary>
    /// <param name="start">Kernels, and the constants that are not fitted.</param>
    /// <param name="rows">What is fitted to and judged by.</param>
    /// <param name="from">The fit with nothing left out, where each of these begins.</param>
    public static IEnumerable<AblatedRows> Run(Performance.Calibration start, IReadOnlyList<ServingRow> rows, ServingFitResult from)
    {
        foreach (var (without, name) in s_parts)
            yield return new(name, LeftOut(new(new(PriorsFor(without), start.Ablate(without)), rows, from, slopesMost: 20)));
    }

    /// <summary>Every row by a fit that had not seen its architecture.</summary>
    public static IReadOnlyList<PredictedRow> LeftOut(ServingFolds folds)
        => [.. folds.Rows.GroupBy(row => row.Architecture).SelectMany(fold => ServingErrors.Of([.. fold], folds.Without(row => row.Architecture == fold.Key)))];

    private static IReadOnlyList<ServingPrior> PriorsFor(Ablation without) => !without.HasFlag(Ablation.Curves)
        ? ServingPriors.All
        : [.. ServingPriors.All.Select(prior => s_efficiencies.Contains(prior.Constant) && prior.Scope == "*" ? prior with { Spread = EfficiencySpread } : prior)];
}
