using System.Globalization;
using System.Text;

namespace Breakeven.Cli.Reports;

/// <summary>How wide text is on a terminal, and where it may be broken.</summary>
internal static class TextWidth
{
    /// <summary>Columns that a line of text takes: two for East Asian wide characters, none for combining marks.</summary>
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Of(rune);
        return width;
    }

    /// <summary>Text safe to print: names come from files, and a control character could move the cursor or colour the screen.</summary>
    public static string Clean(string text)
        => text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)) : text;

    /// <summary>Lines of at most this width, broken at spaces, and inside a word only where the word alone is wider.</summary>
    public static IReadOnlyList<string> Break(string text, int width)
    {
        if (Of(text) <= width) return [text];
        var lines = new List<string>();
        var line = new StringBuilder();
        var used = 0;
        foreach (var word in text.Split(' ').SelectMany(word => Pieces(word, width)))
        {
            var length = Of(word);
            if (used > 0 && used + 1 + length > width)
            {
                lines.Add(line.ToString());
                line.Clear();
                used = 0;
            }

            if (used > 0) line.Append(' ');
            line.Append(word);
            used += length + (used > 0 ? 1 : 0);
        }

        lines.Add(line.ToString());
        return lines;
    }

    public static string Pad(string text, int width, Align align)
    {
        var missing = new string(' ', Math.Max(0, width - Of(text)));
        return align == Align.Right ? missing + text : text + missing;
    }

    private static IEnumerable<string> Pieces(string word, int width)
    {
        while (Of(word) > width)
        {
            var cut = Cut(word, width);
            yield return word[..cut];
            word = word[cut..];
        }

        yield return word;
    }

    // After a slash, dash or comma if there is one in the second half, since ids and links read best that way; else anywhere.
    private static int Cut(string word, int width)
    {
        int used = 0, end = 0, nice = 0;
        foreach (var rune in word.EnumerateRunes())
        {
            used += Of(rune);
            if (used > width) break;
            end += rune.Utf16SequenceLength;
            if (rune.Value is '/' or '-' or ',' or '&' or '?' && used > width / 2) nice = end;
        }

        return nice > 0 ? nice : Math.Max(end, 1);
    }

    private static int Of(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF
            or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6
            or >= 0x1F300 and <= 0x1FAFF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : 1,
    };
}
