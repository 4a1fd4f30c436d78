namespace Breakeven.Models;

/// <summary>The number format that arithmetic runs in, which picks the accelerator's rate.</summary>
public enum NumberFormat
{
    Fp32,
    Bf16,
    Fp8,
    Int8,
    Fp4,
}
