using System.Text;

namespace Breakeven.Catalog;

/// <summary>
/// A price list as text: RFC 4180, a header, every row as wide as the header; lines that begin with # are remarks. Our own reader and not CsvHelper, whose start alone takes
/// 8 to 14 ms (ReadyToRun, measured) where all offers must be read in less.
/// </summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    private CsvTable(string where, string text)
    {
        Where = where;
        Text = text;
    }

    public string Where { get; }

    /// <summary>All of the file, which <see cref="CsvRow.Start"/> and <see cref="CsvRow.End"/> count in.</summary>
    public string Text { get; }

    public List<CsvRow> Rows { get; } = [];

    /// <summary>The header, in its own order.</summary>
    public IReadOnlyCollection<string> Columns => _columns.Keys;

    /// <summary>A file of exactly these columns, in any order.</summary>
    public static CsvTable Read(byte[] bytes, string where, ReadOnlySpan<string> columns)
    {
        var table = new CsvTable(where, Decode(bytes, where));
        var known = columns.ToArray();
        table.ReadAll(string.Join(',', known), header => table.ReadHeader(header, known, known));
        return table;
    }

    /// <summary>A file of some of these columns, the required ones among them.</summary>
    public static CsvTable ReadSome(byte[] bytes, string where, string[] columns, string[] required)
    {
        var table = new CsvTable(where, Decode(bytes, where));
        table.ReadAll(string.Join(',', required), header => table.ReadHeader(header, columns, required));
        return table;
    }

    /// <summary>The names in a file's first line.</summary>
    public static IReadOnlyList<string> HeaderOf(byte[] bytes, string where)
    {
        var table = new CsvTable(where, Decode(bytes, where));
        var (position, line) = (0, 1);
        table.SkipRemarks(ref position, ref line);
        return ReadRecord(table.Text, ref position, ref line, where) ?? [];
    }

    /// <summary>A file of somebody else's, which has these columns and any others.</summary>
    public static CsvTable ReadForeign(byte[] bytes, string where, params string[] required)
    {
        var table = new CsvTable(where, Decode(bytes, where));
        table.ReadAll(string.Join(',', required), header =>
        {
            foreach (var name in header) table._columns.TryAdd(name, table._columns.Count);
            if (table._columns.Count != header.Count) throw new InputException("a column stands twice", $"{where}:1", "give every column a name of its own");
            table.Require(required);
        });
        return table;
    }

    /// <summary>The place of a column, or -1 where the file has none of that name.</summary>
    public int IndexOf(string column) => _columns.GetValueOrDefault(column, -1);

    private void ReadAll(string example, Action<List<string>> readHeader)
    {
        var position = 0;
        var line = 1;
        SkipRemarks(ref position, ref line);
        var header = ReadRecord(Text, ref position, ref line, Where);
        if (header is null || header is [""])
            throw new InputException("it is empty", Where, $"begin with the header {example}");
        readHeader(header);
        while (true)
        {
            SkipRemarks(ref position, ref line);
            var (start, at) = (line, position);
            if (ReadRecord(Text, ref position, ref line, Where) is not { } fields) return;
            if (fields is [""]) continue;
            if (fields.Count != header.Count)
                throw new InputException($"the row has {fields.Count} fields and the header {header.Count}", $"{Where}:{start}", "give every column its field, and put quotes around a field that holds a comma");
            Rows.Add(new(this, start, fields) { Start = at, End = position });
        }
    }

    private void SkipRemarks(ref int position, ref int line)
    {
        while (position < Text.Length && Text[position] == '#')
        {
            var end = Text.IndexOf('\n', position);
            position = end < 0 ? Text.Length : end + 1;
            line++;
        }
    }

    private void Require(string[] columns)
    {
        foreach (var column in columns)
            if (!_columns.ContainsKey(column)) throw new InputException($"the column \"{column}\" is missing", $"{Where}:1", $"the columns are {string.Join(',', columns)}");
    }

    private void ReadHeader(List<string> header, string[] columns, string[] required)
    {
        var all = string.Join(',', columns);
        foreach (var name in header)
        {
            if (!columns.Contains(name))
            {
                var nearest = Names.Nearest(name, columns, 1);
                throw new InputException($"no column \"{name}\" is known", $"{Where}:1", nearest.Count > 0 ? $"did you mean \"{nearest[0]}\"?" : $"the columns are {all}");
            }
            if (!_columns.TryAdd(name, _columns.Count))
                throw new InputException($"the column \"{name}\" stands twice", $"{Where}:1", $"the columns are {all}");
        }
        Require(required);
    }

    private static string Decode(byte[] bytes, string where)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new InputException("it is not UTF-8 text", where, "save it as CSV UTF-8");
        }
    }

    // One record, or null at the end. A quoted field may hold commas, doubled quotes and line ends.
    private static List<string>? ReadRecord(string text, ref int position, ref int line, string where)
    {
        if (position >= text.Length) return null;
        var fields = new List<string>(16);
        while (true)
        {
            fields.Add(position < text.Length && text[position] == '"' ? ReadQuoted(text, ref position, ref line, where) : ReadPlain(text, ref position));
            if (position >= text.Length) return fields;
            var end = text[position++];
            if (end == ',') continue;
            if (end == '\r' && position < text.Length && text[position] == '\n') position++;
            else if (end is not ('\n' or '\r'))
                throw new InputException("text follows a closing quote", $"{where}:{line}", "double a quote that belongs to the field: \"a \"\"quoted\"\" word\"");
            line++;
            return fields;
        }
    }

    private static string ReadPlain(string text, ref int position)
    {
        var length = text.AsSpan(position).IndexOfAny(',', '\r', '\n');
        var end = length < 0 ? text.Length : position + length;
        var field = text[position..end].Trim();
        position = end;
        return field;
    }

    private static string ReadQuoted(string text, ref int position, ref int line, string where)
    {
        var start = line;
        var field = new StringBuilder();
        for (position++; position < text.Length; position++)
        {
            if (text[position] == '\n') line++;
            if (text[position] != '"') field.Append(text[position]);
            else if (position + 1 < text.Length && text[position + 1] == '"') field.Append(text[++position]);
            else
            {
                position++;
                return field.ToString();
            }
        }
        throw new InputException("a quoted field is not closed", $"{where}:{start}", "end it with a quote");
    }
}
