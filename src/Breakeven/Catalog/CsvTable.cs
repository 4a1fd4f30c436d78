using System.Text;

namespace Breakeven.Catalog;

/// <summary>
/// A price list as text: RFC 4180, a header, every row as wide as the header. Our own reader and not CsvHelper, whose start alone takes
/// 8 to 14 ms (ReadyToRun, measured) where all offers must be read in less.
/// </summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);

    private CsvTable(string where) => Where = where;

    public string Where { get; }

    public List<CsvRow> Rows { get; } = [];

    public static CsvTable Read(byte[] bytes, string where, ReadOnlySpan<string> columns)
    {
        var table = new CsvTable(where);
        var example = string.Join(',', columns.ToArray());
        var text = Decode(bytes, where);
        var position = 0;
        var line = 1;
        var header = ReadRecord(text, ref position, ref line, where);
        if (header is null || header is [""])
            throw new InputException("it is empty", where, $"begin with the header {example}");
        table.ReadHeader(header, columns, example);
        while (true)
        {
            var start = line;
            if (ReadRecord(text, ref position, ref line, where) is not { } fields) return table;
            if (fields is [""]) continue;
            if (fields.Count != header.Count)
                throw new InputException($"the row has {fields.Count} fields and the header {header.Count}", $"{where}:{start}", "give every column its field, and put quotes around a field that holds a comma");
            table.Rows.Add(new(table, start, fields));
        }
    }

    public int IndexOf(string column) => _columns[column];

    private void ReadHeader(List<string> header, ReadOnlySpan<string> columns, string example)
    {
        foreach (var name in header)
        {
            if (!columns.Contains(name))
            {
                var nearest = Names.Nearest(name, columns.ToArray(), 1);
                throw new InputException($"no column \"{name}\" is known", $"{Where}:1", nearest.Count > 0 ? $"did you mean \"{nearest[0]}\"?" : $"the columns are {example}");
            }
            if (!_columns.TryAdd(name, _columns.Count))
                throw new InputException($"the column \"{name}\" stands twice", $"{Where}:1", $"the columns are {example}");
        }
        foreach (var column in columns)
            if (!_columns.ContainsKey(column)) throw new InputException($"the column \"{column}\" is missing", $"{Where}:1", $"the columns are {example}");
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
