using System.CommandLine;

namespace Breakeven.Cli.Verbs;

/// <summary>A command that answers. One file each; <see cref="VerbTable"/> lists them.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, Func<Invocation, Answer> answer)
        : base(name, description)
    {
        Answer = answer;
        // Invoked by CommandLine, which prints; the action only marks the command as one that can be called by itself.
        SetAction(_ => { });
    }

    public Func<Invocation, Answer> Answer { get; }

    /// <summary>Command lines that work as they stand; the help shows them and a test runs them.</summary>
    public required IReadOnlyList<string> Examples { get; init; }

    /// <summary>What exit code 1 means for this verb; null where it cannot answer "no".</summary>
    public string? AnswersNo { get; init; }
}
