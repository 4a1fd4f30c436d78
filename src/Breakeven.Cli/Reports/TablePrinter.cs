using System.Text;

namespace Breakeven.Cli.Reports;

/// <summary>Prints a report for people: tables without boxes, one blank line between sections, bold only for what is read first.</summary>
internal sealed class TablePrinter(Page page)
{
    // Running text wider than this is hard to read, whatever the terminal.
    private const int WidestText = 110;

    private readonly Ink _ink = new(page.Color);

    public void Print(Report report)
    {
        var first = true;
        foreach (var section in report.Sections)
        {
            if (!first) page.Output.Write('\n');
            first = false;
            Print(section);
        }

        if (report.Explanations.Count == 0) return;
        if (!first) page.Output.Write('\n');
        Print(report.Explanations);
    }

    private void Print(Section section)
    {
        switch (section)
        {
            case Section.Table table:
                Print(table);
                break;
            case Section.Facts facts:
                Title(facts.Title);
                Print(facts);
                break;
            case Section.Paragraph paragraph:
                foreach (var line in TextWidth.Break(TextWidth.Clean(paragraph.Text), TextColumns)) Line(_ink.Of(line, paragraph.Tone));
                break;
            case Section.Verbatim verbatim:
                page.Output.Write(verbatim.Text);
                break;
            case Section.Chart chart:
                Title(chart.Title);
                page.Output.Write(chart.Lines.Render(Math.Min(page.Width, 140), height: 18, page.Unicode, _ink));
                break;
            case Section.Bars bars:
                Title(bars.Title);
                page.Output.Write(bars.Picture.Render(Math.Min(page.Width, WidestText), page.Unicode, _ink));
                break;
            case Section.Map map:
                Title(map.Title);
                page.Output.Write(map.Picture.Render(Math.Min(page.Width, WidestText), page.Unicode, _ink));
                break;
            case Section.Notes notes:
                Title(notes.Title);
                foreach (var note in notes.Items) Hanging(page.Unicode ? "· " : "- ", note, Tone.Plain);
                break;
        }
    }

    private int TextColumns => Math.Min(page.Width, WidestText);

    private void Print(Section.Table section)
    {
        Title(section.Title);
        if (section.Rows.Count == 0)
        {
            Line(_ink.Of(TextWidth.Clean(section.WhenEmpty), Tone.Quiet));
            return;
        }

        section = section.WithoutEmptyColumns();
        var table = section with { Rows = Prepared(section) };
        var layout = TableLayout.Of(table, page.TableWidth);
        Row(table, layout, [.. table.Columns.Select(column => new Cell(column.Title, "", Tone.Strong))]);
        Line(_ink.Of(new string(page.Unicode ? '─' : '-', layout.Width), Tone.Quiet));
        foreach (var row in table.Rows) Row(table, layout, row);
        if (layout.Dropped.Count > 0)
            Hanging("", $"not shown at this width: {string.Join(", ", layout.Dropped)}", Tone.Quiet);
    }

    // Clean, and with spaces after the shorter fractions of prices, so that points stand under each other.
    private static List<List<Cell>> Prepared(Section.Table section)
    {
        var tails = section.Columns.Select((column, i) => column.Align == Align.Point ? section.Rows.Max(row => Tail(row[i].Text)) : 0).ToArray();
        return [.. section.Rows.Select(row => row.Select((cell, i) => cell with
        {
            Text = TextWidth.Clean(cell.Text) + new string(' ', Math.Max(0, tails[i] - Tail(cell.Text))),
        }).ToList())];
    }

    private static int Tail(string text) => text.Contains('.', StringComparison.Ordinal) ? text.Length - text.IndexOf('.', StringComparison.Ordinal) : 0;

    private void Row(Section.Table table, TableLayout layout, IReadOnlyList<Cell> row)
    {
        var cells = layout.Shown.Select((column, i) => TextWidth.Break(row[column].Text, layout.Widths[i])).ToList();
        var height = cells.Max(lines => lines.Count);
        for (var at = 0; at < height; at++)
        {
            var line = new StringBuilder();
            var spaces = 0;
            for (var i = 0; i < cells.Count; i++)
            {
                var text = at < cells[i].Count ? cells[i][at] : "";
                var padding = layout.Widths[i] - TextWidth.Of(text);
                var right = table.Columns[layout.Shown[i]].Align != Align.Left;
                if (right) spaces += padding;
                text = text.TrimEnd();
                var tail = layout.Widths[i] - padding - TextWidth.Of(text);

                // Spaces are written only before text, so that no line ends in them.
                if (text.Length > 0)
                {
                    line.Append(' ', spaces).Append(_ink.Of(text, row[layout.Shown[i]].Tone));
                    spaces = 0;
                }

                spaces += TableLayout.Gap + tail + (right ? 0 : padding);
            }

            Line(line.ToString());
        }
    }

    private void Print(Section.Facts section)
    {
        var width = section.Items.Max(fact => TextWidth.Of(fact.Label));
        foreach (var fact in section.Items)
            Hanging(TextWidth.Pad(fact.Label, width, Align.Left) + "  ", fact.Value.Text, fact.Value.Tone);
    }

    private void Print(IReadOnlyList<Explanation> explanations)
    {
        Title("How these figures came about");
        foreach (var why in explanations)
        {
            Hanging("", $"{why.Figure} = {why.Value}", Tone.Strong);
            Hanging("  formula  ", why.Formula, Tone.Plain);
            Hanging("  inputs   ", why.Inputs, Tone.Plain);
            Hanging("  basis    ", why.Source.Length == 0 ? Words(why.Basis) : $"{Words(why.Basis)}; {why.Source}", Tone.Plain);
        }
    }

    internal static string Words(Basis basis) => basis switch
    {
        Basis.Measured => "measured",
        Basis.Interpolated => "interpolated",
        Basis.Analytic => "analytic",
        _ => "assumed",
    };

    private void Title(string title)
    {
        if (title.Length > 0) Line(_ink.Of(TextWidth.Clean(title), Tone.Strong));
    }

    /// <summary>Text after a label, its further lines indented to stand under the first.</summary>
    private void Hanging(string label, string text, Tone tone)
    {
        var indent = TextWidth.Of(label);
        var lines = TextWidth.Break(TextWidth.Clean(text), Math.Max(20, TextColumns - indent));
        for (var i = 0; i < lines.Count; i++)
            Line((i == 0 ? label : new string(' ', indent)) + _ink.Of(lines[i], tone));
    }

    private void Line(string text) => page.Output.Write(text + "\n");
}
