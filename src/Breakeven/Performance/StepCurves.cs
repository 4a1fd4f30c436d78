using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>What kernels reach on a deployment's accelerator under its engine, and what the engine adds: looked up once, before a step is compiled.</summary>
internal sealed class StepCurves(Deployment deployment, Calibration calibration)
{
    private readonly Accelerator _accelerator = deployment.Accelerator;

    public ServingConstants Serving { get; } = calibration.Serving(deployment.Engine);

    /// <summary>The worst basis of all that was looked up.</summary>
    public Basis Basis { get; private set; } = Basis.Interpolated;

    public KernelParameters Dense(WeightFormat format) => Find(KernelFamily.Gemm, PrecisionOf(format));

    public KernelParameters Experts(WeightFormat format) => Find(KernelFamily.Experts, ExpertsPrecisionOf(format));

    /// <summary>Time of dense products of a format as served, over the kernel tables'.</summary>
    public double DenseFactor(WeightFormat format) => Serving.Dense * PrecisionOf(format) switch
    {
        KernelPrecision.Fp8 => Serving.DenseFp8,
        KernelPrecision.Fp8Block => Serving.DenseFp8Block,
        KernelPrecision.Bf16 => 1,
        _ => Serving.DenseFp4,
    };

    /// <summary>The same for routed experts.</summary>
    public double ExpertsFactor(WeightFormat format) => Serving.Experts * ExpertsPrecisionOf(format) switch
    {
        KernelPrecision.Fp8 or KernelPrecision.Fp8Block => Serving.ExpertsFp8,
        KernelPrecision.Bf16 => 1,
        _ => Serving.ExpertsFp4,
    };

    public KernelParameters Decode(bool latent) => Find(latent ? KernelFamily.DecodeLatent : KernelFamily.DecodeAttention, CachePrecision);

    public KernelParameters Prefill(bool latent) => Find(latent ? KernelFamily.PrefillLatent : KernelFamily.PrefillAttention, CachePrecision);

    public KernelParameters Collective(KernelFamily family)
    {
        var found = Find(family, KernelPrecision.Bf16);
        return PassesThroughHost(deployment) && !calibration.Without.HasFlag(Ablation.Curves) ? HostPath.Of(_accelerator.Link) : found;
    }

    /// <summary>Whether what ranks send each other passes through the host's memory.</summary>
    public static bool PassesThroughHost(Deployment deployment) => deployment.Accelerator.Link.IsHostBus && !deployment.Settings.PeerAccess;

    internal KernelPrecision CachePrecision => KernelPrecisionOf.Cache(deployment.Precision.Cache);

    internal KernelPrecision PrecisionOf(WeightFormat format) => KernelPrecisionOf.Weights(format, _accelerator);

    // Experts in FP8 with a scale a row were timed nowhere. Where the kernel for one scale a tensor is a slow one, they run in another: by block is the nearest.
    internal KernelPrecision ExpertsPrecisionOf(WeightFormat format)
    {
        var precision = PrecisionOf(format);
        if (precision != KernelPrecision.Fp8 || format.Nominal.Scales != ScaleLayout.PerRow) return precision;
        if (calibration.Kernels.Find(_accelerator.Id, deployment.Engine.Id, KernelFamily.Experts, precision) is not { Curve.IsSlow: true }) return precision;
        Basis = Basis.Assumed;
        return KernelPrecision.Fp8Block;
    }

    // An accelerator of the user's own, which no list of relatives names: one of its generation that was timed.
    private (KernelCurve Curve, Basis Basis)? OfFamily(KernelFamily family, KernelPrecision precision)
    {
        var (timed, basis) = _accelerator.Family switch
        {
            "hopper" => ("H100-SXM", Basis.Interpolated),
            "blackwell" or "blackwell-ultra" => ("B200-SXM", Basis.Interpolated),
            "blackwell-consumer" => ("RTX-PRO-6000", Basis.Interpolated),
            "ada" => ("L40S", Basis.Interpolated),
            "ampere" => ("A100-SXM-80GB", Basis.Interpolated),
            _ => ("H100-SXM", Basis.Assumed),
        };
        return calibration.Kernels.Find(timed, deployment.Engine.Id, family, precision) is { } found ? (found.Curve, found.Basis > basis ? found.Basis : basis) : null;
    }

    private KernelParameters Find(KernelFamily family, KernelPrecision precision)
    {
        if (calibration.Without.HasFlag(Ablation.Curves)) return Ablated.Kernel(_accelerator, family, precision);
        var found = calibration.Kernels.Find(_accelerator.Id, deployment.Engine.Id, family, precision)
            ?? OfFamily(family, precision)
            ?? throw new InvalidOperationException($"no kernel of {family} was timed on a relative of {_accelerator.Id}");
        if (found.Basis > Basis) Basis = found.Basis;
        return calibration.Kernels.RelativeOf(_accelerator.Id) is { } relative ? found.Curve.On(_accelerator, relative.WholeRate, relative.Memory) : found.Curve.On(_accelerator);
    }
}
