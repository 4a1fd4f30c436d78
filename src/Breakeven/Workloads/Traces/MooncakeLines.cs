using System.Text.Json;

namespace Breakeven.Workloads.Traces;

/// <summary>Mooncake's traces: the arrival in milliseconds, two lengths, and the hashes of the prompt's blocks of 512 tokens, the last of which the prompt may end within.</summary>
internal sealed class MooncakeLines : JsonFields
{
    private const int SegmentTokens = 512;

    private long? _arrival;
    private int? _input;
    private int? _output;
    private int _inputColumn;
    private List<long> _hashes = [];

    protected override string Example => """{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}""";

    protected override void Begin() => (_arrival, _input, _output, _hashes) = (null, null, null, []);

    protected override void Member(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("timestamp"u8)) _arrival = Time(ref reader, 1_000_000);
        else if (reader.ValueTextEquals("input_length"u8)) (_input, _inputColumn) = (Tokens(ref reader, "input length"), Column(reader));
        else if (reader.ValueTextEquals("output_length"u8)) _output = Tokens(ref reader, "output length");
        else if (reader.ValueTextEquals("hash_ids"u8)) Hashes(ref reader);
        else Skip(ref reader);
    }

    protected override RawRequest? End()
    {
        var arrival = _arrival ?? throw Lacks("timestamp");
        var input = TokenCounts.AtLeastOne(_input ?? throw Lacks("input_length"), _inputColumn, "input length");
        return (_output ?? throw Lacks("output_length")) is > 0 and var output ? new(arrival, input, output, _hashes.Count > 0 ? new(SegmentTokens, _hashes) : null) : null;
    }

    private void Hashes(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return;
        if (reader.TokenType != JsonTokenType.StartArray) throw Wrong(reader);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            _hashes.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var hash) && hash >= 0 ? hash : throw Wrong(reader));
    }

    private static LineFault Wrong(in Utf8JsonReader reader) => new(Column(reader), "hash_ids is no list of whole numbers", "write the blocks of the prompt as [46, 47]");
}
