namespace Breakeven.Workloads.Traces;

/// <summary>
/// The fields of a line of a CSV, from the first to the last. No layout read here has a field that holds a comma or a quote, but for BurstGPT's model names, so that quotes are
/// taken off and not interpreted.
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
        var length = rest.IndexOf((byte)',');
        if (length < 0) length = rest.Length;
        _next += length + 1;
        return rest[..length].Trim(" \t\""u8);
    }

    /// <summary>How many fields a line has.</summary>
    public static int Count(ReadOnlySpan<byte> line) => line.Count((byte)',') + 1;

    /// <summary>Refuses a line with more or fewer fields than its header.</summary>
    public static void Expect(ReadOnlySpan<byte> line, int fewest, int most, string example)
    {
        var count = Count(line);
        if (count < fewest || count > most)
            throw new LineFault(1, $"the line has {count} {(count == 1 ? "field" : "fields")} and not {(fewest == most ? $"{most}" : $"{fewest} or {most}")}", $"write one request a line, such as {example}");
    }
}
