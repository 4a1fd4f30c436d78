using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Tests.Reports;

public class TablePrinterTests
{
    private static readonly Section.Table Wide = new("", [new("name", "name"), Column.Number("size", "size"), new("where", "where", Drop: 1), new("note", "note", Drop: 2)],
    [
        ["a rather long name of a thing", Cell.Number(1234.5, 1), "somewhere", "a note that goes on for a while and then some"],
        ["short", Cell.Number(7), "elsewhere", "brief"],
    ]);

    [Fact]
    public void Columns_give_way_by_their_turn_and_are_named()
    {
        Assert.Equal(29 + 2 + 7 + 2 + 9 + 2 + 45, Lines(200)[2].Length);
        Assert.DoesNotContain("not shown", Print(Wide, 70), StringComparison.Ordinal);
        Assert.Contains("not shown at this width: note", Print(Wide, 50), StringComparison.Ordinal);
        Assert.Contains("not shown at this width: where, note", Print(Wide, 34).Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var width in (int[])[34, 50, 60, 80]) Assert.All(Lines(width), line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void No_line_ends_in_spaces() => Assert.All(Lines(60), line => Assert.Equal(line.TrimEnd(), line));

    [Fact]
    public void Prices_of_different_precision_line_up_at_their_points()
    {
        var table = new Section.Table("", [Column.Price("$", "usd"), new("x", "x")], [[Cell.Price(0.0375m), "a"], [Cell.Price(12m), "b"], [Cell.Unknown, "c"]]);
        Assert.Equal(["      $  x", "──────────", " 0.0375  a", "12.00    b", " -       c"], Print(table, 80).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void A_column_that_says_nothing_is_left_out_for_people_and_kept_for_programs()
    {
        var table = new Section.Table("", [new("a", "a"), new("b", "b")], [["1", ""], ["2", ""]]);
        Assert.StartsWith("a\n─\n1\n", Print(table, 80), StringComparison.Ordinal);
        var csv = new StringWriter();
        CsvPrinter.Print(new Report([table]), csv);
        Assert.Equal("a,b\n1,\n2,\n", csv.ToString());
    }

    // A name out of a file must not move the cursor or colour the screen.
    [Fact]
    public void Control_characters_are_not_passed_on()
    {
        var table = new Section.Table("", [new("a", "a")], [["\e[31mred\a\r\nnext"]]);
        Assert.Contains(" [31mred   next", Print(table, 80), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_quotes_what_it_must()
    {
        var csv = new StringWriter();
        CsvPrinter.Print(new Report([new Section.Table("", [new("a", "a")], [["x, \"y\"\nz"]])]), csv);
        Assert.Equal("a\n\"x, \"\"y\"\"\nz\"\n", csv.ToString());
    }

    [Fact]
    public void Markdown_escapes_what_would_break_a_table()
    {
        var markdown = new StringWriter();
        MarkdownPrinter.Print(new Report([new Section.Table("", [new("a", "a")], [["x|y<z*\n"]])]), markdown);
        Assert.EndsWith("| x\\|y&lt;z\\*  |\n", markdown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one two three", 7, "one two/three")]
    [InlineData("meta-llama/Llama-3.3-70B", 14, "meta-llama//Llama-3.3-70B")]
    [InlineData("abcdefghij", 4, "abcd/efgh/ij")]
    [InlineData("", 4, "")]
    [InlineData("表格 文字", 5, "表格/文字")]
    public void Text_is_broken_at_spaces_or_inside_ids(string text, int width, string lines)
        => Assert.Equal(lines, string.Join('/', TextWidth.Break(text, width)));

    private static string[] Lines(int width) => Print(Wide, width).Split('\n');

    private static string Print(Section section, int width)
    {
        var output = new StringWriter();
        new TablePrinter(new Page(output, width, width, Color: false, Unicode: true)).Print(new Report([section]));
        return output.ToString();
    }
}
