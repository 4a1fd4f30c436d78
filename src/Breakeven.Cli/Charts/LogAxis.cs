using System.Text;

namespace Breakeven.Cli.Charts;

/// <summary>A logarithmic axis: its title, and how a value on it is written.</summary>
internal sealed record LogAxis(string Title, Func<double, string> Label)
{
    /// <summary>Writes the axis below a plot: its line with ticks, their labels, and the title.</summary>
    public void AppendTo(StringBuilder text, LogScale x, int columns, int margin, bool unicode)
    {
        var line = new string(unicode ? '─' : '-', columns).ToCharArray();
        var labels = new string(' ', columns + margin).ToCharArray();
        var free = 0;
        foreach (var tick in x.Ticks(columns / 10))
        {
            var at = (int)Math.Round(x.Share(tick) * (columns - 1));
            line[at] = unicode ? '┬' : '+';
            var label = Label(tick);
            var start = Math.Clamp(margin + at - label.Length / 2, 0, labels.Length - label.Length);
            if (start < free) continue;
            label.CopyTo(0, labels, start, label.Length);
            free = start + label.Length + 1;
        }

        text.Append(' ', margin - 1).Append(unicode ? '└' : '+').Append(line).Append('\n');
        text.Append(new string(labels).TrimEnd()).Append('\n');
        text.Append(' ', margin).Append(Title).Append('\n');
    }
}

/// <summary>Values to shares of an axis, by the logarithm to base ten.</summary>
/// <param name="Low">Logarithm of the least value.</param>
/// <param name="High">Logarithm of the greatest value.</param>
internal readonly record struct LogScale(double Low, double High)
{
    // How far beyond an end a tick may lie by rounding and still count as on the axis.
    private const double Slack = 1e-9;

    /// <summary>The scale that spans these values; a single value gets a decade around it.</summary>
    public static LogScale Spanning(double least, double most)
        => most > least * 1.0001 ? new(Math.Log10(least), Math.Log10(most)) : new(Math.Log10(least) - 0.5, Math.Log10(least) + 0.5);

    /// <summary>0 at the low end, 1 at the high end.</summary>
    public double Share(double value) => (Math.Log10(value) - Low) / (High - Low);

    /// <summary>Round values on the axis: whole decades, thinned where there are more than asked for, and 2 and 5 where decades are too few.</summary>
    public IReadOnlyList<double> Ticks(int most)
    {
        most = Math.Max(2, most);
        var scale = this;
        foreach (double[] steps in (double[][])[[1, 2, 5], [1, 3], [1]])
            if (All(steps, 1) is var fine && fine.Count <= most) return fine;
        for (var every = 2; ; every++)
            if (All([1], every) is var thin && thin.Count <= most) return thin;

        List<double> All(double[] steps, int every)
        {
            var ticks = new List<double>();
            for (var decade = (int)Math.Floor(scale.Low); decade <= (int)Math.Ceiling(scale.High); decade++)
            {
                if (decade % every != 0) continue;
                foreach (var step in steps)
                    if (step * Math.Pow(10, decade) is var value && Math.Log10(value) >= scale.Low - Slack && Math.Log10(value) <= scale.High + Slack)
                        ticks.Add(value);
            }

            return ticks;
        }
    }
}
