namespace Breakeven.Cli;

/// <summary>What the process says of itself when it ends; documented in docs/reference/command-line.md and in every help text.</summary>
internal enum ExitCode
{
    Answered = 0,
    AnsweredNo = 1,
    BadInput = 2,
    DependencyFailed = 3,

    /// <summary>Ctrl-C: 128 + SIGINT, as shells have it.</summary>
    Cancelled = 130,
}
