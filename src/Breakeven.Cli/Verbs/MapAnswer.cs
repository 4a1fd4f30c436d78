using Breakeven.Cli.Charts;
using Breakeven.Cli.Reports;
using Breakeven.Economics;
using Breakeven.Economics.Maps;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>Puts a map into a picture, its boundaries, and what it rests on.</summary>
internal static class MapAnswer
{
    private const double SecondsPerDay = 86_400;

    // More than people read; programs get all.
    private const int CrossingsShown = 120;

    public static Answer Of(BreakEvenMap map, Invocation call)
    {
        List<string> assumptions = [.. Assumptions(map)];
        var served = map.Rows.Any(row => row.Segments.Count > 0);
        return new(new Report([.. Sections(map, assumptions, call.Format)]), MapRecord.Of(map, assumptions), () => MapJson.Default.MapRecord, served ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    /// <summary>An axis by the name that --over knows it by.</summary>
    public static string NameOf(MapAxisKind kind) => kind switch
    {
        MapAxisKind.TimePerOutputToken => "tpot",
        MapAxisKind.TimeToFirstToken => "ttft",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static IEnumerable<Section> Sections(BreakEvenMap map, IReadOnlyList<string> assumptions, Format format)
    {
        yield return new Section.Facts("Traffic", Facts(map));
        yield return new Section.Map("The cheapest", new(map, new("tokens a day", CompareTables.Short)));
        var crossings = map.Rows.SelectMany(row => row.Crossings.Select(crossing => Row(map, row, crossing))).ToList();
        var shown = format == Format.Csv ? crossings : [.. crossings.Take(CrossingsShown)];
        yield return new Section.Table("Where the cheapest changes", Columns(map), shown) { Main = true, WhenEmpty = "nowhere: one is the cheapest at every traffic of its row" };
        if (shown.Count < crossings.Count) yield return new Section.Paragraph($"{crossings.Count - shown.Count} more changes: --format csv and json have all {crossings.Count}.", Tone.Quiet);
        var remarks = map.Rows.SelectMany(row => Remarks(map, row)).ToList();
        if (remarks.Count > 0) yield return new Section.Notes("Rows", remarks);
        yield return new Section.Notes("Assumptions", assumptions);
    }

    private static List<NamedValue> Facts(BreakEvenMap map)
    {
        var (traffic, objective, axis) = (map.Request.Traffic, map.Request.Objective, map.Axis.Kind);
        List<NamedValue> facts =
        [
            new("a request", "request", $"{(axis == MapAxisKind.Context ? "as many tokens in as the row says" : $"{traffic.Input.Value:N0} tokens in")}, {traffic.Output.Value:N0} out{(traffic.CachedShare > 0 ? $", {traffic.CachedShare:P0} of the input cached" : "")}"),
        ];
        if (axis is not (MapAxisKind.Peak or MapAxisKind.Diurnal)) facts.Add(new("peak", "peak_to_mean", new(traffic.PeakToMean > 1 ? $"{traffic.PeakToMean:0.##} times the mean" : "none given: taken as flat", Cell.Number(traffic.PeakToMean).Raw)));
        var kept = objective.Bounds.Where(bound => axis switch { MapAxisKind.TimePerOutputToken => bound.Metric != LatencyMetric.TimePerOutputToken, MapAxisKind.TimeToFirstToken => bound.Metric != LatencyMetric.TimeToFirstToken, _ => true }).ToList();
        var bounds = kept.Count == 0 ? "none: any latency will do" : ObjectiveText.Format(new(kept));
        facts.Add(new("objective", "objective", axis is MapAxisKind.TimePerOutputToken or MapAxisKind.TimeToFirstToken ? $"{(kept.Count == 0 ? "" : bounds + ", and ")}the row's" : bounds));
        return facts;
    }

    private static IReadOnlyList<Column> Columns(BreakEvenMap map) =>
    [
        Column.Number(NameOf(map.Axis.Kind), $"{NameOf(map.Axis.Kind)}{map.Axis.Unit switch { "x" => "", "ms" => "_ms", var unit => "_" + unit }}"), Column.Number("tokens/day", "tokens_per_day"),
        .. IntervalCells.Columns("90 %", "tokens_per_day", drop: 1), new("cheaper below", "below"), new("cheaper above", "above"), new("how", "kind", Drop: 2),
    ];

    private static IReadOnlyList<Cell> Row(BreakEvenMap map, MapRow row, MapCrossing crossing) =>
    [
        new(map.Axis.Label(row.Value), Cell.Number(row.Value).Raw), new(CompareTables.Short(crossing.Tokens.Value * SecondsPerDay), Cell.Number(crossing.Tokens.Value * SecondsPerDay).Raw),
        .. IntervalCells.Of(crossing.Interval, CompareTables.Short), crossing.Below, crossing.Above,
        new(crossing.Kind == CrossingKind.Level ? "the bills meet" : "another box is rented", crossing.Kind == CrossingKind.Level ? "level" : "step"),
    ];

    private static IEnumerable<string> Remarks(BreakEvenMap map, MapRow row)
    {
        var label = map.Axis.Label(row.Value);
        foreach (var model in row.TooShort) yield return $"{label}: beyond the context of {Contender.ShortName(model)}, which is left out";
        if (!row.AnyHosted && row.Nearest is { } nearest)
            yield return $"{label}: {(row.Segments.Count > 0 ? "only tokens are left, whose latency nobody vouches for" : "nothing serves it")}; nearest is {Contender.ShortName(nearest.Model.Id)} on {nearest.Accelerator.Id}: {nearest.Refusal.Reason}";
        if (!row.IsExact) yield return $"{label}: somewhere two choices of nearly equal cost change places more often than is listed";
    }

    private static IEnumerable<string> Assumptions(BreakEvenMap map)
    {
        var request = map.Request;
        yield return "each row is solved along its traffic, so that no change of the cheapest is missed; the picture's cells are read off at their middles";
        yield return "90 %: the order above a change holds in one of twenty cases at the lower traffic and in nineteen at the upper, by how far predictions of the kind were off; between the two sides of the change alone";
        yield return "replicas are counted for the busiest hour and stay on; what boxes by the hour save in the quiet hours, breakeven advise says";
        if (request.Models.Count + request.SoldModels.Count > 1 && request.Models.Select(one => one.TokensRatio).Concat(request.SoldModels.Select(one => one.TokensRatio)).All(ratio => ratio == TokensRatio.One))
            yield return "every model is taken to need the same number of tokens, and to be good enough; --tokens-ratio says otherwise of the first";
        if (map.Winners.Any(winner => winner.Contains(" from ", StringComparison.Ordinal))) yield return "by the token: the provider's latency and rate limits are not checked against the objective";
    }
}
