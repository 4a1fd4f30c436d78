using System.Text;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>Records of a benchmark's result that is one JSON document, held as a whole.</summary>
internal sealed class ResultRecords : TraceRecords, IDisposable
{
    // Results that keep every text of a long run have some hundred megabytes.
    private const long SizeLimit = 1L << 30;

    private readonly JsonDocument _document;
    private readonly string _name;
    private readonly IEnumerator<(string Place, Func<RawRequest?> Read)> _records;

    private ResultRecords(JsonDocument document, string name, Func<JsonElement, string, IEnumerable<(string, Func<RawRequest?>)>> layout)
    {
        _document = document;
        _name = name;
        _records = layout(document.RootElement, name).GetEnumerator();
    }

    private long _number;

    public override long Number => _number;

    public static ResultRecords Of(Stream stream, string name, TraceFormat format)
    {
        if (stream.CanSeek && stream.Length > SizeLimit) throw new InputException("the result is larger than 1 GiB", name, "save it without the texts");
        try
        {
            return new(JsonDocument.Parse(stream), name, format == TraceFormat.GuideLlm ? GuideLlmResult.Records : VllmBenchResult.Records);
        }
        catch (JsonException wrong)
        {
            throw new InputException("it is not JSON", $"{name}:{wrong.LineNumber + 1}:{wrong.BytePositionInLine + 1}", "give the result as the benchmark saved it, one run a file");
        }
    }

    public override bool Next()
    {
        _number++;
        return _records.MoveNext();
    }

    public override RawRequest? Read() => _records.Current.Read();

    public override string Place(LineFault fault) => $"{_name}, {_records.Current.Place}";

    public void Dispose()
    {
        _records.Dispose();
        _document.Dispose();
    }

    /// <summary>A member that is a number, as it is written; null where there is none.</summary>
    public static byte[]? NumberOf(JsonElement element, string member)
        => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number ? Encoding.ASCII.GetBytes(value.GetRawText()) : null;
}
