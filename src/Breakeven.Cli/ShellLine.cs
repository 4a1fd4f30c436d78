using System.Text;
using System.Text.RegularExpressions;

namespace Breakeven.Cli;

/// <summary>Words as a line that a shell reads as the same words.</summary>
internal static partial class ShellLine
{
    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(Quoted));

    /// <summary>The words of such a line; null where a quote is left open.</summary>
    public static IReadOnlyList<string>? Words(string line)
    {
        var (words, word, begun, quote) = (new List<string>(), new StringBuilder(), false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (begun) words.Add(word.ToString());
                (begun, word) = (false, word.Clear());
                continue;
            }
            begun = true;
            if (c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'') quote = c;
            else if (c == '\\' && quote != '\'' && i + 1 < line.Length && (quote == '\0' || line[i + 1] is '"' or '\\' or '$' or '`')) word.Append(line[++i]);
            else word.Append(c);
        }
        if (begun) words.Add(word.ToString());
        return quote == '\0' ? words : null;
    }

    private static string Quoted(string word) => Plain().IsMatch(word) ? word
        : word.AsSpan().ContainsAny("\"$`\\!") ? $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"
        : $"\"{word}\"";

    [GeneratedRegex(@"^[\w./:=@%+,-]+$")]
    private static partial Regex Plain();
}
