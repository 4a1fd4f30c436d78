namespace Breakeven.Cli.Hub;

/// <summary>The beginning of a large file of the hub's, fetched in pieces that double as a reader goes on.</summary>
internal sealed class HubFile(long length, byte[] first, string what, Func<long, long, HubAnswer> get)
{
    /// <summary>The first guess at how long a header is: most shards need no second request.</summary>
    public const int FirstBytes = 256 << 10;

    private const int PieceMax = 8 << 20;
    private const int KeptMax = 64 << 20;

    private byte[] _beginning = first;
    private (long Start, byte[] Bytes) _piece = (0, []);

    public long Length => length;

    public bool HasGrown { get; set; }

    public ReadOnlySpan<byte> Beginning => _beginning;

    public int Read(long offset, Span<byte> buffer)
    {
        if (offset >= length || buffer.Length == 0) return 0;
        if (offset < _beginning.Length) return Copy(_beginning, offset, buffer);
        if (offset < _piece.Start || offset >= _piece.Start + _piece.Bytes.Length) Fetch(offset, buffer.Length);
        return offset < _beginning.Length ? Copy(_beginning, offset, buffer) : Copy(_piece.Bytes, offset - _piece.Start, buffer);
    }

    private static int Copy(byte[] from, long offset, Span<byte> into)
    {
        var part = from.AsSpan((int)offset);
        part = part[..Math.Min(part.Length, into.Length)];
        part.CopyTo(into);
        return part.Length;
    }

    private void Fetch(long offset, int wanted)
    {
        var next = offset == _beginning.Length;
        var size = Math.Clamp(next ? _beginning.Length : FirstBytes, Math.Min(wanted, PieceMax), PieceMax);
        using var answer = get(offset, Math.Min(length, offset + size) - 1);
        if (!answer.Found(what)) throw new HttpRequestException($"{what} went away while it was read; try again");
        var bytes = answer.Read(Math.Min(length - offset, size), what);
        if (bytes.Length == 0) throw new HttpRequestException($"{what} ended after {offset} of {length} bytes; try again");
        if (next && _beginning.Length + bytes.Length <= KeptMax)
        {
            _beginning = [.. _beginning, .. bytes];
            HasGrown = true;
        }
        else
        {
            _piece = (offset, bytes);
        }
    }
}
