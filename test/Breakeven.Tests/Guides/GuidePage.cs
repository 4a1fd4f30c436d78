using System.Globalization;
using System.Text;

namespace Breakeven.Tests.Guides;

/// <summary>A Markdown page under construction. Text comes as interpolated strings, so that every figure is formatted alike everywhere.</summary>
internal sealed class GuidePage
{
    private const int Width = 140;

    private readonly StringBuilder _text = new();

    public void Heading(int level, string title) => Block($"{new string('#', level)} {title}\n");

    public void Text(FormattableString text) => Block(Wrapped(text.ToString(CultureInfo.InvariantCulture)));

    public void Quote(string text) => Block(string.Concat(Wrapped(text, Width - 2).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"> {line}\n")));

    public void Items(params FormattableString[] items) =>
        Block(string.Concat(items.Select(item => "- " + Wrapped(item.ToString(CultureInfo.InvariantCulture), Width - 2).TrimEnd('\n').Replace("\n", "\n  ", StringComparison.Ordinal) + "\n")));

    public void Shell(params string[] commands) => Block($"```sh\n{string.Join('\n', commands)}\n```\n");

    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var lines = new StringBuilder();
        Row(lines, header);
        Row(lines, [.. header.Select(_ => "---")]);
        foreach (var row in rows)
        {
            Assert.Equal(header.Count, row.Count);
            Row(lines, row);
        }

        Block(lines.ToString());
    }

    public override string ToString() => _text.ToString();

    private static void Row(StringBuilder lines, IReadOnlyList<string> cells) => lines.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private void Block(string text)
    {
        if (_text.Length > 0) _text.Append('\n');
        _text.Append(text);
    }

    private static string Wrapped(string text, int width = Width)
    {
        var (lines, length) = (new StringBuilder(), 0);
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (length > 0 && length + 1 + word.Length > width)
            {
                lines.Append('\n');
                length = 0;
            }

            if (length > 0) lines.Append(' ');
            lines.Append(word);
            length += word.Length + (length > 0 ? 1 : 0);
        }

        return lines.Append('\n').ToString();
    }
}
