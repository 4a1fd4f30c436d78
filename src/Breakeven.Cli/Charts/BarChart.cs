using System.Text;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Charts;

/// <summary>A bar: its name, how long it is, and what stands behind it.</summary>
internal sealed record Bar(string Label, double Value, string Text);

/// <summary>Bars from one edge, the longest as wide as there is room for; a bar is drawn to an eighth of a character.</summary>
internal sealed record BarChart(IReadOnlyList<Bar> Bars)
{
    /// <summary>Bars of one kind, such as hours of a day, in one colour.</summary>
    public bool Alike { get; init; }

    private const int Narrowest = 10;
    private const string Eighths = " ▏▎▍▌▋▊▉█";

    /// <summary>The chart as lines of text, each ended by a line feed.</summary>
    public string Render(int width, bool unicode, Ink ink)
    {
        if (Bars.Count == 0) return "(nothing to draw)\n";
        var text = new StringBuilder();
        var behind = Bars.Max(bar => TextWidth.Of(bar.Text));
        // Names give way before bars do.
        var labels = Math.Min(Bars.Max(bar => TextWidth.Of(TextWidth.Clean(bar.Label))), Math.Max(Narrowest, width - behind - Narrowest - 3));
        var room = Math.Max(Narrowest, width - labels - behind - 3);
        var most = Math.Max(Bars.Max(bar => bar.Value), double.Epsilon);
        for (var i = 0; i < Bars.Count; i++)
        {
            var label = TextWidth.Break(TextWidth.Clean(Bars[i].Label), labels);
            var drawn = Drawn(Math.Max(0, Bars[i].Value / most) * room, unicode);
            text.Append(TextWidth.Pad(label[0], labels, Align.Left)).Append("  ")
                .Append(ink.OfSeries(drawn, Alike ? 0 : i)).Append(drawn.Length > 0 ? " " : "").Append(Bars[i].Text.TrimStart()).Append('\n');
            foreach (var rest in label.Skip(1)) text.Append(rest).Append('\n');
        }

        return text.ToString();
    }

    private static string Drawn(double columns, bool unicode)
    {
        if (!unicode) return new string('#', (int)Math.Round(columns));
        var eighths = (int)Math.Round(columns * 8);
        return new string(Eighths[8], eighths / 8) + (eighths % 8 == 0 ? "" : Eighths[eighths % 8].ToString());
    }
}
