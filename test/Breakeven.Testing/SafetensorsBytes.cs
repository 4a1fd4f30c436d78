using System.Buffers.Binary;
using System.Text;

namespace Breakeven.Testing;

/// <summary>Writes the header of a safetensors file from names, types and shapes; the data behind it are claimed and never written.</summary>
public sealed class SafetensorsBytes
{
    private readonly StringBuilder _entries = new();
    private (int Entries, byte[] Bytes) _written = (-1, []);

    /// <summary>Bytes of all tensors so far.</summary>
    public long DataLength { get; private set; }

    /// <summary>Adds a tensor behind the last one.</summary>
    public SafetensorsBytes Add(string name, string type, params IReadOnlyList<long> shape)
    {
        var bits = type switch { "F4" => 4, "F64" or "I64" or "U64" => 64, "F32" or "I32" or "U32" => 32, "F16" or "BF16" or "I16" or "U16" => 16, _ => 8 };
        var bytes = shape.Aggregate(1L, (product, size) => product * size) * bits / 8;
        if (_entries.Length > 0) _entries.Append(',');
        _entries.Append($"\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{DataLength},{DataLength + bytes}]}}");
        DataLength += bytes;
        return this;
    }

    /// <summary>The length in front, and the header.</summary>
    public byte[] Header() => _entries.Length == _written.Entries ? _written.Bytes : (_written = (_entries.Length, Header("{" + _entries + "}"))).Bytes;

    /// <summary>The file's length with its data.</summary>
    public long Length => Header().Length + DataLength;

    /// <summary>A header of this text.</summary>
    public static byte[] Header(string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        var bytes = new byte[8 + text.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, text.Length);
        text.CopyTo(bytes, 8);
        return bytes;
    }

    /// <summary>Writes a file as long as it would be with data, which take no room on a disk that knows holes.</summary>
    public void WriteTo(string path)
    {
        using var file = File.Create(path);
        file.Write(Header());
        file.SetLength(Length);
    }
}
