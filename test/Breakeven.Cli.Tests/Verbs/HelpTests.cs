using System.CommandLine;
using Breakeven.Catalog;
using Breakeven.Cli.Verbs;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

public class HelpTests
{
    public static TheoryData<string> Commands => [.. All(Root()).Select(CommandPath.Of)];

    public static TheoryData<string> Examples => [.. All(Root()).OfType<Verb>().SelectMany(verb => verb.Examples)];

    public static IReadOnlyList<string> ExamplesOf(string verb) => All(Root()).OfType<Verb>().Single(one => one.Name == verb).Examples;

    public static IReadOnlyList<string> VerbPaths => [.. All(Root()).OfType<Verb>().Select(CommandPath.Place)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_reads_as_it_did(string command)
    {
        var outcome = CliRun.Of([.. command.Split(' ').Skip(1), "--help"]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Snapshot.Match(outcome.Output, command.Replace(' ', '-'));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_of_the_help_answers(string example)
    {
        var words = Documentation.ShellWords.Split(example);
        Assert.Equal("breakeven", words[0]);
        var outcome = CliRun.Shipped.Run([.. words.Skip(1)]);
        Assert.True(outcome.Exit is 0 or 1, outcome.ToString());
        Assert.NotEmpty(outcome.Output);
        // How much could not be predicted is part of no answer, and is said beside it.
        if (words[1] != "validate") Assert.Empty(outcome.Error);
    }

    [Fact]
    public void Every_verb_has_a_line_of_description_and_two_examples_of_itself()
    {
        foreach (var verb in All(Root()).OfType<Verb>())
        {
            Assert.True(verb.Examples.Count >= 2, verb.Name);
            Assert.All(verb.Examples, example => Assert.StartsWith(CommandPath.Of(verb), example, StringComparison.Ordinal));
            Assert.NotEmpty(verb.Description!);
            Assert.DoesNotContain('\n', verb.Description!);
            Assert.All(verb.Options, option => Assert.NotEmpty(option.Description!));
        }
    }

    [Fact]
    public void Help_needs_no_argument_and_no_catalogue()
    {
        var run = new CliRun { OpenCatalog = _ => throw new InputException("broken", "catalogue", "mend it") };
        Assert.Equal(0, run.Run("gpus", "show", "--help").Exit);
        Assert.Equal(0, run.Run("gpus", "show", "-h").Exit);
        Assert.Equal(0, run.Run().Exit);
        Assert.Equal(0, run.Run("--version").Exit);
    }

    private static RootCommand Root()
    {
        var root = new RootCommand();
        foreach (var command in VerbTable.Build(new KnownNames(new Surroundings
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            Variable = _ => null,
            Clock = TimeProvider.System,
            OpenCatalog = _ => new SmallCatalog(),
        }))) root.Subcommands.Add(command);
        return root;
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);
}
