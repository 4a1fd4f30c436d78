using System.Globalization;
using System.Text;
using Breakeven.Measurements;

namespace Breakeven.Calibration.Accuracy;

/// <summary>Predicted against measured, on logarithmic axes, as an SVG of a few kilobytes: the same points give the same bytes.</summary>
internal static class ScatterPlot
{
    private const int Side = 420;
    private const int Margin = 46;

    private static readonly string[] s_colours = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#3ca951", "#ff8ab7", "#a463f2", "#97bbf5", "#9c6b4e", "#9498a0"];

    /// <summary>Two plots side by side: time per output token and time to first token.</summary>
    public static string Of(IEnumerable<(string Series, PredictedFigure Figure)> figures)
    {
        var all = figures.ToList();
        var series = all.Select(one => one.Series).Distinct().Order(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        var (width, height) = (2 * (Side + Margin) + 20, Side + Margin + 30 + 18 * ((series.Count + 1) / 2));
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
        Panel(text, 0, "TPOT ms", (1, 1000), series, all.Where(one => one.Figure.Metric == PredictedMetric.TimePerOutputToken));
        Panel(text, Side + Margin + 10, "TTFT ms", (10, 100_000), series, all.Where(one => one.Figure.Metric == PredictedMetric.TimeToFirstToken));
        for (var i = 0; i < series.Count; i++)
        {
            var (x, y) = (Margin + i % 2 * (Side + Margin), Side + Margin + 20 + i / 2 * 18);
            text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x}\" cy=\"{y - 4}\" r=\"4\" fill=\"{s_colours[i % s_colours.Length]}\"/><text x=\"{x + 10}\" y=\"{y}\">{System.Net.WebUtility.HtmlEncode(series[i])}</text>\n");
        }

        return text.Append("</svg>\n").ToString();
    }

    private static void Panel(StringBuilder text, int left, string title, (double Low, double High) range, List<string> series, IEnumerable<(string Series, PredictedFigure Figure)> figures)
    {
        int Place(double value) => (int)Math.Round(Math.Clamp(Math.Log(value / range.Low) / Math.Log(range.High / range.Low), 0, 1) * Side);
        text.Append(CultureInfo.InvariantCulture, $"<g transform=\"translate({left + Margin},10)\" stroke-linecap=\"round\">\n<rect width=\"{Side}\" height=\"{Side}\" fill=\"none\" stroke=\"#999\"/>\n<path d=\"M0 {Side}L{Side} 0\" stroke=\"#999\"/>\n");
        // Predictions a quarter above and below.
        var quarter = Place(range.Low * 1.25);
        text.Append(CultureInfo.InvariantCulture, $"<path d=\"M0 {Side - quarter}L{Side - quarter} 0M{quarter} {Side}L{Side} {quarter}\" stroke=\"#ccc\" stroke-dasharray=\"4 4\"/>\n");
        for (var tick = range.Low; tick <= range.High * 1.01; tick *= 10)
            text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Place(tick)}\" y=\"{Side + 15}\" text-anchor=\"middle\">{tick:0}</text><text x=\"-5\" y=\"{Side - Place(tick) + 4}\" text-anchor=\"end\">{tick:0}</text>\n");
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{Side / 2}\" y=\"{Side + 30}\" text-anchor=\"middle\">measured {title}</text><text transform=\"translate(-32,{Side / 2})rotate(-90)\" text-anchor=\"middle\">predicted</text>\n");
        foreach (var points in figures.GroupBy(one => one.Series).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var path = string.Concat(points.Select(one => string.Create(CultureInfo.InvariantCulture, $"M{Place(one.Figure.Measured)} {Side - Place(one.Figure.Predicted)}h0")).Distinct());
            text.Append(CultureInfo.InvariantCulture, $"<path d=\"{path}\" stroke=\"{s_colours[series.IndexOf(points.Key) % s_colours.Length]}\" stroke-width=\"4\" stroke-opacity=\".6\"/>\n");
        }

        text.Append("</g>\n");
    }
}
