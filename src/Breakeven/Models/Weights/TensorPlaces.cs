using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>Where a file says its tensors lie, put in order and checked.</summary>
internal static class TensorPlaces
{
    /// <summary>Safetensors: the tensors fill the data from its first byte to its last.</summary>
    public static void CheckFilled(List<StoredTensor> tensors, long length, string where)
    {
        Sort(tensors);
        var end = 0L;
        foreach (var tensor in tensors)
        {
            CheckRange(tensor, length, where);
            if (tensor.Offset < end) throw Overlap(tensor, end, where);
            if (tensor.Offset > end) throw Wrong(tensor, $"it begins at byte {tensor.Offset} of the data, and the {tensor.Offset - end} bytes before it belong to no tensor", where);
            end = tensor.Offset + tensor.Bytes;
        }

        if (end != length)
            throw new InputException($"{length - end} bytes after the last tensor belong to none", where, "fetch the file again; header and data do not belong together");
    }

    /// <summary>GGUF: each begins at a multiple of the alignment, and no two share a byte. What lies between is padding.</summary>
    public static void CheckAligned(List<StoredTensor> tensors, long length, uint alignment, string where)
    {
        Sort(tensors);
        var end = 0L;
        foreach (var tensor in tensors)
        {
            CheckRange(tensor, length, where);
            if (tensor.Offset % alignment != 0) throw Wrong(tensor, $"it begins at byte {tensor.Offset} of the data, no multiple of the alignment {alignment}", where);
            if (tensor.Offset < end) throw Overlap(tensor, end, where);
            if (tensor.Offset - end >= alignment) throw Wrong(tensor, $"the {tensor.Offset - end} bytes before it belong to no tensor, more than the alignment {alignment} explains", where);
            end = tensor.Offset + tensor.Bytes;
        }
    }

    // Tensors of no bytes come before the one that begins where they stand.
    private static void Sort(List<StoredTensor> tensors)
    {
        for (var i = 1; i < tensors.Count; i++)
        {
            if (Order(tensors[i - 1], tensors[i]) <= 0) continue;
            tensors.Sort(Order);
            return;
        }
    }

    private static int Order(StoredTensor left, StoredTensor right) =>
        left.Offset != right.Offset ? left.Offset.CompareTo(right.Offset) : left.Bytes.CompareTo(right.Bytes);

    private static void CheckRange(StoredTensor tensor, long length, string where)
    {
        if (tensor.Offset > length || tensor.Bytes > length - tensor.Offset)
            throw Wrong(tensor, $"it takes bytes {tensor.Offset} to {(decimal)tensor.Offset + tensor.Bytes} of the data, and the file has {length}", where);
    }

    private static InputException Overlap(StoredTensor tensor, long end, string where) =>
        Wrong(tensor, $"it begins at byte {tensor.Offset} of the data, within a tensor that ends at {end}", where);

    private static InputException Wrong(StoredTensor tensor, string what, string where) =>
        new(what, $"{where}, tensor \"{Shown.Of(tensor.Name)}\"", "fetch the file again; header and data do not belong together");
}
