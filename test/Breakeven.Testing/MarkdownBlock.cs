namespace Breakeven.Testing;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="File">The file, as the checkout names it.</param>
/// <param name="Line">The line of the opening fence, from 1.</param>
/// <param name="Language">What stands behind the fence, such as "csharp"; empty where nothing does.</param>
/// <param name="Marker">The HTML comment on the line above, without its brackets; empty where there is none.</param>
/// <param name="Text">What the fences enclose, each line with its line feed.</param>
public sealed record MarkdownBlock(string File, int Line, string Language, string Marker, string Text)
{
    /// <summary>Every fenced block of every Markdown file in the checkout.</summary>
    public static IEnumerable<MarkdownBlock> All()
        => RepositoryFiles.Under("", ".md").SelectMany(name => In(name, RepositoryFiles.Read(name)));

    /// <summary>The fenced blocks of one text. A fence that is never closed runs to the end.</summary>
    public static IEnumerable<MarkdownBlock> In(string file, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var fence = Fence(lines[i]);
            if (fence.Length == 0) continue;
            var end = Array.FindIndex(lines, i + 1, line => line.Trim() == fence);
            if (end < 0) end = lines.Length;
            var body = string.Concat(lines[(i + 1)..end].Select(line => line + "\n"));
            yield return new MarkdownBlock(file, i + 1, lines[i].Trim()[fence.Length..].Trim(), i > 0 ? Comment(lines[i - 1]) : "", body);
            i = end;
        }
    }

    /// <summary>The same text with each block's content replaced where the function gives another.</summary>
    public static string Rewrite(string file, string text, Func<MarkdownBlock, string?> content)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').ToList();
        // From the last to the first, so that the lines before keep their numbers.
        foreach (var block in In(file, text).Reverse())
        {
            if (content(block) is not { } replaced) continue;
            var length = block.Text.Count(c => c == '\n');
            lines.RemoveRange(block.Line, length);
            lines.InsertRange(block.Line, replaced.TrimEnd('\n').Split('\n'));
        }
        return string.Join('\n', lines);
    }

    private static string Fence(string line)
    {
        var trimmed = line.TrimStart();
        var length = trimmed.TakeWhile(c => c == '`').Count();
        return length >= 3 ? trimmed[..length] : "";
    }

    private static string Comment(string line)
    {
        var trimmed = line.Trim();
        return trimmed.StartsWith("<!--", StringComparison.Ordinal) && trimmed.EndsWith("-->", StringComparison.Ordinal) ? trimmed[4..^3].Trim() : "";
    }
}
