namespace Breakeven.Workloads.Traces;

/// <summary>Our own CSV: 12.5,374,44 or, with a prefix, 12.5,374,44,system:256.</summary>
internal sealed class BreakevenLines : LineLayout
{
    private const string Example = "12.5,374,44";

    private readonly PrefixText _prefixes = new();

    public static ReadOnlySpan<byte> Header => "arrival_s,input_tokens,output_tokens"u8;

    public override bool TakesAsHeader(ReadOnlySpan<byte> line) => line.StartsWith(Header) || line[0] == '#';

    public override RawRequest? Read(ReadOnlySpan<byte> line)
    {
        CsvFields.Expect(line, 3, 4, Example);
        var fields = new CsvFields(line);
        var field = fields.Take();
        var arrival = TraceTime.Read(field, 1_000_000_000, fields.Column);
        field = fields.Take();
        var input = TokenCounts.AtLeastOne(TokenCounts.Read(field, fields.Column, "input length"), fields.Column, "input length");
        field = fields.Take();
        var output = TokenCounts.AtLeastOne(TokenCounts.Read(field, fields.Column, "output length"), fields.Column, "output length");
        if (fields.AtEnd) return new(arrival, input, output);
        field = fields.Take();
        return new(arrival, input, output, field.IsEmpty ? null : _prefixes.Read(field, fields.Column));
    }
}
