using System.Globalization;
using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Performance.Kernels;

/// <summary>Warns of a deployment whose experts would run in a kernel that its engine has a much faster sibling of.</summary>
public static class SlowKernels
{
    /// <summary>One clause without a full stop, or null where no timing says so.</summary>
    public static string? WarningOf(Deployment deployment, KernelTable table)
    {
        if (!deployment.Model.IsMixture) return null;
        var format = deployment.Precision[TensorClass.RoutedExpert];
        var precision = KernelPrecisionOf.Weights(format, deployment.Accelerator);
        var slow = table.SlowKernels(deployment.Accelerator.Id, deployment.Engine.Id)
            .FirstOrDefault(curve => curve.Family == KernelFamily.Experts && curve.Precision == precision);
        // A scale a row is not that kernel's.
        if (slow is null || format.Nominal.Scales == ScaleLayout.PerRow) return null;
        var better = table.Of(deployment.Accelerator.Id)
            .Where(curve => curve.Engine == slow.Engine && curve.Family == slow.Family && curve is { Default: true, IsSlow: false } && KernelCurve.WeightBytes(curve.Precision) >= KernelCurve.WeightBytes(precision))
            .Select(curve => curve.Precision).Distinct().Order().ToList();
        var times = slow.Slower.ToString("0.#", CultureInfo.InvariantCulture);
        var instead = better.Contains(KernelPrecision.Fp8Block) ? "take a block-FP8 checkpoint" : better.Count > 0 ? $"{Word(better[0])} experts are faster" : "another engine may be faster";
        return $"{Word(precision)} experts were timed {times} times slower than their siblings on the {deployment.Accelerator.Id} with {deployment.Engine.Id} {slow.EngineVersion}; {instead}";
    }

    private static string Word(KernelPrecision precision) => precision switch
    {
        KernelPrecision.Bf16 => "16-bit",
        KernelPrecision.Fp8 => "per-tensor FP8",
        KernelPrecision.Fp8Block => "block-FP8",
        KernelPrecision.Int4 => "INT4",
        KernelPrecision.Mxfp4 => "MXFP4 (16-bit activations)",
        KernelPrecision.Mxfp4Fp8 => "MXFP4 (MXFP8 activations)",
        KernelPrecision.Nvfp4 => "NVFP4",
        _ => precision.ToString(),
    };
}
