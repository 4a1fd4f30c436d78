using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Advice.Rules;
using Breakeven.Economics.Hours;
using Breakeven.Simulation.Plans;

namespace Breakeven.Cli.Verbs;

/// <summary>An advice in sections: the answer, the bill, the mix, what else there is, what if, why, and what it rests on.</summary>
internal static class AdviseSections
{
    private const int ChoicesShown = 8;
    private const int ExcludedShown = 12;

    public static IEnumerable<Section> Of(Recommendation advice, IReadOnlyList<string> reasons, IReadOnlyList<string> assumptions, string line, SimulatedAdvice? simulated = null)
    {
        var (best, mix) = (advice.Best!, advice.Mix!);
        yield return new Section.Paragraph(AdviseWords.Answer(advice), Tone.Strong);
        yield return new Section.Facts("The month", Month(advice));
        yield return new Section.Table("The bill", BillColumns, [.. BillRows(best)]) { Main = true };
        yield return new Section.Facts("The mix", MixFacts(best, mix));
        if (simulated is not null)
            foreach (var section in AdviseSimulation.Of(simulated)) yield return section;
        yield return new Section.Table(Order(advice), ChoiceColumns, [.. advice.Choices.Take(ChoicesShown).Select((choice, i) => ChoiceRow(i + 1, choice, best, i < advice.Outlooks.Count ? advice.Outlooks[i] : null))]);
        if (advice.Choices.Count > ChoicesShown) yield return new Section.Paragraph($"{advice.Choices.Count - ChoicesShown} more cost less than {AdviseWords.Times(advice.Request.Within)} the first: --format json has all.", Tone.Quiet);
        if (advice.Outlooks.Any(outlook => outlook.ChanceUnserved > ChoiceOutlook.UnservedMost) && !advice.Request.Cautious)
            yield return new Section.Paragraph($"What cannot serve in more than {AdviseWords.Percent(ChoiceOutlook.UnservedMost)} of the cases comes after what can.", Tone.Quiet);
        if (advice.Outlooks.Any(outlook => !AdviseWords.IsSure(outlook)))
            yield return new Section.Table("What they may come to", OutlookColumns, [.. advice.Outlooks.Select(OutlookRow)]);
        if (advice.Worths.Count > 0)
            yield return new Section.Table("What is worth knowing", WorthColumns, [.. advice.Worths.Select(worth => (IReadOnlyList<Cell>)[AdviseWords.Of(worth), Dollars(worth.Worth)])]);
        yield return new Section.Table("If the traffic is another", ShiftColumns, [.. advice.Shifts.Select(shift => ShiftRow(shift, advice))]);
        if (reasons.Count > 0) yield return new Section.Notes("Why", reasons);
        var rules = AdviceRules.Of(advice);
        foreach (var (title, speaks) in new[] { ("For it", true), ("Against it", false) })
            if (rules.Where(reason => reason.ForIt == speaks).Select(reason => $"{reason.Text} ({reason.Rule})").ToList() is { Count: > 0 } said) yield return new Section.Notes(title, said);
        yield return new Section.Notes("Assumptions", assumptions);
        yield return new Section.Verbatim(line + "\n");
    }

    /// <summary>Where nothing meets the constraints.</summary>
    public static IEnumerable<Section> Nothing(Recommendation advice, string verdict, string line)
    {
        yield return new Section.Paragraph(verdict, Tone.Bad);
        yield return new Section.Facts("The month", Month(advice));
        yield return new Section.Table("If one of them were dropped", RelaxedColumns, [.. advice.Relaxed.Select(RelaxedRow)]) { Main = true, WhenEmpty = "no constraint was given" };
        if (advice.Contest.Excluded is { Count: > 0 } excluded)
            yield return new Section.Table("Not an answer", CompareTables.ExcludedColumns, [.. excluded.Take(ExcludedShown).Select(CompareTables.ExcludedRow)]);
        yield return new Section.Verbatim(line + "\n");
    }

    private static string Order(Recommendation advice) => advice.Outlooks.All(AdviseWords.IsSure) ? "The cheapest choices" : advice.Request.Cautious ? "The choices, the least regretted first" : "The choices, the least to be expected first";

    public static IReadOnlyList<Column> RelaxedColumns { get; } = [new("without", "without"), new("cheapest then", "choice"), Column.Number("$/month", "usd_per_month")];

    private static IReadOnlyList<Cell> RelaxedRow(RelaxedConstraint relaxed) =>
        [relaxed.Constraint.Name, relaxed.Best is { } best ? AdviseWords.Place(best) : "still nothing", relaxed.Best is { } one ? Dollars(one.Bill.Total) : Cell.Unknown];

    private static List<NamedValue> Month(Recommendation advice)
    {
        var (demand, mean) = (advice.Request.Demand, advice.Request.Compare.Traffic);
        var busiest = demand.Hours.Max(hour => hour.Requests);
        List<NamedValue> facts =
        [
            new("requests", "requests", new($"{CompareTables.Short(demand.Total.Requests)} in {demand.Hours.Count} h ({mean.Rate.Value.ToString("0.##", CultureInfo.InvariantCulture)}/s), {mean.Input.Value:N0} tokens in, {mean.Output.Value:N0} out", Cell.Number(demand.Total.Requests).Raw)),
            new("tokens", "tokens", new(CompareTables.Short(demand.Total.Tokens.Value), Cell.Number(demand.Total.Tokens.Value).Raw)),
            new("busiest hour", "busiest_hour_requests", new($"{CompareTables.Short(busiest)} requests, {((double)busiest * demand.Hours.Count / demand.Total.Requests).ToString("0.##", CultureInfo.InvariantCulture)} times the mean", Cell.Number(busiest).Raw)),
        ];
        if (demand.Total.Cached.Value > 0) facts.Add(new("cached", "cached_share", new($"{AdviseWords.Percent(mean.CachedShare)} of the input", Cell.Number(mean.CachedShare).Raw)));
        if (DeadlineWords.Asked(advice.Request.Documents) is { } documents) facts.Add(new("documents", "documents", documents));
        facts.Add(new("from", "origin", demand.Origin));
        facts.Add(new("objective", "objective", advice.Request.Compare.Objective.Bounds.Count == 0 ? "none: any latency will do" : Workloads.ObjectiveText.Format(advice.Request.Compare.Objective)));
        return facts;
    }

    public static IReadOnlyList<Column> BillColumns { get; } = [new("for", "line"), new("of", "name"), Column.Number("$/month", "usd_per_month"), Column.Number("share", "share")];

    private static IEnumerable<IReadOnlyList<Cell>> BillRows(PlannedChoice best)
    {
        var total = best.Bill.Total;
        foreach (var line in best.Bill.Lines) yield return [AdviseWords.Of(line.Kind), line.Name, Dollars(line.Total), Share(line.Total, total)];
        yield return [Cell.Of("total", Tone.Strong), Cell.Empty, Dollars(total).As(Tone.Strong), Share(total, total)];
    }

    private static List<NamedValue> MixFacts(PlannedChoice best, Mix mix)
    {
        var plan = mix.Plan;
        List<NamedValue> facts = [new("plan", "plan", AdviseWords.Mixture(best))];
        if (best.AtHome)
        {
            facts.Add(new("replicas wanted", "replicas_wanted", Spread([.. plan.Hours.Select(hour => hour.Level)], 2)));
            facts.Add(new("replicas rented", "replicas_rented", Spread([.. plan.Hours.Select(hour => (double)hour.Replicas)], 2)));
            facts.Add(new("a replica carries", "capacity_requests_per_second", new($"{best.Way.Hosted!.Choice.CapacityPerReplica.Value.ToString("0.##", CultureInfo.InvariantCulture)} requests/s within the objective, by {(best.Way.Source == CapacitySource.Simulated ? "simulation" : "the closed form")}", Cell.Number(best.Way.Hosted.Choice.CapacityPerReplica.Value).Raw)));
        }
        var overflow = plan.Hours.Count(hour => hour.HomeShare < 1);
        facts.Add(new("bought", "bought_share", new($"{AdviseWords.Percent(best.BoughtShare)} of the tokens, in {overflow} of {plan.Hours.Count} h", Cell.Number(best.BoughtShare).Raw)));
        facts.Add(new("found by", "method", AdviseWords.Of(mix.Method)));
        facts.Add(new("worth", "value_usd", new($"{AdviseWords.Money(mix.Value)} a month against the best single way, {mix.Pure[0].Name}", Cell.Number((double)mix.Value.Value).Raw)));
        return facts;
    }

    private static Cell Spread(IReadOnlyList<double> hours, int decimals)
    {
        var format = "0." + new string('#', decimals);
        return string.Create(CultureInfo.InvariantCulture, $"{hours.Min().ToString(format, CultureInfo.InvariantCulture)} to {hours.Max().ToString(format, CultureInfo.InvariantCulture)}, mean {hours.Average().ToString(format, CultureInfo.InvariantCulture)}");
    }

    public static IReadOnlyList<Column> ChoiceColumns { get; } =
    [
        Column.Number("", "rank"), new("choice", "choice"), new("plan", "plan", Drop: 2), Column.Number("idle $", "idle_usd_per_month", drop: 3), Column.Number("$/month", "usd_per_month"),
        Column.Number("above the first", "above_first"), Column.Number("expected $", "expected_usd_per_month"),
    ];

    // In the order of what is to be expected, which is therefore shown beside what is predicted.
    private static IReadOnlyList<Cell> ChoiceRow(int rank, PlannedChoice choice, PlannedChoice best, ChoiceOutlook? outlook) =>
    [
        Cell.Number(rank), Cell.Of(AdviseWords.Place(choice), rank == 1 ? Tone.Strong : Tone.Plain), AdviseWords.Mixture(choice), Dollars(choice.Bill.Idle), Dollars(choice.Bill.Total),
        rank == 1 ? Cell.Empty : Share(choice.Bill.Total - best.Bill.Total, best.Bill.Total), outlook is null ? Cell.Empty : Dollars(outlook.Expected),
    ];

    public static IReadOnlyList<Column> OutlookColumns { get; } =
    [
        new("choice", "choice"), Column.Number("expected $", "expected_usd_per_month"), Column.Number("5 %", "usd_per_month_low"), Column.Number("95 %", "usd_per_month_high"), Column.Number("cheapest in", "chance_cheapest"),
        Column.Number("cannot serve in", "chance_unserved", drop: 2), Column.Number("most regret $", "regret_most_usd_per_month", drop: 1),
        Column.Number("owed if left $", "owed_if_left_usd", drop: 3), Column.Number("back again $", "back_again_usd", drop: 4),
    ];

    private static IReadOnlyList<Cell> OutlookRow(ChoiceOutlook outlook) =>
    [
        AdviseWords.Place(outlook.Choice), Dollars(outlook.Expected), Dollars(outlook.Low), Dollars(outlook.High), Share(outlook.ChanceCheapest), Share(outlook.ChanceUnserved), Dollars(outlook.RegretMost),
        Dollars(outlook.Choice.Switching.Owed), Dollars(outlook.Choice.Switching.Start),
    ];

    private static Cell Dollars(UsdEstimate amount) => double.IsFinite(amount.Value) ? new(AdviseWords.Money(amount)[1..], Cell.Number(amount.Value).Raw) : Cell.Unknown;

    private static Cell Share(double share) => new(AdviseWords.Percent(share), Cell.Number(share).Raw);

    public static IReadOnlyList<Column> WorthColumns { get; } = [new("unknown", "unknown"), Column.Number("to know it saves $/month", "worth_usd_per_month")];

    public static IReadOnlyList<Column> ShiftColumns { get; } =
    [
        new("traffic", "factor"), Column.Number("boxes kept $", "kept_usd_per_month"), Column.Number("planned anew $", "replanned_usd_per_month"), new("cheapest then", "best"), Column.Number("$/month", "best_usd_per_month"),
        Column.Number("regret $", "regret_usd_per_month"),
    ];

    private static IReadOnlyList<Cell> ShiftRow(TrafficShift shift, Recommendation advice) =>
    [
        new(AdviseWords.Times(shift.Factor), Cell.Number(shift.Factor).Raw), shift.Kept is { } kept ? Dollars(kept) : Cell.Of("cannot serve it"), Dollars(shift.Replanned), AdviseWords.PlaceBeside(shift.Best, advice.Best!), Dollars(shift.Best.Bill.Total),
        shift.Regret is { } regret ? Dollars(regret) : Cell.Unknown,
    ];

    private static Cell Dollars(Usd amount) => new(amount.Value.ToString("#,0.00", CultureInfo.InvariantCulture), amount.Value.ToString(CultureInfo.InvariantCulture));

    // A bill that rounds to nothing has no parts.
    private static Cell Share(Usd part, Usd whole) => whole.Value > 0 ? Share((double)(part.Value / whole.Value)) : Cell.Unknown;
}
