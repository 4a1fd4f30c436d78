namespace Breakeven.Cli.Reports;

/// <summary>Prints a report as GitHub's Markdown, for an issue or a design document.</summary>
internal static class MarkdownPrinter
{
    private const int ChartWidth = 100;
    private const int ChartHeight = 18;

    public static void Print(Report report, TextWriter output)
    {
        var parts = report.Sections.Select(Of).ToList();
        if (report.Explanations.Count > 0) parts.Add(Of(report.Explanations));
        output.Write(string.Join("\n", parts));
    }

    private static string Of(Section section) => section switch
    {
        Section.Table table => Heading(table.Title) + (table.Rows.Count == 0 ? $"_{Escaped(table.WhenEmpty)}_\n" : Of(table.WithoutEmptyColumns())),
        Section.Facts facts => Heading(facts.Title) + string.Concat(facts.Items.Select(fact => $"- **{Escaped(fact.Label)}**: {Escaped(fact.Value.Text)}\n")),
        Section.Paragraph paragraph => Escaped(paragraph.Text) + "\n",
        Section.Notes notes => Heading(notes.Title) + string.Concat(notes.Items.Select(note => $"- {Escaped(note)}\n")),
        Section.Verbatim verbatim => $"```text\n{verbatim.Text}```\n",
        Section.Chart chart => Heading(chart.Title) + $"```text\n{chart.Lines.Render(ChartWidth, ChartHeight, unicode: true, new Ink(false))}```\n",
        Section.Bars bars => Heading(bars.Title) + $"```text\n{bars.Picture.Render(ChartWidth, unicode: true, new Ink(false))}```\n",
        Section.Map map => Heading(map.Title) + $"```text\n{map.Picture.Render(ChartWidth, unicode: true, new Ink(false))}```\n",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Of(Section.Table table)
        => Row(table.Columns.Select(column => Escaped(column.Title)))
           + Row(table.Columns.Select(column => column.Align != Align.Left ? "---:" : "---"))
           + string.Concat(table.Rows.Select(row => Row(row.Select(cell => Escaped(cell.Text)))));

    private static string Of(IReadOnlyList<Explanation> explanations) => Heading("How these figures came about") + string.Concat(explanations.Select(why =>
        $"- **{Escaped(why.Figure)}** = {Escaped(why.Value)}\n  - formula: `{why.Formula}`\n  - inputs: `{why.Inputs}`\n"
        + $"  - basis: {TablePrinter.Words(why.Basis)}{(why.Source.Length == 0 ? "" : "; " + Escaped(why.Source))}\n"));

    private static string Heading(string title) => title.Length == 0 ? "" : $"### {Escaped(title)}\n\n";

    private static string Row(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |\n";

    private static string Escaped(string text) => TextWidth.Clean(text)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("*", "\\*", StringComparison.Ordinal);
}
