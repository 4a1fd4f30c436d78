using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration;

/// <summary>Compares the kernels of one engine that do the same work: which it takes, and which are slow.</summary>
internal static class KernelSiblings
{
    public static IEnumerable<KernelCurve> Judge(IReadOnlyList<KernelCurve> curves, Accelerator accelerator)
    {
        var defaults = curves.GroupBy(curve => (curve.Engine, curve.Family, curve.Precision)).Select(group => group.MaxBy(curve => curve.Points)!).Where(curve => !IsMakeshift(curve, curves)).ToHashSet();
        return curves
            .Select(curve => curve with { Default = defaults.Contains(curve), Slower = Slower(curve, curves, accelerator) })
            .OrderBy(curve => curve.Family).ThenBy(curve => curve.Engine, StringComparer.Ordinal).ThenBy(curve => curve.Precision).ThenBy(curve => curve.Kernel, StringComparer.Ordinal);
    }

    // Attention with an 8-bit cache computes in 8 or in 16 bits, as the engine pleases: what was timed for less than half of the shapes of its
    // main kernel serves unusual heads and windows.
    private static bool IsMakeshift(KernelCurve curve, IReadOnlyList<KernelCurve> curves)
        => curve.Family is KernelFamily.PrefillAttention or KernelFamily.DecodeAttention
            && curves.Any(other => other.Engine == curve.Engine && other.Family == curve.Family && other.Points > 2 * curve.Points);

    private static double Slower(KernelCurve curve, IReadOnlyList<KernelCurve> curves, Accelerator accelerator)
    {
        if (curve.Family is not (KernelFamily.Experts or KernelFamily.Gemm)) return 1;
        var own = KernelCurve.WeightBytes(curve.Precision);
        var siblings = curves.Where(other => other.Engine == curve.Engine && other.Family == curve.Family && KernelCurve.WeightBytes(other.Precision) >= own);
        return Math.Round(siblings.Max(other => Ratio(curve, other, accelerator)), 2);
    }

    // The geometric mean over batches of 16 to 1024 tokens: below, launches hide the kernel; above, arithmetic that formats differ in.
    private static double Ratio(KernelCurve curve, KernelCurve other, Accelerator accelerator)
    {
        var sum = 0.0;
        var count = 0;
        foreach (var tokens in (int[])[16, 32, 64, 128, 256, 512, 1024])
            foreach (var kind in (int[])[0, 1])
            {
                sum += Math.Log(Time(curve, kind, tokens, accelerator) / Time(other, kind, tokens, accelerator));
                count++;
            }
        return Math.Exp(sum / count);
    }

    private static double Time(KernelCurve curve, int kind, int tokens, Accelerator accelerator)
    {
        var with = curve.On(accelerator);
        var weight = KernelCurve.WeightBytes(curve.Precision);
        var activation = KernelCurve.ActivationBytes(curve.Precision);
        if (curve.Family == KernelFamily.Gemm) return KernelForms.Gemm(with, kind == 0 ? new(tokens, 4096, 4096, weight, activation) : new(tokens, 8192, 8192, weight, activation));
        // Qwen3-235B and Mixtral 8x7B, whole: many small experts and few large ones.
        var (hidden, inner, experts, perToken) = kind == 0 ? (4096, 1536, 128, 8) : (4096, 14336, 8, 2);
        var rows = (double)tokens * perToken;
        return KernelForms.Experts(with, new(rows, Math.Min(experts, rows), rows, hidden, inner, 3, weight));
    }
}
