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
        if (Empty(parse) is { } empty) throw empty;
    }

    /// <summary>What an option names or describes is refused under the option's name.</summary>
    public static string Named(InputException wrong, ParseResult parse)
    {
        var option = Options(parse).FirstOrDefault(result => result.Option.HelpName is "file" or "folder" && result.Tokens.Any(token => token.Value == wrong.Where));
        if (option is not null) return $"{option.Option.Name} {wrong.Message}";
        // The core speaks of what a text means, and not of the option that it came by.
        var name = wrong.Where switch { "traffic" => "--traffic", "objective" => "--slo", _ => null };
        return name is not null && Options(parse).Any(result => result.Option.Name == name && result.Tokens.Count > 0) ? $"{name}: {wrong.What}; {wrong.Remedy}" : wrong.Message;
    }

    // An empty text is no file, and a message that begins with the file's name would name nothing.
    private static InputException? Empty(ParseResult parse)
    {
        var command = parse.CommandResult.Command;
        foreach (var result in Options(parse))
            if (result.Option.HelpName is "file" or "folder" or "rate" && IsEmpty(result.Tokens))
                return new("it is empty", result.Option.Name, $"{(result.Option.HelpName == "rate" ? "write" : "name")} a {result.Option.HelpName}, such as {result.Option.Name} {Such(result.Option, command)}");
        foreach (var result in parse.CommandResult.Children.OfType<ArgumentResult>())
            if (result.Argument.Name is "file" or "folder" or "path" && IsEmpty(result.Tokens)) return new("it is empty", $"<{result.Argument.Name}>", $"such as: {Example(command)}");
        return null;

        static bool IsEmpty(IEnumerable<Token> tokens) => tokens.Any(token => string.IsNullOrWhiteSpace(token.Value));
    }

    // As the verb's examples have it, or its description.
    private static string Such(Option option, Command command)
    {
        var shown = (command as Verb)?.Examples.Select(ShellLine.Words).OfType<IReadOnlyList<string>>().Select(words => words.SkipWhile(word => word != option.Name).Skip(1).FirstOrDefault()).FirstOrDefault(word => word is not null);
        var described = option.Description?.Split("such as ") is [_, .., var last] ? last.Split(' ', ',', ';', ']')[0] : null;
        return shown ?? described ?? option.HelpName switch { "rate" => "2GB/s", "folder" => $"./{option.Name.TrimStart('-')}", _ => $"{option.Name.TrimStart('-')}.csv" };
    }

    private static IEnumerable<OptionResult> Options(ParseResult parse)
    {
        for (SymbolResult? at = parse.CommandResult; at is CommandResult here; at = here.Parent)
            foreach (var result in here.Children.OfType<OptionResult>()) yield return result;
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
