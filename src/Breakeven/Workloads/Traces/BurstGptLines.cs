using System.Text;

namespace Breakeven.Workloads.Traces;

/// <summary>BurstGPT's CSV, with or without its columns of sessions: the columns are found by the header's names. A failed request has 0 response tokens.</summary>
internal sealed class BurstGptLines : LineLayout
{
    private const string Example = "5,ChatGPT,472,18,490,Conversation log";

    // Those of the first release, until a header says otherwise.
    private int _columns = 6;
    private int _timestamp;
    private int _request = 2;
    private int _response = 3;

    public override bool TakesAsHeader(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("Timestamp"u8)) return false;
        var names = Encoding.UTF8.GetString(line).Split(',').Select(name => name.Trim()).ToList();
        (_columns, _timestamp, _request, _response) = (names.Count, names.IndexOf("Timestamp"), names.IndexOf("Request tokens"), names.IndexOf("Response tokens"));
        if (Math.Min(_timestamp, Math.Min(_request, _response)) < 0) throw new LineFault(1, "the header lacks Timestamp, Request tokens or Response tokens", $"give the file as it was published, with lines such as {Example}");
        return true;
    }

    public override RawRequest? Read(ReadOnlySpan<byte> line)
    {
        CsvFields.Expect(line, _columns, _columns, Example);
        var fields = new CsvFields(line);
        var (arrival, input, output, inputColumn) = (0L, 0, 0, 0);
        for (var column = 0; column < _columns; column++)
        {
            var field = fields.Take();
            if (column == _timestamp) arrival = TraceTime.Read(field, 1_000_000_000, fields.Column);
            else if (column == _request) (input, inputColumn) = (TokenCounts.Read(field, fields.Column, "input length"), fields.Column);
            else if (column == _response) output = TokenCounts.Read(field, fields.Column, "output length");
        }
        if (output == 0) return null;
        return new(arrival, TokenCounts.AtLeastOne(input, inputColumn, "input length"), output);
    }
}
