using System.Buffers.Binary;
using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>
/// Reads the head of a GGUF file, version 2 or 3: metadata and the table of tensors (ggml-org/ggml, docs/gguf.md). Token lists are counted and
/// stepped over; the tensors' data are never read, but their places are checked.
/// </summary>
/// <param name="Metadata">What it says of the model, by key.</param>
/// <param name="Tensors">In the order of their bytes.</param>
/// <param name="DataStart">Where the tensors' bytes begin.</param>
/// <param name="TableEnd">Where the table of tensors ends; padding follows.</param>
public sealed record GgufHeader(
    string Where, uint Version, uint Alignment, IReadOnlyDictionary<string, GgufValue> Metadata, IReadOnlyList<StoredTensor> Tensors, long DataStart, long TableEnd, long Length)
{
    private const uint AlignmentDefault = 32;
    private const int KeysMax = 10_000;
    private const int KeyBytesMax = 4096;
    private const int TensorsMax = 500_000;
    private const int TensorNameMax = 4096;
    private const int DimensionsMax = 8;
    private const int TextKept = 1024;
    private const int NumbersKept = 4096;
    private const long EntriesMax = 4 << 20;

    public static GgufHeader Read(WeightFile file)
    {
        var cursor = new GgufCursor(file);
        var version = ReadVersion(cursor, file);
        ulong tensors = cursor.U64(), keys = cursor.U64();
        // The least that each can take: an empty name, a type, a byte; an empty name, no dimension, type and place.
        if (keys > KeysMax || keys * 13 > (ulong)cursor.Left) throw cursor.Wrong($"the file claims {keys} metadata entries, more than it can hold or any file has");
        if (tensors > TensorsMax || tensors * 24 > (ulong)cursor.Left) throw cursor.Wrong($"the file claims {tensors} tensors, more than it can hold or any file has");

        var metadata = new Dictionary<string, GgufValue>(StringComparer.Ordinal);
        for (var i = 0UL; i < keys; i++)
        {
            var key = cursor.Text(KeyBytesMax, "a key");
            if (!metadata.TryAdd(key, ReadValue(cursor, cursor.U32(), key))) throw cursor.Wrong($"the key \"{Shown.Of(key)}\" stands twice");
        }

        var alignment = ReadAlignment(metadata, cursor);
        var table = new List<StoredTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0UL; i < tensors; i++)
        {
            var tensor = ReadTensor(cursor);
            if (!names.Add(tensor.Name)) throw cursor.Wrong($"the tensor \"{Shown.Of(tensor.Name)}\" stands twice");
            table.Add(tensor);
        }

        var start = (cursor.Position + alignment - 1) / alignment * alignment;
        TensorPlaces.CheckAligned(table, Math.Max(0, file.Length - start), alignment, file.Where);
        return new(file.Where, version, alignment, metadata, table, start, cursor.Position, file.Length);
    }

    private static uint ReadVersion(GgufCursor cursor, WeightFile file)
    {
        if (file.Length < 24 || !cursor.Take(4).SequenceEqual("GGUF"u8))
            throw new InputException("the file does not begin as a GGUF file does", file.Where, "give a .gguf file as llama.cpp writes it");
        var version = cursor.U32();
        if (version is 2 or 3) return version;
        throw version != 0 && (version & 0xFFFF) == 0
            ? new InputException("the file is big-endian", file.Where, "convert it with llama.cpp's gguf_convert_endian.py, or give the little-endian file")
            : new InputException($"the file is GGUF version {version}, and 2 and 3 are understood", file.Where, "convert the model anew with llama.cpp");
    }

    private static uint ReadAlignment(Dictionary<string, GgufValue> metadata, GgufCursor cursor) => metadata.GetValueOrDefault("general.alignment") switch
    {
        null => AlignmentDefault,
        GgufValue.Whole { Value: > 0 and <= 1 << 20 } size when (size.Value & (size.Value - 1)) == 0 => (uint)size.Value,
        _ => throw cursor.Wrong("general.alignment is no power of two up to 1 MiB"),
    };

    private static StoredTensor ReadTensor(GgufCursor cursor)
    {
        var name = cursor.Text(TensorNameMax, "a tensor's name");
        InputException Wrong(string what) => cursor.Wrong($"the tensor \"{Shown.Of(name)}\" {what}");
        var dimensions = cursor.U32();
        if (dimensions > DimensionsMax) throw Wrong($"claims {dimensions} dimensions");
        var shape = new long[dimensions];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = cursor.U64() is var size && size <= long.MaxValue ? (long)size : throw Wrong($"claims a dimension of {size}");
        var id = cursor.U32();
        if (!StorageType.Ggml.TryGetValue(id, out var type)) throw Wrong($"is of ggml type {id}, which is not known");
        if (StoredTensor.Product(shape) is not { } elements) throw Wrong("claims more elements than 63 bits count");
        // A row, the first dimension, holds whole blocks.
        if ((shape.Length == 0 ? 1 : shape[0]) % type.BlockElements != 0 || StoredTensor.BytesOf(elements, type) is not { } bytes)
            throw Wrong($"has rows of {(shape.Length == 0 ? 1 : shape[0])} elements, no multiple of the {type.BlockElements} in a block of {type.Name}");
        var offset = cursor.U64();
        return offset <= long.MaxValue ? new(name, type, shape, elements, (long)offset, bytes) : throw Wrong($"claims to begin at byte {offset}");
    }

    private static GgufValue ReadValue(GgufCursor cursor, uint type, string key) => type switch
    {
        8 => ReadText(cursor),
        9 => ReadList(cursor, key),
        _ => ReadScalar(cursor.Take(Width(cursor, type, key)), type),
    };

    private static int Width(GgufCursor cursor, uint type, string key) => type switch
    {
        0 or 1 or 7 => 1,
        2 or 3 => 2,
        4 or 5 or 6 => 4,
        10 or 11 or 12 => 8,
        _ => throw cursor.Wrong($"the value of \"{Shown.Of(key)}\" is of type {type}, which is not known"),
    };

    private static GgufValue ReadScalar(ReadOnlySpan<byte> bytes, uint type) => type switch
    {
        0 => new GgufValue.Whole(bytes[0]),
        1 => new GgufValue.Whole(unchecked((sbyte)bytes[0])),
        2 => new GgufValue.Whole(BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
        3 => new GgufValue.Whole(BinaryPrimitives.ReadInt16LittleEndian(bytes)),
        4 => new GgufValue.Whole(BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
        5 => new GgufValue.Whole(BinaryPrimitives.ReadInt32LittleEndian(bytes)),
        6 => new GgufValue.Real(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        7 => new GgufValue.Flag(bytes[0] != 0),
        10 => BinaryPrimitives.ReadUInt64LittleEndian(bytes) is var whole && whole <= long.MaxValue ? new GgufValue.Whole((long)whole) : new GgufValue.Real(whole),
        11 => new GgufValue.Whole(BinaryPrimitives.ReadInt64LittleEndian(bytes)),
        _ => new GgufValue.Real(BinaryPrimitives.ReadDoubleLittleEndian(bytes)),
    };

    private static GgufValue.Text ReadText(GgufCursor cursor)
    {
        var length = cursor.U64();
        if (length > TextKept)
        {
            cursor.Skip(length);
            return new(null, (long)length);
        }

        return new(Encoding.UTF8.GetString(cursor.Take((int)length)), (long)length);
    }

    private static GgufValue.List ReadList(GgufCursor cursor, string key)
    {
        var type = cursor.U32();
        var count = cursor.U64();
        if (type == 9) throw cursor.Wrong($"\"{Shown.Of(key)}\" is a list of lists, which no reader takes");
        var width = type == 8 ? sizeof(ulong) : Width(cursor, type, key);
        if (count > EntriesMax || count * (ulong)width > (ulong)cursor.Left) throw cursor.Wrong($"\"{Shown.Of(key)}\" claims {count} entries, more than the file can hold or any list has");
        if (type == 8)
        {
            for (var i = 0UL; i < count; i++) cursor.Skip(cursor.U64());
            return new((long)count, null);
        }

        if (count > NumbersKept || type is 6 or 12)
        {
            cursor.Skip(count * (ulong)width);
            return new((long)count, null);
        }

        var numbers = new long[count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = ReadScalar(cursor.Take(width), type) switch { GgufValue.Whole whole => whole.Value, GgufValue.Flag flag => flag.Value ? 1 : 0, _ => long.MaxValue };
        return new((long)count, numbers);
    }
}
