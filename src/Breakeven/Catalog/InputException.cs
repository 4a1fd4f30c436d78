namespace Breakeven.Catalog;

/// <summary>Input that cannot be used: what is wrong, where, and what to do. The command line prints it as one line and exits with 2.</summary>
public sealed class InputException : Exception
{
    /// <summary>A refusal of input.</summary>
    /// <param name="what">What is wrong, in one clause.</param>
    /// <param name="where">The file with line or member, the option, or the argument.</param>
    /// <param name="remedy">What to do, with an example that works.</param>
    public InputException(string what, string where, string remedy)
        : base($"{where}: {what}; {remedy}")
    {
        What = what;
        Where = where;
        Remedy = remedy;
    }

    /// <summary>What is wrong.</summary>
    public string What { get; }

    /// <summary>Where it stands.</summary>
    public string Where { get; }

    /// <summary>What to do about it.</summary>
    public string Remedy { get; }
}
