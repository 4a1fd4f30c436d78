using System.Text.Json;

namespace Breakeven.Workloads.Traces;

/// <summary>A request of a vLLM server a line: tokens in and out, and when it arrived in seconds of the server's clock.</summary>
internal sealed class VllmRequestLines : JsonFields
{
    private long? _arrival;
    private int? _input;
    private int? _output;
    private int _inputColumn;

    protected override string Example => """{"input_toks": 2358, "output_toks": 531, "arrival_time": 1787267980.08}""";

    protected override void Begin() => (_arrival, _input, _output) = (null, null, null);

    protected override void Member(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("arrival_time"u8)) _arrival = Time(ref reader, 1_000_000_000);
        else if (reader.ValueTextEquals("input_toks"u8)) (_input, _inputColumn) = (Tokens(ref reader, "input length"), Column(reader));
        else if (reader.ValueTextEquals("output_toks"u8)) _output = Tokens(ref reader, "output length");
        else Skip(ref reader);
    }

    protected override RawRequest? End()
    {
        var arrival = _arrival ?? throw Lacks("arrival_time");
        var input = TokenCounts.AtLeastOne(_input ?? throw Lacks("input_toks"), _inputColumn, "input length");
        return (_output ?? throw Lacks("output_toks")) is > 0 and var output ? new(arrival, input, output) : null;
    }
}
