namespace Breakeven.Performance.Kernels;

/// <summary>How a kernel stores what it reads and in what it computes.</summary>
public enum KernelPrecision
{
    Bf16,

    /// <summary>FP8 with one scale a tensor or row; for attention, arithmetic and cache in FP8.</summary>
    Fp8,

    /// <summary>FP8 with a scale for each block of 128 by 128, DeepSeek's format.</summary>
    Fp8Block,

    /// <summary>FP8 cache under 16-bit arithmetic.</summary>
    Fp8Cache,

    /// <summary>4-bit integer weights under 16-bit arithmetic.</summary>
    Int4,

    /// <summary>MXFP4 weights under 16-bit arithmetic.</summary>
    Mxfp4,

    /// <summary>MXFP4 weights, MXFP8 activations.</summary>
    Mxfp4Fp8,

    /// <summary>NVFP4 weights and activations.</summary>
    Nvfp4,
}
