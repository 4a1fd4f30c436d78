using Breakeven.Models;

namespace Breakeven.Performance.Kernels;

/// <summary>Which kernels a stored format is run by.</summary>
public static class KernelPrecisionOf
{
    /// <summary>The precision of the tables that a weight format belongs to.</summary>
    public static KernelPrecision Weights(WeightFormat format) => (format.BitsPerElement, format.Compute) switch
    {
        ( <= 4, NumberFormat.Fp4) when format.BlockColumns == 16 => KernelPrecision.Nvfp4,
        ( <= 4, NumberFormat.Fp4) => KernelPrecision.Mxfp4Fp8,
        ( <= 4, _) when format.BlockColumns == 32 && format.BytesPerScale == 1 => KernelPrecision.Mxfp4,
        ( <= 4, _) => KernelPrecision.Int4,
        ( <= 8, NumberFormat.Fp8) when format.Scales == ScaleLayout.Blocks => KernelPrecision.Fp8Block,
        // INT8 was timed nowhere; it moves the same bytes and, where there is hardware for it, computes at the same rate.
        ( <= 8, NumberFormat.Fp8 or NumberFormat.Int8) => KernelPrecision.Fp8,
        ( <= 8, _) => KernelPrecision.Int4,
        _ => KernelPrecision.Bf16,
    };

    /// <summary>The precision of attention's tables: by the cache's format, under 16-bit arithmetic.</summary>
    public static KernelPrecision Cache(NumberFormat cache) => cache is NumberFormat.Fp32 or NumberFormat.Bf16 ? KernelPrecision.Bf16 : KernelPrecision.Fp8Cache;
}
