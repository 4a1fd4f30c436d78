using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>Fills the buffer from this offset of a file on, or a part of it; returns how many bytes, 0 only at the end.</summary>
public delegate int RangeRead(long offset, Span<byte> buffer);

/// <summary>A file of weights that is read in ranges, on a disk or on a server; its tensors' data are never read.</summary>
/// <param name="Name">The file's name without its folder.</param>
/// <param name="Where">What to call it in errors.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Read">Reads a range.</param>
public sealed record WeightFile(string Name, string Where, long Length, RangeRead Read)
{
    /// <summary>A file over a stream that can seek.</summary>
    public static WeightFile Of(Stream stream, string name, string where) => new(name, where, stream.Length, (offset, buffer) =>
    {
        stream.Position = offset;
        return stream.Read(buffer);
    });

    /// <summary>A file whose bytes are at hand.</summary>
    public static WeightFile Of(ReadOnlyMemory<byte> bytes, string where) => new(where, where, bytes.Length, (offset, buffer) =>
    {
        var part = bytes.Span[(int)Math.Min(offset, bytes.Length)..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        return part.Length;
    });

    /// <summary>Fills the whole buffer; a file that ends before is refused.</summary>
    public void Fill(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var read = Read(offset, buffer);
            if (read <= 0) throw new InputException($"the file ends after {offset} of {Length} bytes", Where, "fetch it again: the copy is cut off");
            offset += read;
            buffer = buffer[read..];
        }
    }
}
