using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Performance.Explanations;

namespace Breakeven.Cli.Verbs;

/// <summary>The formula behind each part of a step.</summary>
internal static class ExplainExplanations
{
    public static IEnumerable<Explanation> Of(Explained explained) => explained.Step is not { } step ? [] : step.Parts.Select(part => new Explanation(
        part.Name,
        ExplainWords.Milliseconds(part.Time),
        Formula(part.Family),
        Inputs(part),
        part.Basis,
        part.Curve is { } curve ? $"{curve.Source}, {curve.Points.ToString("N0", CultureInfo.InvariantCulture)} timings, median error {ExplainWords.Percent(curve.Error.HeldOutMedian)} on those left out" : $"catalog/calibration/serving.json, {step.Deployment.Engine.Id}"));

    private static string Formula(StepFamily family) => family switch
    {
        StepFamily.Dense or StepFamily.Head => "launches + sqrt(reading^2 + computing^2); reading = (weights + activations) / bandwidth reached, computing = 2 x rows (whole tiles) x parameters / rate reached",
        StepFamily.SharedExperts => "the same products with and without them",
        StepFamily.RoutedExperts => "launches + experts touched x each + sqrt(reading^2 + computing^2) + activations; of the rank that has most",
        StepFamily.DecodeAttention => "launches + sequences x (each + tokens attended to x sqrt(reading^2 + computing^2))",
        StepFamily.PrefillAttention => "launches + tokens and keys moved / bandwidth reached + query-key pairs (whole tiles) x FLOP / rate reached",
        StepFamily.Communication => "count x latency + bytes sent / link rate reached; the engine's own kernel or the library's, whichever is sooner",
        StepFamily.SmallKernels => "layers x constant + expert layers x constant",
        StepFamily.Host => "a constant of the engine",
        StepFamily.Drafting => "drafted tokens x (the drafter's layer + the head, one token a sequence, by the formulas above); a prompt passes through the layer once",
        _ => "running sequences of a rank x constant",
    };

    private static string Inputs(StepPart part) => part.Curve is null && part.Family is not StepFamily.Drafting
        ? "the engine's constants"
        : $"launches {ExplainWords.Milliseconds(part.Launch)}, moving {ExplainWords.Milliseconds(part.Transfer + part.Activations)}, computing {ExplainWords.Milliseconds(part.Compute)}, each if alone; {part.Moved} moved, {part.Arithmetic}";
}
