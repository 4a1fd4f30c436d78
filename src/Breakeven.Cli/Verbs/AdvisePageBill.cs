using Breakeven.Cli.Reports.Html;
using static Breakeven.Cli.Verbs.PageFigures;

namespace Breakeven.Cli.Verbs;

/// <summary>The bill: its lines, and how they lie over the month and over a day.</summary>
internal static class AdvisePageBill
{
    private const int Day = 24;

    public static PageSection Of(PlanRecord answer, AdviseDetailRecord detail)
    {
        var total = answer.UsdPerMonth;
        List<IReadOnlyList<HtmlTable.Value>> rows =
        [
            .. detail.Bill.Zip(answer.Lines, (hourly, line) => (IReadOnlyList<HtmlTable.Value>)[
                Swatch(PartOf(line.Line, hourly.Way), NameOf(line.Line)), line.Name, N(Cents(line.UsdPerMonth)), Bar((double)(line.UsdPerMonth / total))]),
            ["total", "", N(Cents(total)), N("100 %")],
        ];
        var hours = detail.Bill.Count > 0 ? detail.Bill[0].CentsByHour.Count : 0;
        var body = Html.Of($"""
            {HtmlTable.Of("The bill, line by line", ["for", "of", "$ a month", "share"], rows, total: true)}
            <div class="pair">
            {PageSection.Chart("bill", "Hour by hour over the month", $"Dollars an hour over {hours} hours, stacked by line of the bill; the table below has them by the day.", ByDay(detail))}
            {(hours >= 2 * Day ? PageSection.Chart("day", "The mean day, by the hour", "Dollars an hour over the hours of the mean day, stacked by line of the bill.", ByHourOfDay(detail)) : Html.Empty)}
            </div>
            """);
        return new("bill", "The bill", body);
    }

    private static string NameOf(string line) => AdviseWords.Of(Enum.Parse<Economics.Hours.LineKind>(line.Replace("_", "", StringComparison.Ordinal), ignoreCase: true));

    private static Html ByDay(AdviseDetailRecord detail) => Table(detail, "The bill by the day", "day", hours => hours.Chunk(Day).Select(day => day.Sum() / 100m));

    private static Html ByHourOfDay(AdviseDetailRecord detail) => Table(detail, "The mean day by the hour", "hour", hours =>
        Enumerable.Range(0, Day).Select(hour => Every(hours, hour).ToList()).Select(cents => Math.Round(cents.Sum() / 100m / cents.Count, 2)));

    private static IEnumerable<long> Every(IReadOnlyList<long> hours, int from)
    {
        for (var hour = from; hour < hours.Count; hour += Day) yield return hours[hour];
    }

    private static Html Table(AdviseDetailRecord detail, string name, string first, Func<IReadOnlyList<long>, IEnumerable<decimal>> parts)
    {
        var columns = detail.Bill.Select(line => parts(line.CentsByHour).ToList()).ToList();
        if (columns.Count == 0) return Html.Empty;
        var from = first == "day" ? 1 : 0;
        return HtmlTable.Of(name, [first, .. detail.Bill.Select(line => $"{NameOf(line.Line)} ({line.Name})"), "together"],
            [.. Enumerable.Range(0, columns[0].Count).Select(at => (IReadOnlyList<HtmlTable.Value>)[N($"{at + from}"), .. columns.Select(column => N(Cents(column[at]))), N(Cents(columns.Sum(column => column[at])))])]);
    }
}
