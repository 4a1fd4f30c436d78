namespace Breakeven.Workloads.Traces;

/// <summary>
/// The fields of a line of a CSV, from the first to the last. A field in quotes may hold commas and doubled quotes; the quotes around it are taken off, those within stay as they are, for
/// no layout read here has a number or a prefix with any.
/// </summary>
internal ref struct CsvFields(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _next;

    /// <summary>Where the field that was taken last begins, from 1.</summary>
    public int Column { get; private set; }

    public readonly bool AtEnd => _next > _line.Length;

    /// <summary>The next field, without blanks around it; empty after the last.</summary>
    public ReadOnlySpan<byte> Take()
    {
        Column = Math.Min(_next, _line.Length) + 1;
        if (AtEnd) return default;
        var rest = _line[_next..];
        var length = LengthOf(rest);
        _next += length + 1;
        return rest[..length].Trim(" \t\""u8);
    }

    /// <summary>How many fields a line has.</summary>
    public static int Count(ReadOnlySpan<byte> line)
    {
        if (!line.Contains((byte)'"')) return line.Count((byte)',') + 1;
        var fields = new CsvFields(line);
        var count = 0;
        for (; !fields.AtEnd; count++) fields.Take();
        return count;
    }

    // To the comma after it, or the end. A quote that is never closed quotes nothing.
    private static int LengthOf(ReadOnlySpan<byte> rest)
    {
        var blanks = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        var at = 0;
        if (blanks >= 0 && rest[blanks] == '"')
        {
            // A doubled quote closes and opens again.
            var close = blanks;
            for (var quoted = true; close + 1 < rest.Length;)
            {
                var found = rest[(close + 1)..].IndexOfAny((byte)'"', quoted ? (byte)'"' : (byte)',');
                if (found < 0) break;
                close += found + 1;
                if (rest[close] == ',') return close;
                quoted = !quoted;
                at = quoted ? 0 : close;
            }
        }

        var comma = rest[at..].IndexOf((byte)',');
        return comma < 0 ? rest.Length : at + comma;
    }

    /// <summary>Refuses a line with more or fewer fields than its header.</summary>
    public static void Expect(ReadOnlySpan<byte> line, int fewest, int most, string example)
    {
        var count = Count(line);
        if (count < fewest || count > most)
            throw new LineFault(1, $"the line has {count} {(count == 1 ? "field" : "fields")} and not {(fewest == most ? $"{most}" : $"{fewest} or {most}")}", $"write one request a line, such as {example}");
    }
}
