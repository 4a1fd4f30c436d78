using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Documentation;

/// <summary>
/// The docs never lie about the command line. A block under <c>&lt;!-- output of: breakeven gpus list --&gt;</c> is that
/// command's output, and UPDATE_SNAPSHOTS=1 writes it; <c>(exit 1)</c> at the end of the marker says that the answer is "no",
/// <c>(only: Capacity)</c> that of the output the section of that title is shown.
/// A command that a shell block shows must be understood; <c>&lt;!-- not run: why --&gt;</c> above the block excuses it.
/// </summary>
public class DocumentedCommandTests
{
    private const string Marker = "output of:";
    private static readonly string[] Shells = ["sh", "bash", "console", "shell"];

    [Fact]
    public void Output_shown_in_the_docs_is_what_the_command_prints()
    {
        foreach (var name in RepositoryFiles.Under("", ".md"))
        {
            var text = RepositoryFiles.Read(name);
            if (!text.Contains($"<!-- {Marker}", StringComparison.Ordinal)) continue;
            var actual = MarkdownBlock.Rewrite(name, text, block => block.Marker.StartsWith(Marker, StringComparison.Ordinal) ? OutputOf(block) : null);
            Snapshot.MatchFile(actual, Repository.PathOf(name));
        }
    }

    [Fact]
    public void The_readme_shows_the_output_of_its_first_command()
    {
        var blocks = MarkdownBlock.In("README.md", RepositoryFiles.Read("README.md")).ToList();
        var first = Assert.Single(ShellWords.Commands(blocks.First(block => Shells.Contains(block.Language)).Text));
        Assert.Contains(blocks, block => block.Marker.StartsWith(Marker, StringComparison.Ordinal)
            && ShellWords.ArgumentsOf(CommandOf(block).Command)!.SequenceEqual(ShellWords.ArgumentsOf(first)!));
    }

    [Fact]
    public void Every_command_shown_in_the_docs_is_understood()
    {
        var commands = from block in MarkdownBlock.All()
                       where Shells.Contains(block.Language) && !block.Marker.StartsWith("not run:", StringComparison.Ordinal)
                       from command in ShellWords.Commands(block.Text)
                       let arguments = ShellWords.ArgumentsOf(command)
                       where arguments is not null
                       select (block.File, block.Line, command, arguments);
        var distinct = commands.DistinctBy(found => string.Join('\0', found.arguments)).ToList();
        Assert.NotEmpty(distinct);
        Findings.None(from found in distinct
                      let outcome = BreakevenProcess.Run(found.arguments)
                      where outcome.ExitCode is not (0 or 1) && !Asks(found.arguments, outcome.Error)
                      select $"{found.File}({found.Line}): {found.command}: exit {outcome.ExitCode}: {outcome.Error}");
    }

    // What lies on the hub is fetched; without a network that is said, and is no fault of the page.
    private static bool Asks(IEnumerable<string> arguments, string error) =>
        arguments.Any(word => word.StartsWith("hf:", StringComparison.Ordinal)) && error.Contains("cannot be reached", StringComparison.Ordinal);

    [Fact]
    public void Words_are_split_as_a_shell_splits_them()
    {
        Assert.Equal(["--traffic", "2M requests/day, 1200 in", "a b", "", "c\"d"], ShellWords.Split("""--traffic "2M requests/day, 1200 in"  'a b' "" c\"d """));
        Assert.Throws<FormatException>(() => ShellWords.Split("breakeven \"open"));
        Assert.Equal(["gpus", "list"], ShellWords.ArgumentsOf("$ breakeven gpus list"));
        Assert.Equal(["compare", "--gpu", "L4"], ShellWords.ArgumentsOf("dotnet run -c Release --project src/Breakeven.Cli -- compare --gpu L4"));
        Assert.Null(ShellWords.ArgumentsOf("./build bench"));
        Assert.Equal(["breakeven a  b", "ls"], ShellWords.Commands("# why\nbreakeven a \\\nb\n\nls\n"));
    }

    [Fact]
    public void A_marked_block_is_found_and_rewritten_and_others_are_left()
    {
        const string text = "# T\n\n<!-- output of: breakeven x -->\n```text\nold\nlines\n```\n\n```sh\nkeep\n```\n";
        var rewritten = MarkdownBlock.Rewrite("t.md", text, block => block.Marker == "output of: breakeven x" ? "new\n" : null);
        Assert.Equal("# T\n\n<!-- output of: breakeven x -->\n```text\nnew\n```\n\n```sh\nkeep\n```\n", rewritten);
    }

    private static string OutputOf(MarkdownBlock block)
    {
        var (command, exit) = CommandOf(block);
        var section = SectionOf(ref command);
        var arguments = ShellWords.ArgumentsOf(command);
        Assert.True(arguments is not null, $"{block.File}({block.Line}): the marker names no breakeven command: {command}");
        var outcome = BreakevenProcess.Run(arguments!);
        Assert.True(outcome.ExitCode == exit, $"{block.File}({block.Line}): {command}: exit {outcome.ExitCode}, not {exit}: {outcome.Error}");
        if (section is null) return outcome.Output;
        var lines = outcome.Output.Split('\n').SkipWhile(line => line != section).TakeWhile(line => line.Length > 0).ToList();
        Assert.True(lines.Count > 0, $"{block.File}({block.Line}): {command}: there is no section {section}");
        return string.Join('\n', lines) + "\n";
    }

    private static string? SectionOf(ref string command)
    {
        const string only = "(only: ";
        if (!command.EndsWith(')') || command.LastIndexOf(only, StringComparison.Ordinal) is not (>= 0 and var start)) return null;
        var section = command[(start + only.Length)..^1];
        command = command[..start].Trim();
        return section;
    }

    private static (string Command, int Exit) CommandOf(MarkdownBlock block)
    {
        var command = block.Marker[Marker.Length..].Trim();
        return command.EndsWith("(exit 1)", StringComparison.Ordinal) ? (command[..^"(exit 1)".Length].Trim(), 1) : (command, 0);
    }
}
