namespace Breakeven.Cli.Reports;

/// <summary>Which columns of a table a page has room for, and how wide each is.</summary>
/// <param name="Shown">Indices of the columns that stay.</param>
/// <param name="Widths">The width of each of those.</param>
/// <param name="Dropped">Titles of the columns that do not.</param>
internal sealed record TableLayout(IReadOnlyList<int> Shown, IReadOnlyList<int> Widths, IReadOnlyList<string> Dropped)
{
    public const int Gap = 2;

    // Narrower than this, text columns are broken into slivers that nobody reads.
    private const int NarrowestText = 16;

    public int Width => Widths.Sum() + Gap * (Widths.Count - 1);

    public static TableLayout Of(Section.Table table, int width)
    {
        var natural = table.Columns.Select((column, i) => Math.Max(
            TextWidth.Of(column.Title), table.Rows.Count == 0 ? 0 : table.Rows.Max(row => TextWidth.Of(row[i].Text)))).ToArray();
        var shown = Enumerable.Range(0, table.Columns.Count).ToList();
        var dropped = new List<int>();

        // Text gives way first down to a readable width; after that whole columns go, the least needed first.
        while (Least(shown) > width && shown.Max(i => table.Columns[i].Drop) is > 0 and var worst)
        {
            dropped.AddRange(shown.Where(i => table.Columns[i].Drop == worst));
            shown.RemoveAll(dropped.Contains);
        }

        var widths = shown.Select(i => natural[i]).ToArray();
        Shrink(widths, [.. shown.Select(Floor)], width);
        // A sentence in a cell may take as many lines as it needs before the terminal cuts it.
        Shrink(widths, [.. shown.Select(i => table.Columns[i].Align != Align.Left ? natural[i] : Math.Min(natural[i], NarrowestText))], width);
        return new(shown, widths, [.. dropped.Order().Select(i => table.Columns[i].Title)]);

        // Half its natural width, so that a cell takes two lines or three, and no row becomes a tower.
        int Floor(int i) => table.Columns[i].Align != Align.Left ? natural[i] : Math.Min(natural[i], Math.Max(NarrowestText, natural[i] / 2 + 1));
        int Least(List<int> of) => of.Sum(Floor) + Gap * (of.Count - 1);
    }

    private static void Shrink(int[] widths, int[] floors, int width)
    {
        while (widths.Sum() + Gap * (widths.Length - 1) > width)
        {
            var widest = -1;
            for (var i = 0; i < widths.Length; i++)
                if (widths[i] > floors[i] && (widest < 0 || widths[i] > widths[widest])) widest = i;
            if (widest < 0) return;
            widths[widest]--;
        }
    }
}
