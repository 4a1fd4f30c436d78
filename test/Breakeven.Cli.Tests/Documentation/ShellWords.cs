using System.Text;

namespace Breakeven.Cli.Tests.Documentation;

/// <summary>A command line of the docs, split as a shell would split it.</summary>
internal static class ShellWords
{
    /// <summary>The words of a line: spaces part them, quotes of either kind join them, a backslash takes the next character as it is.</summary>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (open, quote) = (false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0' && c == quote) quote = '\0';
            else if (quote == '\0' && c is '"' or '\'') (quote, open) = (c, true);
            else if (c == '\\' && quote != '\'' && i + 1 < line.Length) (_, open) = (word.Append(line[++i]), true);
            else if (quote == '\0' && char.IsWhiteSpace(c)) Close();
            else (_, open) = (word.Append(c), true);
        }
        if (quote != '\0') throw new FormatException($"a quote is never closed: {line}");
        Close();
        return words;

        void Close()
        {
            if (open) words.Add(word.ToString());
            word.Clear();
            open = false;
        }
    }

    /// <summary>The arguments that a documented command gives to breakeven, or null where it runs something else.</summary>
    public static IReadOnlyList<string>? ArgumentsOf(string command)
    {
        var words = Split(command);
        if (words is ["$", ..]) words = [.. words.Skip(1)];
        if (words is ["breakeven", ..]) return [.. words.Skip(1)];
        var project = words.ToList().IndexOf("src/Breakeven.Cli");
        return words is ["dotnet", "run", ..] && project > 0 && words.ElementAtOrDefault(project + 1) == "--" ? [.. words.Skip(project + 2)] : null;
    }

    /// <summary>The commands of a shell block: lines, joined where one ends in a backslash, without comments.</summary>
    public static IEnumerable<string> Commands(string block)
        => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#');
}
