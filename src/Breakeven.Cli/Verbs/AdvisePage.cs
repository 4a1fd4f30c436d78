using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Cli.Reports.Html;

namespace Breakeven.Cli.Verbs;

/// <summary>An advice as one page that needs nothing beside it: its text and tables are written here, its charts drawn by its own script from the record it carries, the same that --format json prints.</summary>
internal static class AdvisePage
{
    // Nothing is loaded, whatever a name in the record may hold.
    private const string Policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

    public static string Of(AdviseRecord record, IReadOnlyList<PageMap> maps, DateOnly day)
    {
        List<PageSection> sections = record.Answer is { } answer && record.Detail is { } detail ? [.. Sections(record, answer, detail, maps)] : [.. AdvisePageSections.Nothing(record)];
        var title = record.Answer is { } best ? $"{best.Choice}, {PageFigures.Money(best.UsdPerMonth)} a month" : "Nothing meets these";
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="breakeven {Version.Text}">
            <title>{title}</title>
            <style>
            {new Html(ChartLibrary.Read("report.css"))}</style>
            </head>
            <body>
            <a class="skip" href="#answer">To the answer</a>
            <main>
            {Head(record, day)}
            {AdvisePageAnswer.Of(record)}
            <nav aria-label="Parts of this page">{sections.Select(section => Html.Of($"<a href=\"#{section.Id}\">{section.Title}</a>"))}</nav>
            {sections.Select(section => section.Written)}
            {Foot()}
            </main>
            <script type="application/json" id="record-json">{new Html(JsonPrinter.Embedded(record, AdviseJson.Default.AdviseRecord))}</script>
            <script type="application/json" id="maps-json">{new Html(JsonPrinter.Embedded(maps, PageMapJson.Default.IReadOnlyListPageMap))}</script>
            <script>
            {new Html(ChartLibrary.Script)}
            </script>
            <script>
            {new Html(ChartLibrary.Read("report.js"))}</script>
            </body>
            </html>

            """).Text;
    }

    private static IEnumerable<PageSection> Sections(AdviseRecord record, PlanRecord answer, AdviseDetailRecord detail, IReadOnlyList<PageMap> maps)
    {
        yield return AdvisePageBill.Of(answer, detail);
        if (detail.ServedBy.Count > 0) yield return AdvisePageMix.Of(record, answer, detail);
        yield return AdvisePageSections.Alternatives(record, answer);
        if (detail.MemoryPerGpu is { } memory) yield return AdvisePageSections.Memory(answer, memory);
        yield return AdvisePageSections.Sensitivity(record, answer);
        if (maps.Count > 0) yield return AdvisePageSections.Maps(maps);
        if (record.Reasons.Count > 0) yield return AdvisePageSections.Reasons(record);
        yield return AdvisePageSections.Assumptions(record, detail.Sources);
        yield return AdvisePageSections.Command(record);
    }

    private static Html Head(AdviseRecord record, DateOnly day)
    {
        var month = record.Month;
        var mean = (double)month.Requests / month.Hours / 3600;
        var bounds = record.Objective.Select(bound => string.Create(CultureInfo.InvariantCulture, $"{bound.Metric} p{bound.Percentile * (bound.Percentile <= 1 ? 100 : 1):0.##} < {new Seconds(bound.LimitMs / 1e3)}"));
        // The objective stands there already.
        var within = record.Constraints.Where(one => !one.StartsWith("--slo", StringComparison.Ordinal)).ToList();
        var documents = record.Documents.Sum(one => (double)one.AtHome + one.InBatch);
        string[] said =
        [
            $"{PageFigures.Short(month.Requests)} requests in {month.Hours} h, {mean.ToString("0.##", CultureInfo.InvariantCulture)} a second",
            $"{PageFigures.Short(month.InputTokens)} tokens in{(month.CachedInputTokens > 0 ? $", {PageFigures.Percent((double)month.CachedInputTokens / month.InputTokens)} of them cached" : "")}, {PageFigures.Short(month.OutputTokens)} out",
            $"busiest hour {PageFigures.Short(month.BusiestHourRequests)} requests, {((double)month.BusiestHourRequests * month.Hours / month.Requests).ToString("0.##", CultureInfo.InvariantCulture)} times the mean",
            .. documents > 0 ? (string[])[$"{PageFigures.Short((long)documents)} documents with a deadline, in {record.Documents.Count} runs"] : [],
            record.Objective.Count == 0 ? "any latency will do" : string.Join(", ", bounds),
            .. within.Count == 0 ? (string[])[] : [$"within {string.Join(", ", within)}"],
        ];
        return Html.Of($"""
            <header>
            <p class="brand">Breakeven <span>advice of {Cell.Date(day).Text}</span></p>
            <ul class="asked">{said.Select(one => Html.Of($"<li>{one}</li>"))}</ul>
            </header>
            """);
    }

    private static Html Foot() => Html.Of($"""
        <footer>
        <p>Written by breakeven {Version.Text}. Every figure is in the record that this page carries, as <code>--format json</code> prints it. Charts by Apache ECharts {ChartLibrary.Version}.</p>
        <details><summary>Licences</summary><pre class="licence">{ChartLibrary.Read("NOTICE")}</pre></details>
        </footer>
        """);
}

/// <summary>A part of the page, its heading included.</summary>
internal sealed record PageSection(string Id, string Title, Html Body)
{
    public Html Written => Html.Of($"<section id=\"{Id}\" aria-labelledby=\"{Id}-title\">\n<h2 id=\"{Id}-title\">{Title}</h2>\n{Body}</section>\n");

    /// <summary>A chart that the page's script draws, what it shows in words, and the figures behind it; without scripts the figures are there, and no empty frame.</summary>
    public static Html Chart(string name, string caption, string said, Html figures, string tall = "") => Html.Of($"""
        <figure>
        <div class="chart {tall}" role="img" data-chart="{name}" aria-label="{said}"></div>
        <figcaption>{caption}</figcaption>
        {(figures.Text.Length == 0 ? Html.Empty : Html.Of($"<details><summary>The figures</summary>{figures}</details>"))}
        </figure>

        """);
}
