using System.Text;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Charts;

/// <summary>A point of a line; a y that is not finite is a gap.</summary>
internal readonly record struct Point(double X, double Y);

/// <summary>A line with a name for the legend; its points go by ascending x.</summary>
internal sealed record Series(string Name, IReadOnlyList<Point> Points);

/// <summary>
/// Lines over two logarithmic axes, in text. A line is drawn in dots, eight to a character, and carries its own mark
/// every few columns, so that lines are told apart without colour.
/// </summary>
internal sealed record LineChart(LogAxis X, LogAxis Y, IReadOnlyList<Series> Series)
{
    /// <summary>Lines are cut off above this: where a nearly idle GPU costs thousands of dollars a million tokens, nobody looks.</summary>
    public double Ceiling { get; init; } = double.PositiveInfinity;

    private const int ColumnsBetweenMarks = 12;
    private const string Marks = "●■▲◆○□△◇";
    private const string PlainMarks = "ABCDEFGHJKLMNPQRSTUVWXYZ";

    /// <summary>The chart as lines of text, legend included, each ended by a line feed.</summary>
    /// <param name="width">Columns, axis labels included.</param>
    /// <param name="height">Rows of the plot, without axis and legend.</param>
    /// <param name="unicode">False where the terminal has only ASCII.</param>
    /// <param name="ink">Colour or none.</param>
    public string Render(int width, int height, bool unicode, Ink ink)
    {
        var points = Series.SelectMany(series => series.Points).Where(Drawable).ToList();
        if (points.Count == 0) return "(nothing to draw)\n";
        var x = LogScale.Spanning(points.Min(point => point.X), points.Max(point => point.X));
        var y = LogScale.Spanning(points.Min(point => point.Y), Math.Min(Math.Max(Ceiling, points.Min(point => point.Y)), points.Max(point => point.Y)));
        var labels = y.Ticks(height / 3).ToDictionary(tick => Row(y, tick, height), Y.Label);
        var margin = labels.Values.Max(label => label.Length) + 2;
        var canvas = new Canvas(Math.Max(20, width - margin), height, unicode);
        for (var i = 0; i < Series.Count; i++) Draw(canvas, Series[i], i, x, y);
        for (var i = 0; i < Series.Count; i++) Mark(canvas, Series[i], i, x, y, unicode);

        var text = new StringBuilder();
        text.Append(Y.Title).Append('\n');
        for (var row = 0; row < height; row++)
        {
            var tick = labels.TryGetValue(row, out var label);
            text.Append((label ?? "").PadLeft(margin - 2)).Append(' ').Append(Edge(tick, unicode)).Append(canvas.Row(row, ink)).Append('\n');
        }

        X.AppendTo(text, x, canvas.Columns, margin, unicode);
        for (var i = 0; i < Series.Count; i++)
            text.Append(' ', margin).Append(ink.OfSeries(MarkOf(i, unicode).ToString(), i)).Append(' ').Append(TextWidth.Clean(Series[i].Name)).Append('\n');
        return text.ToString();
    }

    private static bool Drawable(Point point) => double.IsFinite(point.X) && double.IsFinite(point.Y) && point.X > 0 && point.Y > 0;

    private static char MarkOf(int index, bool unicode) => unicode ? Marks[index % Marks.Length] : PlainMarks[index % PlainMarks.Length];

    private static char Edge(bool tick, bool unicode) => (tick, unicode) switch
    {
        (true, true) => '┤',
        (false, true) => '│',
        (true, false) => '+',
        _ => '|',
    };

    private static int Row(LogScale y, double value, int height) => (int)Math.Round((1 - y.Share(value)) * (height - 1));

    private static void Draw(Canvas canvas, Series series, int index, LogScale x, LogScale y)
    {
        for (var i = 1; i < series.Points.Count; i++)
        {
            var (from, to) = (series.Points[i - 1], series.Points[i]);
            if (Drawable(from) && Drawable(to)) canvas.Line(x.Share(from.X), y.Share(from.Y), x.Share(to.X), y.Share(to.Y), index);
        }
    }

    // Each line starts its marks at another column, so that lines that lie on each other show in turn.
    private void Mark(Canvas canvas, Series series, int index, LogScale x, LogScale y, bool unicode)
    {
        var shift = index * ColumnsBetweenMarks / Math.Max(1, Series.Count);
        for (var column = 1 + shift; column < canvas.Columns; column += ColumnsBetweenMarks)
        {
            var share = (double)column / (canvas.Columns - 1);
            if (HeightAt(series, share, x, y) is { } height and <= 1) canvas.Mark(column, height, MarkOf(index, unicode), index);
        }
    }

    private static double? HeightAt(Series series, double share, LogScale x, LogScale y)
    {
        for (var i = 1; i < series.Points.Count; i++)
        {
            var (from, to) = (series.Points[i - 1], series.Points[i]);
            double left = x.Share(from.X), right = x.Share(to.X);
            if (!Drawable(from) || !Drawable(to) || share < left || share > right) continue;
            var along = right > left ? (share - left) / (right - left) : 0;
            return y.Share(from.Y) + along * (y.Share(to.Y) - y.Share(from.Y));
        }

        return null;
    }
}
