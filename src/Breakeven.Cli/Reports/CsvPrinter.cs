namespace Breakeven.Cli.Reports;

/// <summary>
/// Prints the main table as RFC 4180 has it: raw values under snake_case headings, full precision, empty where unknown.
/// A report without a table prints its facts as key and value.
/// </summary>
internal static class CsvPrinter
{
    public static void Print(Report report, TextWriter output)
    {
        var tables = report.Sections.OfType<Section.Table>().ToList();
        if ((tables.Find(table => table.Main) ?? tables.FirstOrDefault()) is { } main)
        {
            Row(output, main.Columns.Select(column => column.Key));
            foreach (var row in main.Rows) Row(output, row.Select(cell => cell.Raw));
            return;
        }

        if (report.Sections is [Section.Verbatim verbatim])
        {
            output.Write(verbatim.Text);
            return;
        }

        Row(output, ["key", "value"]);
        foreach (var fact in report.Sections.OfType<Section.Facts>().SelectMany(facts => facts.Items)) Row(output, [fact.Key, fact.Value.Raw]);
    }

    // RFC 4180 ends lines with CR LF; every reader also takes LF, and every other tool on a pipe wants it.
    private static void Row(TextWriter output, IEnumerable<string> cells) => output.Write(string.Join(',', cells.Select(Quoted)) + "\n");

    private static string Quoted(string text)
        => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
