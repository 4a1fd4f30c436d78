using System.Buffers.Binary;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>
/// Reads the header of a safetensors file: eight bytes that say how long it is, then one JSON object with type, shape and place of each tensor
/// (huggingface/safetensors, README "Format"). The data are never read, but their places must fill the file without gap or overlap.
/// </summary>
internal sealed class SafetensorsHeader
{
    // The largest published header takes a few megabytes; the format's own reader refuses beyond 100 MB.
    private const long HeaderMax = 512L << 20;
    private const int TensorsMax = 1_000_000;
    private const int DimensionsMax = 32;

    private readonly WeightFile _file;
    private readonly List<StoredTensor> _tensors = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<long> _numbers = [];
    private string? _name;
    private Member _member;
    private StorageType? _type;
    private long[]? _shape;
    private (long Begin, long End)? _place;
    private bool _metadata;
    private bool _metadataSeen;

    private SafetensorsHeader(WeightFile file) => _file = file;

    private enum Member
    {
        None,
        Type,
        Shape,
        Offsets,
    }

    /// <summary>The tensors of a file, in the order of their bytes.</summary>
    public static IReadOnlyList<StoredTensor> Read(WeightFile file)
    {
        Span<byte> first = stackalloc byte[8];
        if (file.Length < first.Length) throw Wrong(file, $"the file has {file.Length} bytes, fewer than a header's length takes");
        file.Fill(0, first);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(first);
        if (length > HeaderMax) throw Wrong(file, $"the first 8 bytes claim a header of {length} bytes, and none is longer than {HeaderMax >> 20} MiB");
        if ((long)length > file.Length - first.Length) throw Wrong(file, $"the first 8 bytes claim a header of {length} bytes, and the file has {file.Length}");
        var header = new SafetensorsHeader(file);
        JsonStream.Read(file, first.Length, first.Length + (long)length, "the header", header.Take);
        TensorPlaces.CheckFilled(header._tensors, file.Length - first.Length - (long)length, file.Where);
        return header._tensors;
    }

    private static InputException Wrong(WeightFile file, string what) => new(what, file.Where, "give a safetensors file as it was published; if it is one, fetch it again");

    private InputException Wrong(string what) => new(what, _name is null ? _file.Where : $"{_file.Where}, tensor \"{Shown.Of(_name)}\"", "fetch the file again; the format allows no such header");

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.CurrentDepth)
        {
            case 0:
                if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)) throw Wrong("the header is no JSON object");
                break;
            case 1:
                TakeEntry(ref reader);
                break;
            case 2 when _metadata:
                if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.String)) throw Wrong("__metadata__ holds something else than text");
                break;
            case 2:
                TakeMember(ref reader);
                break;
            default:
                TakeNumber(ref reader);
                break;
        }
    }

    private void TakeEntry(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _metadata = reader.ValueTextEquals("__metadata__"u8);
                _name = reader.GetString()!;
                if (_metadata && _metadataSeen) throw Wrong("the name stands twice");
                _metadataSeen |= _metadata;
                (_type, _shape, _place, _member) = (null, null, null, Member.None);
                break;
            case JsonTokenType.StartObject:
                break;
            case JsonTokenType.EndObject:
                if (!_metadata) Add();
                _name = null;
                break;
            default:
                throw Wrong("the entry is no object");
        }
    }

    private void TakeMember(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                _member = reader.ValueTextEquals("dtype"u8) ? Member.Type : reader.ValueTextEquals("shape"u8) ? Member.Shape
                    : reader.ValueTextEquals("data_offsets"u8) ? Member.Offsets : throw Wrong("the entry has a member that is none of dtype, shape and data_offsets");
                if (_member switch { Member.Type => _type is not null, Member.Shape => _shape is not null, _ => _place is not null })
                    throw Wrong("a member of the entry stands twice");
                break;
            case JsonTokenType.String when _member == Member.Type:
                _type = reader.HasValueSequence || reader.ValueIsEscaped ? null : StorageType.OfSafetensors(reader.ValueSpan);
                if (_type is null)
                    throw Wrong($"the dtype \"{Shown.Of(reader.GetString()!)}\" is not known; known are {string.Join(", ", StorageType.Safetensors.Select(type => type.Name))}");
                break;
            case JsonTokenType.StartArray when _member is Member.Shape or Member.Offsets:
                _numbers.Clear();
                break;
            case JsonTokenType.EndArray when _member == Member.Shape:
                _shape = [.. _numbers];
                break;
            case JsonTokenType.EndArray:
                _place = _numbers is [var begin, var end] && begin <= end ? (begin, end) : throw Wrong("data_offsets is no pair of a begin and an end");
                break;
            default:
                throw Wrong("a member of the entry has a value of the wrong kind");
        }
    }

    private void TakeNumber(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
            throw Wrong($"{(_member == Member.Shape ? "shape" : "data_offsets")} holds something else than whole numbers from 0");
        if (_numbers.Count == DimensionsMax) throw Wrong($"{(_member == Member.Shape ? "shape" : "data_offsets")} has more than {DimensionsMax} entries");
        _numbers.Add(number);
    }

    private void Add()
    {
        if (_type is null || _shape is null || _place is not { } place) throw Wrong("dtype, shape or data_offsets is missing");
        if (!_names.Add(_name!)) throw Wrong("the name stands twice");
        if (_tensors.Count == TensorsMax) throw Wrong($"the file lists more than {TensorsMax:N0} tensors");
        if (StoredTensor.Product(_shape) is not { } elements || StoredTensor.BytesOf(elements, _type) is not { } bytes)
            throw Wrong($"the shape [{string.Join(", ", _shape)}] of {_type.Name} makes no whole number of bytes");
        if (bytes != place.End - place.Begin)
            throw Wrong($"the shape [{string.Join(", ", _shape)}] of {_type.Name} takes {bytes} bytes, and data_offsets gives it {place.End - place.Begin}");
        _tensors.Add(new(_name!, _type, _shape, elements, place.Begin, bytes));
    }
}
