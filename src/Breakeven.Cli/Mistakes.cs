using System.CommandLine;
using System.CommandLine.Parsing;
using Breakeven.Catalog;
using Breakeven.Cli.Verbs;

namespace Breakeven.Cli;

/// <summary>Turns what the parser could not read into our one line: where, what, and what to do.</summary>
internal static class Mistakes
{
    public static void Throw(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        if (Stray(parse) is { } stray) throw Unknown(stray, command);
        if (command is not Verb && command is not RootCommand)
            throw new InputException("it needs to be told what to do", CommandPath.Place(command), $"choose {Listed(command.Subcommands.Select(sub => sub.Name))}, such as: {Example(command)}");
        if (Missing(parse) is { Count: > 0 } missing)
            throw new InputException($"{string.Join(" and ", missing)} {(missing.Count == 1 ? "is" : "are")} missing", CommandPath.Place(command), $"such as: {Example(command)}");
        if (parse.Errors is [var error, ..]) throw Other(error, command);
    }

    /// <summary>"did you mean A, B or C?" or, where nothing is near, a fallback.</summary>
    public static string DidYouMean(string text, IEnumerable<string> known, string otherwise)
    {
        var nearest = Names.Nearest(text, known);
        return nearest.Count == 0 ? otherwise : $"did you mean {Listed(nearest)}?";
    }

    public static string Listed(IEnumerable<string> words)
    {
        var all = words.ToList();
        return all.Count < 2 ? string.Concat(all) : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }

    // The parser binds an option it does not know to the next free argument, and complains only when there is none.
    private static string? Stray(ParseResult parse)
    {
        var bound = parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens).Select(token => token.Value);
        var literal = parse.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        return (literal ? null : bound.FirstOrDefault(IsOption)) ?? parse.UnmatchedTokens.FirstOrDefault(IsOption) ?? (parse.UnmatchedTokens is [var first, ..] ? first : null);
    }

    // All that is wanting at once, arguments first: who is told of an option alone does not learn that more is missing.
    private static List<string> Missing(ParseResult parse) =>
    [
        .. parse.Errors.Select(error => error.SymbolResult).OfType<ArgumentResult>().Where(result => result is { Tokens.Count: 0, Parent: CommandResult }).Select(result => $"<{result.Argument.Name}>").Distinct(),
        .. parse.Errors.Select(error => error.SymbolResult).OfType<OptionResult>().Where(result => result is { Tokens.Count: 0, IdentifierToken: null }).Select(result => $"{result.Option.Name} <{result.Option.HelpName ?? "value"}>").Distinct(),
    ];

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    private static InputException Unknown(string token, Command command)
    {
        var see = $"see {CommandPath.Of(command)} --help";
        if (IsOption(token))
        {
            var name = token.Split('=', ':')[0];
            return new($"there is no option {name}", CommandPath.Place(command), DidYouMean(name, Options(command), see));
        }

        return command.Subcommands.Count > 0
            ? new($"there is no command \"{token}\"", CommandPath.Place(command), DidYouMean(token, command.Subcommands.Select(sub => sub.Name), $"choose {Listed(command.Subcommands.Select(sub => sub.Name))}"))
            : new($"\"{token}\" is one argument too many", CommandPath.Place(command), $"quote text that has spaces, or {see}");
    }

    private static IEnumerable<string> Options(Command command)
    {
        for (Symbol? at = command; at is Command here; at = here.Parents.FirstOrDefault())
            foreach (var option in here.Options)
                if (here == command || option.Recursive) yield return option.Name;
    }

    private static InputException Other(ParseError error, Command command)
    {
        var such = $"such as: {Example(command)}";
        return error.SymbolResult switch
        {
            OptionResult { Option: var option, Tokens.Count: 0 } => new("its value is missing", option.Name, $"write {option.Name} <{option.HelpName ?? "value"}>; see {CommandPath.Of(command)} --help"),
            OptionResult { Option: var option, Tokens.Count: > 1 } => new("it is given more than once", option.Name, "give it once"),
            OptionResult { Option: { ValueType: var type } option, Tokens: [var token] } when (Nullable.GetUnderlyingType(type) ?? type) is var whole && (whole == typeof(int) || whole == typeof(long)) => new(token.Value.TrimStart('-') is [_, ..] digits && digits.All(char.IsAsciiDigit) ? $"{token.Value} is beyond any that it takes" : $"\"{token.Value}\" is no whole number", option.Name, $"write for example {option.Name} 1"),
            OptionResult { Option: { ValueType: var type } option, Tokens: [var token] } when (Nullable.GetUnderlyingType(type) ?? type) == typeof(double) => new($"\"{token.Value}\" is no number", option.Name, $"write for example {option.Name} 1.5"),
            ArgumentResult { Argument: var argument, Tokens.Count: 0 } => new($"<{argument.Name}> is missing", CommandPath.Place(command), such),
            _ => new(error.Message.TrimEnd('.'), CommandPath.Place(command), such),
        };
    }

    private static string Example(Command command)
        => command is Verb verb ? verb.Examples[0] : command.Subcommands.OfType<Verb>().FirstOrDefault()?.Examples[0] ?? "breakeven --help";
}
