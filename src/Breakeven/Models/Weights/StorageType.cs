using System.Text;

namespace Breakeven.Models.Weights;

/// <summary>How a file stores the elements of a tensor: so many bytes for each block of so many elements.</summary>
/// <param name="Name">As the format calls it: BF16, F8_E4M3, Q4_K.</param>
/// <param name="BlockElements">Elements of a block; 1 where each stands for itself.</param>
/// <param name="BlockBytes">Bytes of a block, scales included.</param>
public sealed record StorageType(string Name, int BlockElements, int BlockBytes)
{
    // huggingface/safetensors, safetensors/src/tensor.rs, enum Dtype: bits an element; six-bit and four-bit types fill whole bytes together.
    private static readonly StorageType[] s_safetensors =
    [
        new("BOOL", 1, 1), new("F4", 2, 1), new("F6_E2M3", 4, 3), new("F6_E3M2", 4, 3), new("U8", 1, 1), new("I8", 1, 1),
        new("F8_E5M2", 1, 1), new("F8_E4M3", 1, 1), new("F8_E8M0", 1, 1), new("F8_E4M3FNUZ", 1, 1), new("F8_E5M2FNUZ", 1, 1),
        new("I16", 1, 2), new("U16", 1, 2), new("F16", 1, 2), new("BF16", 1, 2), new("I32", 1, 4), new("U32", 1, 4), new("F32", 1, 4),
        new("C64", 1, 8), new("F64", 1, 8), new("I64", 1, 8), new("U64", 1, 8),
    ];

    private static readonly (byte[] Name, StorageType Type)[] s_safetensorsByName = [.. s_safetensors.Select(type => (Encoding.ASCII.GetBytes(type.Name), type))];

    // ggml-org/llama.cpp, ggml/include/ggml.h enum ggml_type and gguf-py/gguf/constants.py GGML_QUANT_SIZES at ef035f7 (to MXFP4); NVFP4 and
    // Q1_0 as later versions of the same table have them. Q8_1 is what ggml-common.h lays out (two halves and 32 bytes); that table still counts two floats. 4, 5, 31-33 and 36-38 were given up: no file of today has them.
    private static readonly Dictionary<uint, StorageType> s_ggml = new (uint Id, StorageType Type)[]
    {
        (0, new("F32", 1, 4)), (1, new("F16", 1, 2)), (2, new("Q4_0", 32, 18)), (3, new("Q4_1", 32, 20)), (6, new("Q5_0", 32, 22)),
        (7, new("Q5_1", 32, 24)), (8, new("Q8_0", 32, 34)), (9, new("Q8_1", 32, 36)), (10, new("Q2_K", 256, 84)), (11, new("Q3_K", 256, 110)),
        (12, new("Q4_K", 256, 144)), (13, new("Q5_K", 256, 176)), (14, new("Q6_K", 256, 210)), (15, new("Q8_K", 256, 292)), (16, new("IQ2_XXS", 256, 66)),
        (17, new("IQ2_XS", 256, 74)), (18, new("IQ3_XXS", 256, 98)), (19, new("IQ1_S", 256, 50)), (20, new("IQ4_NL", 32, 18)), (21, new("IQ3_S", 256, 110)),
        (22, new("IQ2_S", 256, 82)), (23, new("IQ4_XS", 256, 136)), (24, new("I8", 1, 1)), (25, new("I16", 1, 2)), (26, new("I32", 1, 4)),
        (27, new("I64", 1, 8)), (28, new("F64", 1, 8)), (29, new("IQ1_M", 256, 56)), (30, new("BF16", 1, 2)), (34, new("TQ1_0", 256, 54)),
        (35, new("TQ2_0", 256, 66)), (39, new("MXFP4", 32, 17)), (40, new("NVFP4", 64, 36)), (41, new("Q1_0", 128, 18)),
    }.ToDictionary(entry => entry.Id, entry => entry.Type);

    public static IReadOnlyDictionary<uint, StorageType> Ggml => s_ggml;

    public static IReadOnlyList<StorageType> Safetensors => s_safetensors;

    /// <summary>A plain number, and not a block of quantised ones or a bit pattern that stands for several.</summary>
    public bool IsFloat => Name is "F64" or "F32" or "F16" or "BF16";

    public double BitsPerElement => 8.0 * BlockBytes / BlockElements;

    internal static StorageType? OfSafetensors(ReadOnlySpan<byte> name)
    {
        foreach (var (known, type) in s_safetensorsByName)
            if (name.SequenceEqual(known)) return type;
        return null;
    }
}
