using Breakeven.Cli.Reports.Html;
using static Breakeven.Cli.Verbs.PageFigures;

namespace Breakeven.Cli.Verbs;

/// <summary>The mix: who serves how much of the demand, why, and what a router can act on.</summary>
internal static class AdvisePageMix
{
    public static PageSection Of(AdviseRecord record, PlanRecord answer, AdviseDetailRecord detail)
    {
        var body = Html.Of($"""
            <dl class="facts">{Facts(record, answer, detail).Select(one => Html.Of($"<div><dt>{one.Name}</dt><dd>{one.Value}</dd></div>\n"))}</dl>
            {PageSection.Chart("mix", "Above: what one more replica costs over the month, by how many hours it is wanted. Below: how many replicas are wanted for how long, and what serves them.", Said(detail), Curves(detail), "tall")}
            {(detail.DualPrices is { } prices ? Prices(prices) : Html.Empty)}
            """);
        return new("mix", "The mix", body);
    }

    private static IEnumerable<(string Name, string Value)> Facts(AdviseRecord record, PlanRecord answer, AdviseDetailRecord detail)
    {
        yield return ("boxes always on", Number(answer.AlwaysOnBoxes));
        yield return ("boxes by the hour", answer.ElasticBoxesMax == 0 ? "none" : $"up to {answer.ElasticBoxesMax}");
        yield return ("bought by the token", answer.BoughtShare > 0 ? $"{Percent(answer.BoughtShare)} of the tokens" : "nothing");
        yield return ("replicas wanted", $"{Number(record.Hours.Min(hour => hour.ReplicasWanted))} to {Number(record.Hours.Max(hour => hour.ReplicasWanted))}, mean {Number(record.Hours.Average(hour => hour.ReplicasWanted))}");
        if (record is { ValueOfMixUsdPerMonth: { } value, SingleWays: [var single, ..] }) yield return ("worth of mixing", $"{Money(value)} a month against {single.Name} alone at {Money(single.UsdPerMonth)}");
        if (detail.DualPrices is not { } prices) yield break;
        if (prices.LastBox is { } last) yield return ("the last box always on", $"saves {Money(last.SavesUsd)}, costs {Money(last.CostsUsd)}");
        if (prices.OneMoreBox is { } more) yield return ("one more", $"would save {Money(more.SavesUsd)} and cost {Money(more.CostsUsd)}");
    }

    private static string Said(AdviseDetailRecord detail)
    {
        var stretches = detail.Cheapest.Select((one, i) => $"{one.Name} from {Number(one.FromHours, "0")} hours of use{(i == 0 ? "" : $", where {one.Replicas} replicas are wanted that long")}");
        return $"The cheapest way of having one more replica: {string.Join("; ", stretches)}. The load-duration curve below shows what serves the demand.";
    }

    private static Html Curves(AdviseDetailRecord detail)
    {
        var sorted = detail.ServedBy.OrderByDescending(hour => hour.AlwaysOn + hour.ByTheHour + hour.Bought).ToList();
        var ranks = Enumerable.Range(0, 11).Select(tenth => Math.Min(sorted.Count - 1, tenth * sorted.Count / 10)).Distinct();
        return Html.Of($"""
            {HtmlTable.Of("Screening curves", ["way", "if never wanted", "for each hour"], [.. detail.ScreeningCurves.Select(curve => (IReadOnlyList<HtmlTable.Value>)[curve.Name, N(Money(curve.FixedUsd)), N($"${Number(curve.UsdPerHour, "0.00")}")])])}
            {HtmlTable.Of("Load-duration curve", ["hours with more", "replicas wanted", "always on", "by the hour", "by the token"], [.. ranks.Select(rank => (IReadOnlyList<HtmlTable.Value>)[
                N($"{rank}"), N(Number(sorted[rank].AlwaysOn + sorted[rank].ByTheHour + sorted[rank].Bought)), N(Number(sorted[rank].AlwaysOn)), N(Number(sorted[rank].ByTheHour)), N(Number(sorted[rank].Bought))])])}
            """);
    }

    private static Html Prices(DualPricesRecord prices)
    {
        if (prices.OverflowHours == 0) return Html.Of($"<p>There is room at home in every hour: no request need be bought, and a replica-hour more is worth nothing.</p>");
        var kinds = Told(prices.Kinds);
        return Html.Of($"""
            <h3>Which requests belong at home</h3>
            <p>In {prices.OverflowHours} h there is no room for all of them, and a replica-hour is worth {Money(prices.UsdPerReplicaHourInOverflow)} of tokens; in the other {prices.SlackHours} h all stay at home. Where there is no room, a router keeps those that save more than that for each replica-hour they take{(kinds.Count < prices.Kinds.Count ? ", whatever their length" : "")}.</p>
            {HtmlTable.Of("Kinds of request and where they belong when there is no room", ["tokens in", "of them cached", "tokens out", "thousand by the token", "saves a replica-hour", "belongs"], [.. kinds.OrderByDescending(kind => kind.UsdPerReplicaHour).Select(Row)])}
            """);
    }

    // Where the worth of a kind hangs on its shares alone, kinds of one length tell it; they come in order of length, as many of each.
    private static IReadOnlyList<KindPriceRecord> Told(IReadOnlyList<KindPriceRecord> kinds)
    {
        var lengths = DualPricesRecord.Lengths;
        var each = kinds.Count / lengths;
        var alike = Enumerable.Range(0, each).All(at => Enumerable.Range(0, lengths).Select(length => kinds[length * each + at]).ToList() is var same
            && same.TrueForAll(one => one.BelongsAtHome == same[0].BelongsAtHome && Math.Abs((one.UsdPerReplicaHour ?? 0) - (same[0].UsdPerReplicaHour ?? 0)) <= 0.02 * Math.Abs(same[0].UsdPerReplicaHour ?? 0)));
        return alike ? [.. kinds.Skip(lengths / 2 * each).Take(each)] : kinds;
    }

    private static IReadOnlyList<HtmlTable.Value> Row(KindPriceRecord kind) =>
    [
        N($"{kind.InputTokens:N0}"), N($"{kind.CachedInputTokens:N0}"), N($"{kind.OutputTokens:N0}"), N($"${Number(kind.UsdByTheToken * 1000, "0.00")}"), N(kind.UsdPerReplicaHour is { } worth ? $"${Number(worth, "0.00")}" : "takes none"),
        kind.BelongsAtHome ? Swatch("on", "at home") : Swatch("output", "by the token"),
    ];
}
