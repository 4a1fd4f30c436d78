using Breakeven.Cli.Charts;

namespace Breakeven.Cli.Reports;

/// <summary>A part of a report. Each renderer knows every case.</summary>
internal abstract record Section
{
    private Section()
    {
    }

    /// <summary>Rows under named columns. Of all tables of a report, the main one is what --format csv prints.</summary>
    internal sealed record Table(string Title, IReadOnlyList<Column> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows) : Section
    {
        public bool Main { get; init; }

        /// <summary>What to say instead of an empty table.</summary>
        public string WhenEmpty { get; init; } = "none";

        /// <summary>Without the columns in which no row says anything; people need not see them, programs do.</summary>
        public Table WithoutEmptyColumns()
        {
            var full = Enumerable.Range(0, Columns.Count).Where(i => Rows.Count == 0 || Rows.Any(row => row[i].Text.Length > 0)).ToList();
            return full.Count == Columns.Count ? this : this with { Columns = [.. full.Select(i => Columns[i])], Rows = [.. Rows.Select(row => full.Select(i => row[i]).ToList())] };
        }
    }

    /// <summary>Names and values, one a line.</summary>
    internal sealed record Facts(string Title, IReadOnlyList<NamedValue> Items) : Section;

    /// <summary>Running text, broken at the terminal's width.</summary>
    internal sealed record Paragraph(string Text, Tone Tone = Tone.Plain) : Section;

    /// <summary>Text as it stands, such as a script; no format changes it.</summary>
    internal sealed record Verbatim(string Text) : Section;

    /// <summary>A picture of lines.</summary>
    internal sealed record Chart(string Title, LineChart Lines) : Section;

    /// <summary>A picture of bars.</summary>
    internal sealed record Bars(string Title, BarChart Picture) : Section;

    /// <summary>A picture of who is the cheapest where.</summary>
    internal sealed record Map(string Title, MapPicture Picture) : Section;

    /// <summary>Remarks, one a line, that a reader should know before trusting the rest.</summary>
    internal sealed record Notes(string Title, IReadOnlyList<string> Items) : Section;
}

/// <summary>Which edge a column's cells are set against.</summary>
internal enum Align
{
    Left,
    Right,

    /// <summary>Right, with the decimal points in one line whatever the count of decimals.</summary>
    Point,
}

/// <summary>A column of a table.</summary>
/// <param name="Title">The heading, with the unit in it: "memory GiB".</param>
/// <param name="Key">The heading for programs, snake_case, unit last: "memory_bytes".</param>
/// <param name="Drop">0 stays at any width; on a narrow terminal the highest goes first.</param>
internal sealed record Column(string Title, string Key, Align Align = Align.Left, int Drop = 0)
{
    /// <summary>Listed prices, which keep the decimals that they were published with.</summary>
    public static Column Price(string title, string key, int drop = 0) => new(title, key, Align.Point, drop);

    public static Column Number(string title, string key, int drop = 0) => new(title, key, Align.Right, drop);
}

/// <summary>A named value.</summary>
/// <param name="Label">For people.</param>
/// <param name="Key">For programs, snake_case, unit last.</param>
/// <param name="Value">The value; its text carries the unit, its raw form does not.</param>
internal sealed record NamedValue(string Label, string Key, Cell Value);
