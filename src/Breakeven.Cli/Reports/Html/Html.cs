using System.Runtime.CompilerServices;
using System.Text;

namespace Breakeven.Cli.Reports.Html;

/// <summary>A piece of a page, escaped once and for good: text becomes one only through <see cref="Of"/>, which escapes whatever is put into it.</summary>
internal readonly record struct Html(string Text)
{
    public static Html Empty { get; } = new("");

    /// <summary>Markup written here, with text and other pieces put in.</summary>
    public static Html Of(ref HtmlWriter markup) => new(markup.ToString());

    /// <summary>Text as a reader sees it; names come from files and may hold anything.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                '\n' => escaped.Append('\n'),
                _ => escaped.Append(char.IsControl(c) || IsDirection(c) ? ' ' : c),
            };
        return escaped.ToString();
    }

    // Marks that turn the direction of what follows: a name with one would reorder the figures beside it.
    private static bool IsDirection(char c) => c is '\u200e' or '\u200f' or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}

/// <summary>What the compiler makes of <c>$"&lt;p&gt;{text}&lt;/p&gt;"</c> where a piece of a page is wanted.</summary>
[InterpolatedStringHandler]
internal readonly struct HtmlWriter(int literalLength, int formattedCount)
{
    private readonly StringBuilder _page = new(literalLength + formattedCount * 24);

    public void AppendLiteral(string markup) => _page.Append(markup);

    public void AppendFormatted(string? text) => _page.Append(Html.Escape(text ?? ""));

    public void AppendFormatted(Html piece) => _page.Append(piece.Text);

    public void AppendFormatted(int number) => _page.Append(System.Globalization.CultureInfo.InvariantCulture, $"{number}");

    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces) _page.Append(piece.Text);
    }

    public override string ToString() => _page.ToString();
}
