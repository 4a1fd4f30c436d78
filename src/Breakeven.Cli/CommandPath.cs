using System.CommandLine;

namespace Breakeven.Cli;

/// <summary>The words that lead to a command.</summary>
internal static class CommandPath
{
    /// <summary>With the program's name: "breakeven gpus show".</summary>
    public static string Of(Command command)
    {
        var words = new List<string>();
        for (Symbol? at = command; at is Command here; at = here.Parents.FirstOrDefault())
            words.Insert(0, here is RootCommand ? "breakeven" : here.Name);
        return string.Join(' ', words);
    }

    /// <summary>Without it, as error lines name the place: "gpus show"; the program's own for the root.</summary>
    public static string Place(Command command) => command is RootCommand ? "command line" : Of(command)["breakeven ".Length..];
}
