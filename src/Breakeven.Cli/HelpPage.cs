using System.CommandLine;
using System.CommandLine.Invocation;
using Breakeven.Cli.Reports;
using Breakeven.Cli.Verbs;

namespace Breakeven.Cli;

/// <summary>What --help prints: usage, options with units and defaults, examples that work, exit codes.</summary>
internal sealed class HelpPage(GlobalOptions globals, Surroundings around) : SynchronousCommandLineAction
{
    private const int WidestText = 110;

    // Labels longer than this get a line of their own, so that one long name does not push all descriptions to the right.
    private const int WidestLabel = 34;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var page = Page.Of(around, parseResult.GetValue(globals.NoColor));
        page.Output.Write(Text(parseResult.CommandResult.Command, Math.Min(page.Width, WidestText), new Ink(page.Color)));
        return (int)ExitCode.Answered;
    }

    public string Text(Command command, int width, Ink ink)
    {
        var lines = new List<string>();
        lines.AddRange(TextWidth.Break(command.Description ?? "", width));
        Part("Usage", [.. Usages(command).Select(usage => (usage, ""))]);
        Part("Commands", [.. Leaves(command).Select(leaf => (Below(command, leaf), leaf.Description ?? ""))]);
        Part("Arguments", [.. command.Arguments.Select(argument => ($"<{argument.Name}>", argument.Description ?? ""))]);
        Part("Options", [.. command.Options.Where(option => !option.Recursive && !IsRoot(option)).Select(Described)]);
        Part("Options of every command", [.. globals.All.Select(Described), ("-h, --help", "Show this"), .. VersionOf(command)]);
        Part("Examples", [.. Examples(command).Select(example => (example, ""))]);
        Part("Exit codes", [.. ExitCodes(command)]);
        return string.Concat(lines.Select(line => line + "\n"));

        void Part(string title, IReadOnlyList<(string Label, string Text)> rows)
        {
            if (rows.Count == 0) return;
            lines.Add("");
            lines.Add(ink.Of(title, Tone.Strong));
            var column = rows.Select(row => row.Label.Length).Where(length => length <= WidestLabel).DefaultIfEmpty(0).Max() + 4;
            foreach (var (label, text) in rows)
            {
                var broken = text.Length == 0 ? [] : TextWidth.Break(text, Math.Max(30, width - column));
                var beside = label.Length + 4 <= column && broken.Count > 0;
                lines.Add(beside ? $"  {label}".PadRight(column) + broken[0] : $"  {label}");
                lines.AddRange(broken.Skip(beside ? 1 : 0).Select(line => new string(' ', column) + line));
            }
        }
    }

    private static IEnumerable<string> Usages(Command command)
    {
        var words = new List<string> { CommandPath.Of(command) };
        if (command.Subcommands.Count > 0) words.Add("<command>");
        words.AddRange(command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues == 0 ? $"[<{argument.Name}>]" : $"<{argument.Name}>"));
        words.Add("[options]");
        yield return string.Join(' ', words);
    }

    private static IEnumerable<Command> Leaves(Command command)
        => command.Subcommands.Where(sub => !sub.Hidden).SelectMany(sub => sub.Subcommands.Count == 0 ? [sub] : Leaves(sub));

    private static string Below(Command top, Command leaf) => CommandPath.Of(leaf)[(CommandPath.Of(top).Length + 1)..];

    private static bool IsRoot(Option option) => option is System.CommandLine.Help.HelpOption or VersionOption;

    private static IEnumerable<(string, string)> VersionOf(Command command)
        => command is RootCommand ? [("--version", "Show the version alone; `breakeven version` shows more")] : [];

    private static (string, string) Described(Option option)
    {
        var label = option.ValueType == typeof(bool) ? option.Name : $"{option.Name} <{option.HelpName ?? option.Name.TrimStart('-')}>";
        var fallback = !option.HasDefaultValue ? null : option.GetDefaultValue() switch
        {
            IEnumerable<string> several => string.Join(", ", several),
            false => null,
            var value => value?.ToString(),
        };
        return (label, fallback is null or "" ? option.Description! : $"{option.Description} [default: {fallback}]");
    }

    private static IEnumerable<string> Examples(Command command)
        => command is Verb verb ? verb.Examples
            : command is RootCommand ? command.Subcommands.Select(sub => Examples(sub).First())
            : Leaves(command).OfType<Verb>().Select(leaf => leaf.Examples[0]);

    private static IEnumerable<(string, string)> ExitCodes(Command command)
    {
        yield return ("0", "answered");
        if (command is not Verb verb) yield return ("1", "answered \"no\"");
        else if (verb.AnswersNo is { } no) yield return ("1", $"answered \"no\": {no}");
        yield return ("2", "bad usage or input; one line says what, where, and what to do");
        yield return ("3", "something it depends on failed (disk, network), or a bug of its own");
    }
}
