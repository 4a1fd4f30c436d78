using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Performance;

/// <summary>What a device reaches, in base units, for use inside formulas.</summary>
internal readonly struct AchievableRates(Accelerator accelerator, Efficiency efficiency)
{
    public double Bandwidth => accelerator.MemoryBandwidth.Value;

    /// <summary>The dense rate of a format, or of bf16 where the weights are unpacked because the hardware lacks theirs.</summary>
    public double Dense(NumberFormat format) => accelerator.DenseRates.TryGetValue(format, out var rate)
        ? rate.Value
        : accelerator.DenseRates[NumberFormat.Bf16].Value * (format == NumberFormat.Fp32 ? 0.5 : 1);

    public double Matmul(NumberFormat format) => Dense(format) * efficiency.Matmul;

    public double ExpertMatmul(NumberFormat format) => Dense(format) * efficiency.ExpertMatmul;
}
