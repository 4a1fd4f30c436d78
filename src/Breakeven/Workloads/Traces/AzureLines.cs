using System.Buffers.Text;

namespace Breakeven.Workloads.Traces;

/// <summary>Azure's traces: 2023-11-16 18:15:46.6805900,374,44; those of 2024 end the moment in an offset, such as +00:00.</summary>
internal sealed class AzureLines : LineLayout
{
    private const string Example = "2023-11-16 18:15:46.6805900,374,44";

    public static ReadOnlySpan<byte> Header => "TIMESTAMP,ContextTokens,GeneratedTokens"u8;

    public override bool TakesAsHeader(ReadOnlySpan<byte> line) => line.SequenceEqual(Header);

    public override RawRequest? Read(ReadOnlySpan<byte> line)
    {
        CsvFields.Expect(line, 3, 3, Example);
        var fields = new CsvFields(line);
        var moment = fields.Take();
        var arrival = Moment(moment, fields.Column);
        var field = fields.Take();
        var input = TokenCounts.Read(field, fields.Column, "input length");
        TokenCounts.AtLeastOne(input, fields.Column, "input length");
        field = fields.Take();
        var output = TokenCounts.Read(field, fields.Column, "output length");
        return output == 0 ? null : new(arrival, input, output);
    }

    /// <summary>Nanoseconds since 1970 of a date and a time of day with up to nine decimals, and of an offset where there is one.</summary>
    private static long Moment(ReadOnlySpan<byte> text, int column)
    {
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':') throw Wrong(text, column);
        var (year, month, day) = (Digits(text[..4]), Digits(text[5..7]), Digits(text[8..10]));
        var (hour, minute) = (Digits(text[11..13]), Digits(text[14..16]));
        if (year < 1970 || year > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59) throw Wrong(text, column);
        var rest = text[17..];
        var length = rest.IndexOfAny((byte)'+', (byte)'-', (byte)'Z');
        var seconds = TraceTime.Read(length < 0 ? rest : rest[..length], 1_000_000_000, column);
        if (seconds >= 61_000_000_000) throw Wrong(text, column);
        var offset = length < 0 || rest[length] == 'Z' ? 0 : Offset(rest[length..], text, column);
        var minutes = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Subtract(DateTime.UnixEpoch).Ticks * 100;
        return minutes + seconds - offset * 60_000_000_000L;
    }

    // +00:00, +0000 or +00.
    private static int Offset(ReadOnlySpan<byte> offset, ReadOnlySpan<byte> text, int column)
    {
        var digits = offset[1..];
        var (hours, minutes) = digits.Length switch
        {
            2 => (Digits(digits), 0),
            4 => (Digits(digits[..2]), Digits(digits[2..])),
            5 when digits[2] == ':' => (Digits(digits[..2]), Digits(digits[3..])),
            _ => (-1, -1),
        };
        if (hours is < 0 or > 14 || minutes is < 0 or > 59) throw Wrong(text, column);
        return (offset[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    }

    private static int Digits(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int value, out var used) && used == text.Length && text[0] is >= (byte)'0' and <= (byte)'9' ? value : -1;

    private static LineFault Wrong(ReadOnlySpan<byte> text, int column) => new(column, $"\"{TokenCounts.Text(text)}\" is not a moment", $"write date and time, such as {Example}");
}
