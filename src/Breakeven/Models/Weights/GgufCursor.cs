using System.Buffers.Binary;
using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>Reads a GGUF header from front to back through a small buffer. What is not wanted is stepped over without being read.</summary>
internal sealed class GgufCursor(WeightFile file)
{
    private readonly byte[] _buffer = new byte[(int)Math.Clamp(file.Length, 1, 64 << 10)];
    private long _start;
    private int _filled;

    public long Position { get; private set; }

    public long Left => file.Length - Position;

    public InputException Wrong(string what) => new(what, $"{file.Where}, byte {Position}", "fetch the file again, or convert the model anew with llama.cpp");

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>The next bytes, few enough for the buffer; valid until the next call.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left) throw Wrong($"the header goes on beyond the file's end, {file.Length} bytes");
        if (Position < _start || Position + count > _start + _filled) Refill(count);
        var span = _buffer.AsSpan((int)(Position - _start), count);
        Position += count;
        return span;
    }

    public void Skip(ulong count)
    {
        if (count > (ulong)Left) throw Wrong($"something {count} bytes long is claimed, and {Left} are left in the file");
        Position += (long)count;
    }

    /// <summary>A text with its length in front; longer ones than the bound are refused.</summary>
    public string Text(int bytesMax, string what)
    {
        var length = U64();
        if (length > (ulong)Left) throw Wrong($"{what} claims {length} bytes, and {Left} are left in the file");
        if (length > (ulong)bytesMax) throw Wrong($"{what} claims {length} bytes, and none is longer than {bytesMax}");
        try
        {
            return s_strict.GetString(Take((int)length));
        }
        catch (DecoderFallbackException)
        {
            throw Wrong($"{what} is no text in UTF-8");
        }
    }

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private void Refill(int count)
    {
        _start = Position;
        _filled = (int)Math.Min(_buffer.Length, Left);
        if (_filled < count) throw Wrong($"{count} bytes in a row are more than a header holds");
        file.Fill(_start, _buffer.AsSpan(0, _filled));
    }
}
