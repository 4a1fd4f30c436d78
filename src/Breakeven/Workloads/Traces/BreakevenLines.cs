namespace Breakeven.Workloads.Traces;

/// <summary>
/// Our own CSV: 12.5,374,44 or, with a prefix, 12.5,374,44,system:256. Where its header names more columns, as that of breakeven simulate --requests-out does, those that it takes for a request are
/// read wherever they stand.
/// </summary>
internal sealed class BreakevenLines : LineLayout
{
    private const string Example = "12.5,374,44";
    private const int Absent = -1;

    private readonly PrefixText _prefixes = new();
    private (int Arrival, int Input, int Output, int Prefix) _columns = (0, 1, 2, 3);
    private (int Fewest, int Most) _fields = (3, 4);

    /// <summary>Whether a line names the columns that every request has.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) => ColumnOf(line, "arrival_s"u8) >= 0 && ColumnOf(line, "input_tokens"u8) >= 0 && ColumnOf(line, "output_tokens"u8) >= 0;

    public override bool TakesAsHeader(ReadOnlySpan<byte> line)
    {
        if (line[0] == '#') return true;
        if (!IsHeader(line)) return false;
        var count = CsvFields.Count(line);
        _columns = (ColumnOf(line, "arrival_s"u8), ColumnOf(line, "input_tokens"u8), ColumnOf(line, "output_tokens"u8), ColumnOf(line, "prefix"u8));
        // A prefix may be left out where it would be the last field; a line may have one though the header of three names none.
        _fields = _columns.Prefix == count - 1 ? (count - 1, count) : (count, count);
        if (count == 3) (_columns.Prefix, _fields) = (3, (3, 4));
        return true;
    }

    public override RawRequest? Read(ReadOnlySpan<byte> line)
    {
        CsvFields.Expect(line, _fields.Fewest, _fields.Most, Example);
        var fields = new CsvFields(line);
        var (arrival, input, output) = (0L, 0, 0);
        PrefixChain? prefix = null;
        for (var i = 0; !fields.AtEnd; i++)
        {
            var field = fields.Take();
            if (i == _columns.Arrival) arrival = TraceTime.Read(field, 1_000_000_000, fields.Column);
            else if (i == _columns.Input) input = TokenCounts.AtLeastOne(TokenCounts.Read(field, fields.Column, "input length"), fields.Column, "input length");
            else if (i == _columns.Output) output = TokenCounts.AtLeastOne(TokenCounts.Read(field, fields.Column, "output length"), fields.Column, "output length");
            else if (i == _columns.Prefix && !field.IsEmpty) prefix = _prefixes.Read(field, fields.Column);
        }

        return new(arrival, input, output, prefix);
    }

    private static int ColumnOf(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        var fields = new CsvFields(line);
        for (var i = 0; !fields.AtEnd; i++)
            if (fields.Take().SequenceEqual(name)) return i;
        return Absent;
    }
}
