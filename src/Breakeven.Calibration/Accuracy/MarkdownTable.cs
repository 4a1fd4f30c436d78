using System.Globalization;
using System.Text;
using Breakeven.Measurements;

namespace Breakeven.Calibration.Accuracy;

/// <summary>A table in Markdown, and how figures are written in one.</summary>
internal static class MarkdownTable
{
    /// <summary>A table; columns whose heading ends in "|" are set right.</summary>
    public static string Of(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", headings.Select(heading => heading.TrimEnd('|'))).Append(" |\n|");
        foreach (var heading in headings) text.Append(heading.EndsWith('|') ? "---:|" : "---|");
        foreach (var row in rows) text.Append("\n| ").AppendJoin(" | ", row).Append(" |");
        return text.Append('\n').ToString();
    }

    public static IReadOnlyList<string> ErrorHeadings { get; } = ["n|", "median %|", "mean %|", "p90 %|", "bias %|", "covered %|", "width %|"];

    public static IReadOnlyList<string> Errors(ErrorSummary errors) =>
    [
        errors.Count.ToString("N0", CultureInfo.InvariantCulture), Percent(errors.Median), Percent(errors.Mean), Percent(errors.P90), Percent(errors.Bias), Percent(errors.Coverage), Percent(errors.Width),
    ];

    public static string Percent(double? share) => share is { } known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) : "-";

    public static string NameOf(PredictedMetric metric) => metric switch
    {
        PredictedMetric.TimeToFirstToken => "TTFT",
        PredictedMetric.TimePerOutputToken => "TPOT",
        PredictedMetric.OutputTokensPerSecond => "output tokens/s",
        _ => "total tokens/s",
    };
}
