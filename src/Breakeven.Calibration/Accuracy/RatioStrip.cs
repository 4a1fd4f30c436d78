using Breakeven.Statistics;

namespace Breakeven.Calibration.Accuracy;

/// <summary>Where predicted over measured lies, drawn in letters: nine of ten along the line, half within the bar, the middle a knob.</summary>
internal static class RatioStrip
{
    private const int Half = 24;

    // Ends of the scale: a third and three times.
    private static readonly double s_reach = Math.Log(3);

    /// <summary>The scale that all strips share.</summary>
    public static string Scale { get; } = Labels((1.0 / 3, "1/3"), (0.5, "1/2"), (0.8, "0.8"), (1, "1"), (1.25, "1.25"), (2, "2"), (3, "3"));

    public static string Of(IEnumerable<double> ratios)
    {
        var sorted = ratios.Order().ToArray();
        var strip = new string(' ', 2 * Half + 1).ToCharArray();
        strip[Half] = '┊';
        Fill(strip, sorted, 0.05, 0.95, '─');
        Fill(strip, sorted, 0.25, 0.75, '█');
        strip[Place(Quantile.Of(sorted, 0.5))] = '◆';
        return new string(strip).TrimEnd();
    }

    private static void Fill(char[] strip, double[] sorted, double from, double to, char with)
    {
        for (var at = Place(Quantile.Of(sorted, from)); at <= Place(Quantile.Of(sorted, to)); at++) strip[at] = with;
    }

    private static int Place(double ratio) => (int)Math.Round(Half + Math.Clamp(Math.Log(ratio) / s_reach, -1, 1) * Half);

    private static string Labels(params (double Ratio, string Label)[] marks)
    {
        var text = new string(' ', 2 * Half + 6).ToCharArray();
        foreach (var (ratio, label) in marks) label.CopyTo(0, text, Place(ratio), label.Length);
        return new string(text).TrimEnd();
    }
}
