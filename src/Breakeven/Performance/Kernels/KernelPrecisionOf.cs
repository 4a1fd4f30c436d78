using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Performance.Kernels;

/// <summary>Which kernels a stored format is run by.</summary>
public static class KernelPrecisionOf
{
    /// <summary>The precision of the tables that a weight format belongs to on a device. Where that lacks the arithmetic, weights are unpacked to 16 bits.</summary>
    public static KernelPrecision Weights(WeightFormat format, Accelerator accelerator)
    {
        var nominal = format.Nominal;
        var native = accelerator.DenseRates.ContainsKey(nominal.Compute);
        return nominal.BitsPerElement switch
        {
            <= 4 when nominal.BlockColumns == 32 && nominal.BytesPerScale == 1 => native && nominal.Compute == NumberFormat.Fp4 ? KernelPrecision.Mxfp4Fp8 : KernelPrecision.Mxfp4,
            <= 4 => native && nominal.Compute == NumberFormat.Fp4 ? KernelPrecision.Nvfp4 : KernelPrecision.Int4,
            // INT8 was timed nowhere; it moves the same bytes and, where there is hardware for it, computes at the same rate.
            <= 8 when native && nominal.Compute is (NumberFormat.Fp8 or NumberFormat.Int8) => nominal.Scales == ScaleLayout.Blocks ? KernelPrecision.Fp8Block : KernelPrecision.Fp8,
            _ => KernelPrecision.Bf16,
        };
    }

    /// <summary>The precision of attention's tables: by the cache's format, under 16-bit arithmetic.</summary>
    public static KernelPrecision Cache(NumberFormat cache) => cache is NumberFormat.Fp32 or NumberFormat.Bf16 ? KernelPrecision.Bf16 : KernelPrecision.Fp8Cache;
}
