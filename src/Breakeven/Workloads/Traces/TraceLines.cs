using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>The lines of a stream as UTF-8, one at a time, without their ends and without a byte order mark. Memory is that of the longest line.</summary>
internal sealed class TraceLines(Stream stream, string name)
{
    // A request of a million tokens in blocks of 16 has 62,500 hashes, below a megabyte; a file without line ends is no trace.
    private const int LineMax = 16 << 20;

    private byte[] _buffer = new byte[1 << 16];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>The number of the line that <see cref="Next"/> gave last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line, until the stream ends. The span is good until the next call.</summary>
    public bool Next(out ReadOnlySpan<byte> line)
    {
        var searched = _start;
        while (true)
        {
            var length = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = Ended(_start, searched + length);
                _start = searched + length + 1;
                return true;
            }
            searched = _end;
            if (_ended)
            {
                line = Ended(_start, _end);
                var any = _end > _start;
                _start = _end;
                return any;
            }
            searched -= Fill();
        }
    }

    private ReadOnlySpan<byte> Ended(int start, int end)
    {
        if (Number++ == 0 && _buffer.AsSpan(start, end - start).StartsWith("\uFEFF"u8)) start += 3;
        return _buffer.AsSpan(start, (end > start && _buffer[end - 1] == '\r' ? end - 1 : end) - start);
    }

    // Moves what is left to the front, then reads behind it; tells by how much it moved.
    private int Fill()
    {
        var moved = _start;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - moved);
        if (_end == LineMax) throw new InputException("the line has more than 16 MiB", $"{name}:{Number + 1}", "give a trace with a line for each request");
        if (_end == _buffer.Length) Array.Resize(ref _buffer, Math.Min(2 * _end, LineMax));
        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        _ended = read == 0;
        return moved;
    }
}
