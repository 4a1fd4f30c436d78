using System.Text.Json;

namespace Breakeven.Workloads.Traces;

/// <summary>
/// AIPerf's profile_export.jsonl: metadata.request_start_ns, and metrics.input_sequence_length and output_sequence_length, each an object with a value. A request that failed has
/// an error and no output length.
/// </summary>
internal sealed class AiPerfLines : JsonFields
{
    private long? _arrival;
    private int? _input;
    private int? _output;
    private int _inputColumn;
    private bool _failed;

    protected override string Example => """{"metadata": {"request_start_ns": 1759813207532900363}, "metrics": {"input_sequence_length": {"value": 550}, "output_sequence_length": {"value": 9}}}""";

    protected override void Begin() => (_arrival, _input, _output, _failed) = (null, null, null, false);

    protected override void Member(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("metadata"u8)) Object(ref reader, Metadata);
        else if (reader.ValueTextEquals("metrics"u8)) Object(ref reader, Metric);
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            _failed = reader.TokenType != JsonTokenType.Null;
            reader.Skip();
        }
        else Skip(ref reader);
    }

    protected override RawRequest? End()
    {
        var arrival = _arrival ?? throw Lacks("metadata.request_start_ns");
        if (_failed || _output is null or 0) return null;
        return new(arrival, TokenCounts.AtLeastOne(_input ?? throw Lacks("metrics.input_sequence_length"), _inputColumn, "input length"), _output.Value);
    }

    private delegate void ReadMember(ref Utf8JsonReader reader);

    private static void Object(ref Utf8JsonReader reader, ReadMember member)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) member(ref reader);
    }

    private void Metadata(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("request_start_ns"u8)) _arrival = Time(ref reader, 1);
        else Skip(ref reader);
    }

    private void Metric(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("input_sequence_length"u8)) Object(ref reader, InputValue);
        else if (reader.ValueTextEquals("output_sequence_length"u8)) Object(ref reader, OutputValue);
        else Skip(ref reader);
    }

    private void InputValue(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("value"u8)) (_input, _inputColumn) = (Tokens(ref reader, "input length"), Column(reader));
        else Skip(ref reader);
    }

    private void OutputValue(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("value"u8)) _output = Tokens(ref reader, "output length");
        else Skip(ref reader);
    }
}
