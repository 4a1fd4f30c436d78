using Breakeven.Catalog;

namespace Breakeven.Cli;

/// <summary>All of the machine that the command line may touch. A test hands in its own; <see cref="Program"/> hands in the process's.</summary>
internal sealed record Surroundings
{
    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>An environment variable, or null.</summary>
    public required Func<string, string?> Variable { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>The catalogue, with the files of a folder laid over it where one is named.</summary>
    public required Func<string?, ICatalog> OpenCatalog { get; init; }

    /// <summary>The folder of the user's own catalogue where none is named; it need not exist. Null where there is no such place.</summary>
    public string? UserCatalog { get; init; }

    /// <summary>Begins to listen for Ctrl-C; asked for only once something waits on a network, so that all else ends at once as ever.</summary>
    public Func<CancellationToken> Interrupted { get; init; } = () => CancellationToken.None;

    /// <summary>Whether somebody looks at standard error, and so wants to see how far a long run has come.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Columns of the terminal that standard output is; null where it is a pipe or a file.</summary>
    public int? TerminalWidth { get; init; }
}
