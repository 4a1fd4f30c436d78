using System.Globalization;
using System.Text;
using Breakeven.Performance.Kernels;
using Breakeven.Testing;

namespace Breakeven.Tests.Calibration;

/// <summary>The table of docs/reference/calibration.md is that of the committed curves; UPDATE_CATALOG=1 writes it anew.</summary>
public class CalibrationPageTests
{
    private const string Page = "docs/reference/calibration.md";

    private static readonly string[] s_timed = ["A100-SXM-80GB", "L40S", "RTX-PRO-6000", "H100-SXM", "H200-SXM", "B200-SXM", "GB200"];

    [Fact]
    public void The_errors_shown_are_those_of_the_curves()
    {
        var text = RepositoryFiles.Read(Page);
        var actual = MarkdownBlock.Rewrite(Page, text, block => block.Marker == "fit errors" ? Table() : null);
        if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1") File.WriteAllText(Repository.PathOf(Page), actual);
        Assert.Contains(MarkdownBlock.In(Page, text), block => block.Marker == "fit errors");
        Assert.Equal(text, actual);
    }

    private static string Table()
    {
        var table = new StringBuilder($"{"",-22}");
        foreach (var accelerator in s_timed) table.Append($"{accelerator,15}");
        table.Append('\n');
        foreach (var family in Enum.GetValues<KernelFamily>())
        {
            table.Append($"{family,-22}");
            foreach (var accelerator in s_timed)
            {
                var errors = KernelTable.Embedded.Of(accelerator).Where(curve => curve.Default && curve.Family == family).Select(curve => curve.Error).ToList();
                var cell = errors.Count == 0 ? "-" : $"{Middle(errors.Select(error => error.HeldOutMedian))} / {Middle(errors.Select(error => error.HeldOutNinety))}";
                table.Append($"{cell,15}");
            }

            table.Append('\n');
        }

        return table.ToString();
    }

    private static string Middle(IEnumerable<double> shares)
    {
        var ordered = shares.Order().ToList();
        return (ordered[ordered.Count / 2] * 100).ToString("0.0", CultureInfo.InvariantCulture);
    }
}
