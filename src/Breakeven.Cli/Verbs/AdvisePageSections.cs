using System.Globalization;
using Breakeven.Cli.Reports.Html;
using static Breakeven.Cli.Verbs.PageFigures;

namespace Breakeven.Cli.Verbs;

/// <summary>The page's other parts.</summary>
internal static class AdvisePageSections
{
    private const int ChoicesShown = 12;

    public static PageSection Alternatives(AdviseRecord record, PlanRecord answer)
    {
        var outlooks = record.Outlooks;
        var rows = record.Choices.Take(ChoicesShown).Select((choice, i) => (IReadOnlyList<HtmlTable.Value>)
        [
            i == 0 ? Html.Of($"<strong>{choice.Choice}</strong>") : choice.Choice, Plan(choice), N(Money(choice.UsdPerMonth)), N(i == 0 || answer.UsdPerMonth == 0 ? "" : $"+{Percent((double)(choice.UsdPerMonth / answer.UsdPerMonth) - 1)}"), N(Money(choice.IdleUsdPerMonth)),
            N(i < outlooks.Count ? Money(outlooks[i].ExpectedUsdPerMonth) : ""), N(i < outlooks.Count ? $"{Money(outlooks[i].UsdPerMonthLow)} to {Money(outlooks[i].UsdPerMonthHigh)}" : ""),
            N(i < outlooks.Count ? Percent(outlooks[i].ChanceCheapest) : ""), N(i < outlooks.Count ? Percent(outlooks[i].ChanceUnserved) : ""),
        ]).ToList();
        var more = record.Choices.Count - ChoicesShown;
        return new("alternatives", "Alternatives", Html.Of($"""
            {PageSection.Chart("alternatives", "Dollars a month: the bar holds nine in ten cases of speed and traffic, the diamond is to be expected, the ring is as predicted.", $"The cost of {Math.Min(record.Choices.Count, ChoicesShown)} choices with the interval of nine in ten cases; the table below has the figures.", Html.Empty, "rows")}
            {HtmlTable.Of("Choices", ["choice", "plan", "$ a month", "above", "idle", "expected", "nine in ten", "cheapest in", "cannot serve in"], rows)}
            {(more > 0 ? Html.Of($"<p class=\"quiet\">{more} more follow; the record has them all.</p>") : Html.Empty)}
            """));
    }

    public static PageSection Memory(PlanRecord answer, MemoryRecord memory)
    {
        var outside = memory.DeviceBytes - memory.WeightsBytes - memory.WorkspaceBytes - memory.RuntimeBytes - memory.CacheBytes;
        List<(string Name, double Bytes)> parts =
        [
            .. memory.Classes.Select(one => ($"weights, {one.Class.Replace('_', ' ')}", one.Bytes)),
            ("activations and sampler", memory.WorkspaceBytes), ("libraries and communication", memory.RuntimeBytes), ("cache and state", memory.CacheBytes), ("left free by the engine", outside),
        ];
        var rows = parts.Select(part => (IReadOnlyList<HtmlTable.Value>)[part.Name, N(Gigabytes(part.Bytes)), Bar(part.Bytes / memory.DeviceBytes)]).Append(["one GPU", N(Gigabytes(memory.DeviceBytes)), N("100 %")]);
        var tokens = memory.CacheBytesPerToken > 0 ? $"A token takes {Number(memory.CacheBytesPerToken / 1e3, "0.#")} kB of the cache, so that {Short((long)(memory.CacheBytes / memory.CacheBytesPerToken))} tokens find room." : "";
        return new("memory", "Memory of one GPU", Html.Of($"""
            <p>{answer.Model} in {answer.Precision} on {answer.Accelerator}{(answer.Layout is { Gpus: > 1 } layout ? $", {layout.Gpus} GPUs a replica; the fullest of them" : "")}. {tokens}</p>
            {PageSection.Chart("memory", "Gigabytes of one GPU", $"Of {Gigabytes(memory.DeviceBytes)}, weights take {Gigabytes(memory.WeightsBytes)} and {Gigabytes(memory.CacheBytes)} are left for the cache.", HtmlTable.Of("Memory of one GPU", ["for", "GB", "share"], [.. rows], total: true), "flat")}
            """));
    }

    public static PageSection Sensitivity(AdviseRecord record, PlanRecord answer)
    {
        var rows = record.TrafficShifts.Select(shift => (IReadOnlyList<HtmlTable.Value>)
        [
            AdviseWords.Times(shift.Factor), N(shift.KeptUsdPerMonth is { } kept ? Money(kept) : "cannot serve it"), N(Money(shift.ReplannedUsdPerMonth)), shift.Best, N(Money(shift.BestUsdPerMonth)),
            N(shift.RegretUsdPerMonth is { } regret ? Money(regret) : "no end"),
        ]).ToList();
        return new("sensitivity", "If the traffic is another", Html.Of($"""
            {PageSection.Chart("sensitivity", "Dollars a month at other traffic: the boxes always on kept, planned anew, and the cheapest choice then", $"The bill at half, once and twice the traffic; as described it is {Money(answer.UsdPerMonth)}. The table below has the figures.", Html.Empty, "low")}
            {HtmlTable.Of("At other traffic", ["traffic", "boxes kept", "planned anew", "cheapest then", "for", "regret of keeping"], rows)}
            {(record.Outlooks is [var outlook, ..] ? Html.Of($"<p>{Switching(outlook)}</p>") : Html.Empty)}
            """));
    }

    private static string Switching(OutlookRecord answer) => answer.BackAgainSeconds == 0
        ? "To give it up owes nothing, and to come back to it costs nothing."
        : $"To give it up {(answer.OwedIfLeftUsd > 0 ? $"owes {Money(answer.OwedIfLeftUsd)} for boxes always on" : "owes nothing, since its boxes are given back")}; to come back to it costs {Money(answer.BackAgainUsd)} for starts that take {new Seconds(answer.BackAgainSeconds)} each.";

    public static PageSection Maps(IReadOnlyList<PageMap> maps) => new("maps", "Break-even maps", Html.Of($"{maps.Select(Map)}"));

    private static Html Map(PageMap map, int at) => Html.Of($"""
        <h3>{map.Title}</h3>
        <ul class="legend">{map.Ways.Select((way, i) => Html.Of($"<li><i class=\"swatch\" style=\"background:var(--{map.Colours[i]})\"></i>{PageMap.Letter(i)} {way}</li>"))}</ul>
        {PageSection.Chart($"map-{at}", map.Note.Length > 0 ? map.Note : $"The cheapest over {map.XTitle} and {map.YTitle}", $"Which choice is cheapest over {map.XTitle} and {map.YTitle}. {map.Note}", MapTable(map), "map")}
        """);

    private static Html MapTable(PageMap map) => HtmlTable.Of(map.Title, [$"{map.YTitle} \\ {map.XTitle}", .. map.X],
        [.. map.Cheapest.Select((row, y) => (IReadOnlyList<HtmlTable.Value>)[map.Y[y], .. row.Select(way => (HtmlTable.Value)(way is { } at ? map.Ways[at] : "nothing"))])]);

    public static PageSection Reasons(AdviseRecord record) => new("reasons", "Why", Html.Of($"{List(record.Reasons)}{Speaking(record, "For it", true)}{Speaking(record, "Against it", false)}"));

    private static Html Speaking(AdviseRecord record, string title, bool forIt) =>
        record.Rules.Where(rule => rule.ForIt == forIt).Select(rule => rule.Text).ToList() is { Count: > 0 } said ? Html.Of($"<h3>{title}</h3>\n{List(said)}") : Html.Of($"");

    public static PageSection Assumptions(AdviseRecord record, IReadOnlyList<FactSourceRecord> sources)
    {
        var rows = sources.Select(source => (IReadOnlyList<HtmlTable.Value>)[source.Of, Link(source.Where), source.Date, source.Note]).ToList();
        return new("assumptions", "What it rests on", Html.Of($"{List(record.Assumptions)}\n<h3>Sources</h3>\n{HtmlTable.Of("Sources", ["fact", "where", "read", "note"], rows)}"));
    }

    public static PageSection Command(AdviseRecord record) => new("command", "To ask again", Html.Of($"<pre><code>{record.Command}</code></pre>\n"));

    /// <summary>Where nothing meets the constraints: what would if one of them were dropped.</summary>
    public static IEnumerable<PageSection> Nothing(AdviseRecord record)
    {
        var rows = record.IfDropped.Select(one => (IReadOnlyList<HtmlTable.Value>)[one.Without, one.Best ?? "still nothing", N(one.UsdPerMonth is { } cost ? Money(cost) : "")]).ToList();
        if (rows.Count > 0) yield return new("dropped", "If one of them were dropped", HtmlTable.Of("Without each constraint", ["without", "cheapest then", "$ a month"], rows));
        yield return Command(record);
    }

    private static string Plan(PlanRecord choice)
    {
        List<string> parts = [];
        var size = choice.Offer is { Gpus: > 1 and var gpus } ? string.Create(CultureInfo.InvariantCulture, $" of {gpus} GPUs") : "";
        if (choice.AlwaysOnBoxes > 0) parts.Add($"{choice.AlwaysOnBoxes} {(choice.AlwaysOnBoxes == 1 ? "box" : "boxes")}{size} always on");
        if (choice.ElasticBoxesMax > 0) parts.Add($"up to {choice.ElasticBoxesMax}{(choice.AlwaysOnBoxes > 0 ? " more" : choice.ElasticBoxesMax == 1 ? $" box{size}" : $" boxes{size}")} by the hour");
        if (choice.BoughtShare > 0) parts.Add($"{Percent(choice.BoughtShare)} of the tokens from {choice.TokenOffer?.Provider}");
        return string.Join(", ", parts);
    }

    // Only what is an address becomes a link; a repository's name with a path and a commit stays text.
    private static Html Link(string where) => Uri.TryCreate(where, UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
        ? Html.Of($"<a href=\"{where}\" rel=\"noreferrer\">{where}</a>")
        : Html.Of($"{where}");

    private static Html List(IReadOnlyList<string> lines) => Html.Of($"<ul class=\"lines\">{lines.Select(line => Html.Of($"<li>{Prose(line)}</li>\n"))}</ul>\n");
}
