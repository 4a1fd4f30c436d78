using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Performance;

/// <summary>Parts that a calibration leaves out on purpose, to see what each buys. No answer to a user is made with one.</summary>
[Flags]
internal enum Ablation
{
    None = 0,

    /// <summary>A step reads the active parameters once, whatever the batch.</summary>
    Coverage = 1,

    /// <summary>Tokens choose experts evenly and by themselves, and ranks finish together.</summary>
    Skew = 2,

    /// <summary>All kernels reach the same shares of a datasheet.</summary>
    Curves = 4,

    /// <summary>Ranks exchange activations in no time.</summary>
    Communication = 8,

    /// <summary>The engine's scheduler, its tokeniser and its sampling take no time.</summary>
    Host = 16,

    /// <summary>As many sequences run as the engine allows, whatever the cache holds.</summary>
    Admission = 32,
}

/// <summary>What is reckoned with in place of a part that was left out.</summary>
internal static class Ablated
{
    // What planners without kernel tables assume: near enough to large products and copies.
    private const double LaunchSeconds = 5e-6;
    private const double BandwidthShare = 0.8;
    private const double RateShare = 0.6;

    // Touched = experts x (1 - a millionth at most): of the k experts of a token all, whatever the batch.
    private const double Certain = -1e3;

    public static KernelParameters Kernel(Accelerator accelerator, KernelFamily family, KernelPrecision precision) => KernelCurve.IsCollective(family)
        ? new(LaunchSeconds, BandwidthShare * accelerator.Link.PerDirection.Value, RateShare * KernelCurve.DenseRate(accelerator, precision), Tile: 1, Each: 0, Fill: 1)
        : new(LaunchSeconds, BandwidthShare * accelerator.MemoryBandwidth.Value, RateShare * KernelCurve.DenseRate(accelerator, precision), Tile: 1, Each: 0, Fill: 0);

    public static ExpertFamily Experts(Ablation without, ExpertFamily family, int tokensVerified)
    {
        if (without.HasFlag(Ablation.Skew))
        {
            var miss = ExpertRouting.LogMiss(family.Experts, family.PerToken);
            family = family with { LogMissDecode = miss * tokensVerified, LogMissPrefill = miss, LogMissFirst = 0, ExpectedMaximum = 0, RowStraggler = 1 };
        }

        return without.HasFlag(Ablation.Coverage)
            ? family with { Experts = family.PerToken, LogMissDecode = Certain, LogMissPrefill = Certain, LogMissFirst = 0 }
            : family;
    }

    public static ServingConstants Constants(Ablation without, ServingConstants constants) => without.HasFlag(Ablation.Host)
        ? constants with { EagerLayer = new(0), EagerExpertLayer = new(0), Step = new(0), Sequence = new(0), Request = new(0), PromptToken = new(0) }
        : constants;
}
