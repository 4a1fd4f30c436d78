using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Tests.Reports;

public class PageTests
{
    [Theory]
    [InlineData(null, "", 120, int.MaxValue)]
    [InlineData(100, "", 100, 100)]
    [InlineData(100, "COLUMNS=72", 72, 72)]
    [InlineData(null, "COLUMNS=72", 72, 72)]
    [InlineData(10, "", 40, 40)]
    [InlineData(100, "COLUMNS=none", 100, 100)]
    public void Width_is_the_terminals_unless_columns_is_set(int? terminal, string variables, int width, int tables)
    {
        var page = Of(terminal, variables);
        Assert.Equal((width, tables), (page.Width, page.TableWidth));
    }

    [Theory]
    [InlineData(80, "TERM=xterm", false, true)]
    [InlineData(80, "", false, true)]
    [InlineData(null, "TERM=xterm", false, false)]
    [InlineData(80, "NO_COLOR=1", false, false)]
    [InlineData(80, "NO_COLOR=", false, true)]
    [InlineData(80, "TERM=dumb", false, false)]
    [InlineData(80, "TERM=xterm", true, false)]
    public void Colour_is_for_terminals_that_want_it(int? terminal, string variables, bool refused, bool expected)
        => Assert.Equal(expected, Of(terminal, variables, refused).Color);

    [Theory]
    [InlineData("", true)]
    [InlineData("LANG=C", false)]
    [InlineData("LANG=C.UTF-8", true)]
    [InlineData("LANG=en_US.utf8", true)]
    [InlineData("LC_ALL=POSIX", false)]
    [InlineData("LANG=de_DE.ISO-8859-1", false)]
    public void The_locale_says_whether_there_is_more_than_ascii(string variables, bool expected) => Assert.Equal(expected, Of(80, variables).Unicode);

    [Fact]
    public void With_an_ascii_locale_all_output_is_ascii()
    {
        var outcome = new CliRun { Variables = { ["LANG"] = "C" } }.Run("gpus", "show", "H100-SXM", "--explain");
        Assert.True(outcome.Output.All(char.IsAscii), outcome.Output);
    }

    private static Page Of(int? terminal, string variables, bool noColor = false)
    {
        var set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return Page.Of(
            new Surroundings
            {
                Output = TextWriter.Null,
                Error = TextWriter.Null,
                Variable = name => set.GetValueOrDefault(name),
                Clock = TimeProvider.System,
                OpenCatalog = _ => new SmallCatalog(),
                TerminalWidth = terminal,
            },
            noColor);
    }
}
