using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Breakeven.Cli;

/// <summary>
/// What a shell's TAB gets: the words that may stand at a place of a line, one a line. Asked for by the scripts of
/// `breakeven completion` as: breakeven [suggest:PLACE] LINE.
/// </summary>
internal sealed class Suggestions : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var line = parseResult.Tokens.LastOrDefault(token => token.Type != TokenType.Directive)?.Value ?? "";
        var asked = parseResult.Tokens.FirstOrDefault(token => token.Type == TokenType.Directive)?.Value.Trim('[', ']').Split(':').Last();
        var place = int.TryParse(asked, out var number) ? Math.Clamp(number, 0, line.Length) : line.Length;
        foreach (var word in At(parseResult.RootCommandResult.Command, line, place)) parseResult.InvocationConfiguration.Output.WriteLine(word);
        return (int)ExitCode.Answered;
    }

    /// <summary>Options only once a dash is typed, since they are many; words that begin as typed before words that merely contain it.</summary>
    private static List<string> At(Command root, string line, int place)
    {
        var typed = line[..place];
        var word = typed[(typed.LastIndexOf(' ') + 1)..];
        var all = root.Parse(typed).GetCompletions(typed.Length).Select(item => item.Label).ToList();
        if (!word.StartsWith('-')) all.RemoveAll(label => label.StartsWith('-'));
        var starting = all.Where(label => label.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList();
        return starting.Count > 0 ? starting : all;
    }
}
