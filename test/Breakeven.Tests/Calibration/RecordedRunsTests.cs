using System.Globalization;
using System.Text;
using Breakeven.Calibration.Requests;
using Breakeven.Testing;

namespace Breakeven.Tests.Calibration;

/// <summary>What was recorded of real runs beside what is simulated; UPDATE_SNAPSHOTS=1 writes the table of docs/reference/simulation.md.</summary>
public sealed class RecordedRunsTests
{
    private const string Page = "docs/reference/simulation.md";

    private static readonly (string Folder, string Model, string Gpu, string Layout, int Sequences)[] s_runs =
    [
        ("RTX4090/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", "RTX-4090", "tp=1", 256),
        ("RTXPRO6000/Qwen3-32B", "Qwen/Qwen3-32B", "RTX-PRO-6000", "tp=2", 128),
    ];

    [SkippableFact]
    public void Recorded_runs_are_as_far_off_as_the_page_says()
    {
        var text = new StringBuilder(Line("", "", "recorded", "general", "off by", "2nd half", "calibrated", "off by"));
        foreach (var (folder, model, gpu, layout, sequences) in s_runs)
        {
            var run = RecordedFit.Of(folder, model, gpu, layout, sequences);
            text.Append(CultureInfo.InvariantCulture, $"{model} {layout} on {gpu}, {run.Requests.Count} requests\n");
            var general = run.Fit.Errors(Facts.Calibration, ..);
            var fitted = run.Fit.Errors(run.Half.Calibration, run.Told..);
            foreach (var (all, second) in general.Zip(fitted)) text.Append(Lines(all, second));
        }

        var page = RepositoryFiles.Read(Page);
        Assert.Contains("<!-- recorded runs -->", page, StringComparison.Ordinal);
        Snapshot.MatchFile(MarkdownBlock.Rewrite(Page, page, block => block.Marker == "recorded runs" ? text.ToString() : null), Repository.PathOf(Page));
    }

    private static string Lines(RequestErrors all, RequestErrors second) => string.Concat(new (string Name, Func<Figures, double> Of)[] { ("mean", one => one.Mean), ("median", one => one.Median), ("p95", one => one.Tail) }
        .Select((figure, i) => Line(
            i == 0 ? NameOf(all.Metric) : "", figure.Name,
            Time(all.Metric, figure.Of(all.Measured)), Time(all.Metric, figure.Of(all.Simulated)), Share(figure.Of(all.Error)),
            Time(second.Metric, figure.Of(second.Measured)), Time(second.Metric, figure.Of(second.Simulated)), Share(figure.Of(second.Error)))));

    private static string Line(params string[] cells) => $"  {cells[0],-14}{cells[1],-7}{cells[2],10}{cells[3],10}{cells[4],8}{cells[5],11}{cells[6],12}{cells[7],8}\n";

    private static string NameOf(RequestMetric metric) => metric switch
    {
        RequestMetric.TimeToFirstToken => "first token",
        RequestMetric.TimePerOutputToken => "a token, ms",
        _ => "end to end",
    };

    private static string Time(RequestMetric metric, double seconds) =>
        (metric == RequestMetric.TimePerOutputToken ? 1e3 * seconds : seconds).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Share(double error) => error.ToString("+0.0%;-0.0%;0.0%", CultureInfo.InvariantCulture);
}
