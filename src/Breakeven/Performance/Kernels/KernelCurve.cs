using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Performance.Kernels;

/// <summary>How far a curve lies from what it was fitted to, relative and absolute; sizes weigh alike.</summary>
/// <param name="Median">Half of the shapes are nearer.</param>
/// <param name="Ninety">Nine of ten are nearer.</param>
/// <param name="HeldOutMedian">The same on shapes that were left out of the fit.</param>
/// <param name="HeldOutNinety">The same on shapes that were left out of the fit.</param>
public sealed record KernelError(double Median, double Ninety, double HeldOutMedian, double HeldOutNinety);

/// <summary>What one kernel reaches on one accelerator: the parameters of its family's formula, as shares of the datasheet.</summary>
public sealed record KernelCurve
{
    /// <summary>The accelerator that was timed, by its id in the catalogue.</summary>
    public required string Accelerator { get; init; }

    /// <summary>The engine that carries the kernel, by its id; "nccl" and "deepep" are libraries that any engine may call.</summary>
    public required string Engine { get; init; }

    public required string EngineVersion { get; init; }

    public required KernelFamily Family { get; init; }

    public required KernelPrecision Precision { get; init; }

    /// <summary>The kernel's name in its table.</summary>
    public required string Kernel { get; init; }

    /// <summary>Time before the first byte; of a collective, between two ranks.</summary>
    public required Seconds Launch { get; init; }

    /// <summary>Share of the datasheet's memory bandwidth, or of the link's for collectives, that large shapes reach.</summary>
    public required double BandwidthShare { get; init; }

    /// <summary>Share of the datasheet's dense rate that large shapes reach; 1 where a family has no arithmetic.</summary>
    public required double RateShare { get; init; }

    /// <summary>Rows computed where there is one.</summary>
    public required double TileRows { get; init; }

    /// <summary>Time for each unit of its family: expert touched, key head of a sequence, sequence of latent attention, doubling of ranks.</summary>
    public required Seconds Each { get; init; }

    /// <summary>How the device fills up, or how often activations move; see <see cref="KernelForms"/>.</summary>
    public required double Fill { get; init; }

    /// <summary>Time for each token of context that one block of threads walks through alone; zero where contexts are split.</summary>
    public required Seconds Walk { get; init; }

    /// <summary>What a query-key pair costs beside its products, in elements of width: the exponential, which tensor units do not help with.</summary>
    public required double Soft { get; init; }

    /// <summary>How many times faster than memory the timing read what the device's cache had kept from the run before. A model's other layers would have flushed it: the formulas leave it out.</summary>
    public required double Cached { get; init; }

    /// <summary>What the host took to issue it, where that hid the device's time; zero where it did not. A captured graph does not pay it, and the formulas leave it out.</summary>
    public required Seconds Host { get; init; }

    /// <summary>Whether the engine takes it where it has a choice: the kernel that was timed for most shapes, as tables hold what the engine chose.</summary>
    public required bool Default { get; init; }

    /// <summary>How much longer it takes, in the middle of the sizes, than the engine's fastest default of the family whose weights are no smaller; 1 where none is faster.</summary>
    public required double Slower { get; init; }

    /// <summary>At least twice as slow as a sibling that reads as much: an untuned kernel, not a property of the format.</summary>
    public bool IsSlow => Slower >= 2;

    /// <summary>Rows of the table that were fitted.</summary>
    public required int Points { get; init; }

    public required KernelError Error { get; init; }

    /// <summary>The smallest and the largest work fitted, in words.</summary>
    public required string Range { get; init; }

    /// <summary>The table it was fitted to.</summary>
    public required string Source { get; init; }

    /// <summary>The format whose dense rate the rate share is of, on a device that may lack it.</summary>
    public static NumberFormat Arithmetic(KernelPrecision precision) => precision switch
    {
        KernelPrecision.Fp8 or KernelPrecision.Fp8Block or KernelPrecision.Mxfp4Fp8 => NumberFormat.Fp8,
        KernelPrecision.Nvfp4 => NumberFormat.Fp4,
        _ => NumberFormat.Bf16,
    };

    /// <summary>Bytes of a weight, scales included.</summary>
    public static double WeightBytes(KernelPrecision precision) => precision switch
    {
        KernelPrecision.Fp8 or KernelPrecision.Fp8Block => 1,
        KernelPrecision.Int4 => 0.5 + 2.0 / 128,
        KernelPrecision.Mxfp4 or KernelPrecision.Mxfp4Fp8 => 0.5 + 1.0 / 32,
        KernelPrecision.Nvfp4 => 0.5 + 1.0 / 16,
        _ => 2,
    };

    /// <summary>Bytes of an activation as it is multiplied.</summary>
    public static double ActivationBytes(KernelPrecision precision) => precision switch
    {
        KernelPrecision.Fp8 or KernelPrecision.Fp8Block or KernelPrecision.Mxfp4Fp8 => 1,
        KernelPrecision.Nvfp4 => WeightBytes(precision),
        _ => 2,
    };

    /// <summary>The parameters on a device: its own, or a relative whose datasheet they scale with.</summary>
    internal KernelParameters On(Accelerator accelerator, double wholeRate = 1, double memory = 1) => new(
        Launch.Value,
        IsCollective(Family) ? BandwidthShare * accelerator.Link.PerDirection.Value : Math.Min(BandwidthShare * memory, Math.Max(1, BandwidthShare)) * accelerator.MemoryBandwidth.Value,
        Math.Min(RateShare * wholeRate, Math.Max(1, RateShare)) * DenseRate(accelerator, Precision),
        TileRows,
        Each.Value,
        Fill,
        Walk.Value,
        Soft,
        Host.Value);

    internal static double DenseRate(Accelerator accelerator, KernelPrecision precision)
        => (accelerator.DenseRates.TryGetValue(Arithmetic(precision), out var rate) ? rate : accelerator.DenseRates[NumberFormat.Bf16]).Value;

    internal static bool IsCollective(KernelFamily family) => family >= KernelFamily.AllReduce;
}
