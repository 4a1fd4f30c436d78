using System.Globalization;

namespace Breakeven.Models;

/// <summary>How a matrix is stored: bits an element, and the scales that quantisation adds.</summary>
/// <param name="Name">As people write it: bf16, fp8-block, int4-g32.</param>
/// <param name="BitsPerElement">Bits an element, scales apart.</param>
/// <param name="Scales">How the scales are laid over the matrix.</param>
/// <param name="BlockRows">Rows that share one scale; 0 where the scheme has none.</param>
/// <param name="BlockColumns">Columns that share one scale; 0 where the scheme has none.</param>
/// <param name="BytesPerScale">The size of one scale.</param>
/// <param name="Compute">What the matrix multiplication runs in once the weights are unpacked.</param>
public sealed record WeightFormat(
    string Name, int BitsPerElement, ScaleLayout Scales, int BlockRows, int BlockColumns, int BytesPerScale, NumberFormat Compute)
{
    public static WeightFormat Fp32 { get; } = new("fp32", 32, ScaleLayout.None, 0, 0, 0, NumberFormat.Fp32);

    public static WeightFormat Bf16 { get; } = new("bf16", 16, ScaleLayout.None, 0, 0, 0, NumberFormat.Bf16);

    public static WeightFormat Fp8PerTensor { get; } = new("fp8-tensor", 8, ScaleLayout.PerTensor, 0, 0, 4, NumberFormat.Fp8);

    public static WeightFormat Fp8PerChannel { get; } = new("fp8-channel", 8, ScaleLayout.PerRow, 1, 0, 4, NumberFormat.Fp8);

    // DeepSeek's checkpoints: one fp32 scale for each block of 128 by 128.
    public static WeightFormat Fp8Block { get; } = new("fp8-block", 8, ScaleLayout.Blocks, 128, 128, 4, NumberFormat.Fp8);

    // DeepSeek V4: the same blocks, and scales that are powers of two in one byte.
    public static WeightFormat Fp8BlockE8M0 { get; } = Fp8Block with { Name = "fp8-block-e8m0", BytesPerScale = 1 };

    // OCP microscaling in 8 bits: 32 elements share one 8-bit exponent.
    public static WeightFormat Mxfp8 { get; } = new("mxfp8", 8, ScaleLayout.Blocks, 1, 32, 1, NumberFormat.Fp8);

    // Tables of whole numbers that are looked up, such as experts by token.
    public static WeightFormat Int64 { get; } = new("int64", 64, ScaleLayout.None, 0, 0, 0, NumberFormat.Bf16);

    public static WeightFormat Int8PerChannel { get; } = new("int8", 8, ScaleLayout.PerRow, 1, 0, 4, NumberFormat.Int8);

    // OCP microscaling: 32 elements share one 8-bit exponent.
    public static WeightFormat Mxfp4 { get; } = new("mxfp4", 4, ScaleLayout.Blocks, 1, 32, 1, NumberFormat.Fp4);

    // The same with 16-bit activations.
    public static WeightFormat Mxfp4WeightOnly { get; } = Mxfp4 with { Name = "mxfp4-w4a16", Compute = NumberFormat.Bf16 };

    // 16 elements share one fp8 scale, and the tensor has one fp32 scale above them.
    public static WeightFormat Nvfp4 { get; } = new("nvfp4", 4, ScaleLayout.BlocksAndTensor, 1, 16, 1, NumberFormat.Fp4);

    /// <summary>4-bit integers in groups along the input dimension, 16-bit scales; arithmetic stays in bf16.</summary>
    public static WeightFormat Int4Group(int group) => new($"int4-g{group}", 4, ScaleLayout.Blocks, 1, group, 2, NumberFormat.Bf16);

    // NVFP4 weights with 16-bit activations: stored as nvfp4, computed in bf16.
    public static WeightFormat Nvfp4WeightOnly { get; } = Nvfp4 with { Name = "nvfp4-w4a16", Compute = NumberFormat.Bf16 };

    /// <summary>8-bit integers in groups along the input dimension, 16-bit scales; arithmetic stays in bf16 (GPTQ).</summary>
    public static WeightFormat Int8Group(int group) => new($"int8-g{group}", 8, ScaleLayout.Blocks, 1, group, 2, NumberFormat.Bf16);

    // bitsandbytes: 64 elements share one fp32 scale; or one of 8 bits, of which 256 share one of fp32 in turn, which is left out (0.02 % of the weights).
    public static WeightFormat Nf4 { get; } = new("nf4", 4, ScaleLayout.Blocks, 1, 64, 4, NumberFormat.Bf16);

    public static WeightFormat Nf4Double { get; } = Nf4 with { Name = "nf4-double", BytesPerScale = 1 };

    /// <summary>4-bit integers with one 16-bit scale a row.</summary>
    public static WeightFormat Int4PerChannel { get; } = new("int4-channel", 4, ScaleLayout.PerRow, 1, 0, 2, NumberFormat.Bf16);

    /// <summary>Bits of a zero point beside each scale; 0 where the scheme is symmetric.</summary>
    public int ZeroPointBits { get; init; }

    /// <summary>What the files hold of these elements, where they were read; it then stands in for bits and scales.</summary>
    public StoredRatio? Stored { get; init; }

    /// <summary>The format that the files' bytes are a variant of.</summary>
    public WeightFormat Nominal => Stored is null ? this : this with { Stored = null };

    /// <summary>The format of this name, or null.</summary>
    public static WeightFormat? Parse(string name)
    {
        if (name.IndexOf(StoredMark, StringComparison.Ordinal) is > 0 and var mark) return ParseStored(name, mark);
        if (s_named.FirstOrDefault(format => format.Name == name) is { } known) return known;
        var zeroPoint = name.EndsWith("-zp", StringComparison.Ordinal);
        var group = zeroPoint ? name[..^3] : name;
        var wide = group.StartsWith("int8-g", StringComparison.Ordinal);
        return (wide && !zeroPoint || group.StartsWith("int4-g", StringComparison.Ordinal))
            && int.TryParse(group.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and <= 65_536
            ? wide ? Int8Group(size) : zeroPoint ? Int4GroupWithZeroPoint(size) : Int4Group(size)
            : null;
    }

    /// <summary>The format as model files write it: its name, and what was stored where that is known.</summary>
    public string Text => Stored is { } stored ? string.Create(CultureInfo.InvariantCulture, $"{Name}{StoredMark}{stored.Bytes}-{stored.Elements}") : Name;

    private const string StoredMark = "-stored-";

    private static WeightFormat? ParseStored(string name, int mark) =>
        name[(mark + StoredMark.Length)..].Split('-') is [var bytes, var elements]
        && long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var held) && long.TryParse(elements, NumberStyles.None, CultureInfo.InvariantCulture, out var of)
        && held > 0 && of > 0 && held / 16 <= of && Parse(name[..mark]) is { Stored: null } nominal
            ? nominal with { Stored = new(held, of) }
            : null;

    /// <summary>The same with a 4-bit zero point a group (AWQ, GPTQ).</summary>
    public static WeightFormat Int4GroupWithZeroPoint(int group) => Int4Group(group) with { Name = $"int4-g{group}-zp", ZeroPointBits = 4 };

    private static readonly WeightFormat[] s_named =
        [Fp32, Bf16, Fp8PerTensor, Fp8PerChannel, Fp8Block, Fp8BlockE8M0, Mxfp8, Int64, Int8PerChannel, Int4PerChannel, Mxfp4, Mxfp4WeightOnly, Nvfp4, Nvfp4WeightOnly, Nf4, Nf4Double];

    /// <summary>The smallest piece along a sharded dimension that leaves every block of scales whole; 1 where any cut will do.</summary>
    public int ShardMultiple => Math.Max(1, BlockColumns);

    /// <summary>Bytes that a tensor takes, scales included.</summary>
    public Bytes Size(in WeightTensor tensor) => Size(tensor.Rows / tensor.Parts, tensor.Columns, tensor.Count * tensor.Parts);

    /// <summary>Bytes that a stack of matrices takes, scales included.</summary>
    public Bytes Size(long rows, long columns, long count)
    {
        var elements = (double)rows * columns * count;
        if (Stored is { } stored) return new(elements * stored.Bytes / stored.Elements);
        return new(elements * BitsPerElement / 8.0 + (double)ScaleCount(rows, columns) * count * (BytesPerScale + ZeroPointBits / 8.0) + TensorScales * count);
    }

    private double TensorScales => Scales is ScaleLayout.BlocksAndTensor ? 4.0 : 0.0;

    private long ScaleCount(long rows, long columns) => Scales switch
    {
        ScaleLayout.None => 0,
        ScaleLayout.PerTensor => 1,
        ScaleLayout.PerRow => rows,
        _ => (rows + BlockRows - 1) / BlockRows * ((columns + BlockColumns - 1) / BlockColumns),
    };
}

/// <summary>Bytes that files take for so many elements: the exact average of a class whose tensors are stored in several types.</summary>
public readonly record struct StoredRatio(long Bytes, long Elements);

/// <summary>How scales are laid over a quantised matrix.</summary>
public enum ScaleLayout
{
    None,
    PerTensor,
    PerRow,
    Blocks,
    BlocksAndTensor,
}
