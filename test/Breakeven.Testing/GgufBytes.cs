using System.Text;

namespace Breakeven.Testing;

/// <summary>Writes the head of a GGUF file; the data behind it are claimed and never written.</summary>
public sealed class GgufBytes(uint version = 3, uint alignment = 32)
{
    private readonly List<byte[]> _keys = [];
    private readonly List<byte[]> _tensors = [];
    private ulong _keyCount;
    private ulong _tensorCount;
    private long _end;

    /// <summary>Adds a whole number of 32 bits.</summary>
    public GgufBytes Number(string key, uint value) => Key(key, 4, writer => writer.Write(value));

    /// <summary>Adds a text.</summary>
    public GgufBytes Text(string key, string value) => Key(key, 8, writer => Write(writer, value));

    /// <summary>Adds true or false.</summary>
    public GgufBytes Flag(string key, bool value) => Key(key, 7, writer => writer.Write(value));

    /// <summary>Adds a value of any type as raw bytes.</summary>
    public GgufBytes Raw(string key, uint type, params byte[] value) => Key(key, type, writer => writer.Write(value));

    /// <summary>Adds a list of whole numbers of 32 bits.</summary>
    public GgufBytes Numbers(string key, params IReadOnlyList<uint> values) => Key(key, 9, writer =>
    {
        writer.Write(4u);
        writer.Write((ulong)values.Count);
        foreach (var value in values) writer.Write(value);
    });

    /// <summary>Adds a list of flags.</summary>
    public GgufBytes Flags(string key, params IReadOnlyList<bool> values) => Key(key, 9, writer =>
    {
        writer.Write(7u);
        writer.Write((ulong)values.Count);
        foreach (var value in values) writer.Write(value);
    });

    /// <summary>Adds a list of texts.</summary>
    public GgufBytes Texts(string key, IReadOnlyList<string> values) => Key(key, 9, writer =>
    {
        writer.Write(8u);
        writer.Write((ulong)values.Count);
        foreach (var value in values) Write(writer, value);
    });

    /// <summary>Adds a tensor of a type that takes so many bytes for a block of so many elements, behind the last one.</summary>
    public GgufBytes Tensor(string name, (uint Id, int Elements, int Bytes) type, params IReadOnlyList<long> shape)
    {
        var offset = (_end + alignment - 1) / alignment * alignment;
        _tensors.Add(Written(writer =>
        {
            Write(writer, name);
            writer.Write((uint)shape.Count);
            foreach (var size in shape) writer.Write((ulong)size);
            writer.Write(type.Id);
            writer.Write((ulong)offset);
        }));
        _tensorCount++;
        _end = offset + shape.Aggregate(1L, (product, size) => product * size) / type.Elements * type.Bytes;
        return this;
    }

    /// <summary>All before the data, padded.</summary>
    public byte[] Header() => Written(writer =>
    {
        writer.Write("GGUF"u8);
        writer.Write(version);
        writer.Write(_tensorCount);
        writer.Write(_keyCount);
        foreach (var part in _keys.Concat(_tensors)) writer.Write(part);
        while (writer.BaseStream.Length % alignment != 0) writer.Write((byte)0);
    });

    /// <summary>The file's length with its data.</summary>
    public long Length => Header().Length + (_end + alignment - 1) / alignment * alignment;

    /// <summary>Writes a file as long as it would be with data, which take no room on a disk that knows holes.</summary>
    public void WriteTo(string path)
    {
        using var file = File.Create(path);
        file.Write(Header());
        file.SetLength(Length);
    }

    private GgufBytes Key(string key, uint type, Action<BinaryWriter> value)
    {
        _keys.Add(Written(writer =>
        {
            Write(writer, key);
            writer.Write(type);
            value(writer);
        }));
        _keyCount++;
        return this;
    }

    private static byte[] Written(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        write(writer);
        writer.Flush();
        return bytes.ToArray();
    }

    private static void Write(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
