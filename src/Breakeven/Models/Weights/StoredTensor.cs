namespace Breakeven.Models.Weights;

/// <summary>A tensor as a file lists it.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">How its elements are stored.</param>
/// <param name="Shape">Its dimensions, as the file orders them.</param>
/// <param name="Elements">Their product.</param>
/// <param name="Offset">Where its bytes begin, counted from the start of the file's data.</param>
/// <param name="Bytes">How many bytes it takes.</param>
public sealed record StoredTensor(string Name, StorageType Type, IReadOnlyList<long> Shape, long Elements, long Offset, long Bytes)
{
    /// <summary>The product of dimensions, or null where it is beyond what 63 bits count.</summary>
    internal static long? Product(ReadOnlySpan<long> shape)
    {
        if (shape.Contains(0)) return 0;
        var product = 1L;
        foreach (var size in shape)
        {
            if (product > long.MaxValue / size) return null;
            product *= size;
        }

        return product;
    }

    /// <summary>The bytes of so many elements, or null where they fill no whole number of blocks or are beyond count.</summary>
    internal static long? BytesOf(long elements, StorageType type)
    {
        var (blocks, rest) = Math.DivRem(elements, type.BlockElements);
        return rest != 0 || blocks > long.MaxValue / type.BlockBytes ? null : blocks * type.BlockBytes;
    }
}
