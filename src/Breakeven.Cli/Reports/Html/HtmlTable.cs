namespace Breakeven.Cli.Reports.Html;

/// <summary>A table of a page: it scrolls within itself where it is too wide, also by the keyboard.</summary>
internal static class HtmlTable
{
    /// <summary>A cell: what it shows, and whether it is a number, which stands to the right.</summary>
    internal readonly record struct Value(Html Shown, bool IsNumber)
    {
        public static implicit operator Value(string text) => new(new(Html.Escape(text)), false);

        public static implicit operator Value(Html shown) => new(shown, false);

        public static Value Number(string text) => new(new(Html.Escape(text)), true);
    }

    /// <param name="name">What the table holds, for who does not see it.</param>
    /// <param name="heads">The columns; those of numbers stand to the right as their cells do.</param>
    /// <param name="rows">Each has a cell a column; the first names its row.</param>
    /// <param name="total">True where the last row adds the others up.</param>
    public static Html Of(string name, IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<Value>> rows, bool total = false)
    {
        var numbers = heads.Select((_, i) => rows.Count > 0 && rows.All(row => row[i].IsNumber || row[i].Shown.Text.Length == 0) && rows.Any(row => row[i].IsNumber)).ToList();
        return Html.Of($"""
            <div class="scroll" tabindex="0" role="region" aria-label="{name}"><table>
            <thead><tr>{heads.Select((head, i) => Html.Of($"<th scope=\"col\"{Class(numbers[i])}>{head}</th>"))}</tr></thead>
            <tbody>{rows.Select((row, at) => Html.Of($"<tr{(total && at == rows.Count - 1 ? new Html(" class=\"total\"") : Html.Empty)}>{row.Select(Cell)}</tr>\n"))}</tbody>
            </table></div>

            """);
    }

    private static Html Cell(Value cell, int at) => at == 0 && !cell.IsNumber ? Html.Of($"<th scope=\"row\">{cell.Shown}</th>") : Html.Of($"<td{Class(cell.IsNumber)}>{cell.Shown}</td>");

    private static Html Class(bool number) => number ? new(" class=\"n\"") : Html.Empty;
}
