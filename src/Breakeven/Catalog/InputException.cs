namespace Breakeven.Catalog;

/// <summary>Input that cannot be used: what is wrong, where, and what to do. The command line prints it as one line and exits with 2.</summary>
public sealed class InputException : Exception
{
    /// <summary>A refusal of input.</summary>
    /// <param name="what">What is wrong, in one clause.</param>
    /// <param name="where">The file with line or member, the option, or the argument.</param>
    /// <param name="remedy">What to do, with an example that works.</param>
    public InputException(string what, string where, string remedy)
        : base(OneLine($"{where}: {what}; {remedy}"))
    {
        What = OneLine(what);
        Where = OneLine(where);
        Remedy = OneLine(remedy);
    }

    /// <summary>What is wrong.</summary>
    public string What { get; }

    /// <summary>Where it stands.</summary>
    public string Where { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }

    // What is refused is quoted, and may hold line breaks or a terminal's own commands.
    private static string OneLine(string text) => text.Any(IsUnfit) ? string.Concat(text.Select(c => IsUnfit(c) ? '?' : c)) : text;

    private static bool IsUnfit(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';
}
