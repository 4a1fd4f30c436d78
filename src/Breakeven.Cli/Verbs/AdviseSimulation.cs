using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics.Advice;
using Breakeven.Simulation.Plans;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>An advice's simulations, as people and programs read them.</summary>
internal static class AdviseSimulation
{
    public static IEnumerable<Section> Of(SimulatedAdvice simulated)
    {
        var objective = simulated.Advice.Request.Compare.Objective;
        yield return new Section.Table("What replicas carry", CapacityColumns, [.. simulated.Advice.Choices.Concat(simulated.ClosedForm.Choices).Where(choice => choice.AtHome).DistinctBy(choice => choice.Way.Hosted!.Candidate).Where(choice => simulated.Capacities.ContainsKey(choice.Way.Hosted!.Candidate)).Select(choice => CapacityRow(choice, simulated))]);
        if (simulated.Choices.Count > 0)
            yield return new Section.Table("Every choice simulated in full", AllColumns, [.. simulated.Choices.OrderBy(choice => choice.PerMonth?.Value ?? decimal.MaxValue).Select(AllRow)]);
        if (simulated.Replay is { } replay)
            yield return new Section.Table(
                $"Replayed request by request, {(replay.Hours.Count == replay.Plan.Hours.Count ? "all" : "the first")} {replay.Hours.Count} h",
                [new("plan", "plan"), Column.Number("bill says $", "claimed_usd"), Column.Number("comes to $", "replayed_usd"), Column.Number("off by", "difference"), .. objective.Bounds.Select(bound => new Column(ObjectiveText.Format(new([bound])), "reached", Align.Right)), Column.Number("good", "good_share")],
                [.. simulated.Neighbours.Prepend(replay).Select((one, i) => Row(one, i == 0, objective))]);
        else if (simulated.Advice.Best is { AtHome: true }) yield return new Section.Paragraph("The advised plan was not replayed: its boxes may be taken away, or sleep.", Tone.Quiet);
        if (simulated.Lowered > 0) yield return new Section.Paragraph($"The plan first missed its objective when it was replayed: its capacity was lowered by {AdviseWords.Percent(simulated.Lowered)} until it met it.", Tone.Quiet);
        if (simulated.ClosedForm.Best is { } closed && simulated.Advice.Best is { } best)
            yield return new Section.Paragraph(
                AdviseWords.Place(closed) == AdviseWords.Place(best)
                    ? $"By the closed form the same is advised, at {AdviseWords.Money(closed.Bill.Total)} a month."
                    : $"By the closed form {AdviseWords.Place(closed)} is advised, at {AdviseWords.Money(closed.Bill.Total)} a month.", Tone.Quiet);
    }

    public static IReadOnlyList<Column> CapacityColumns { get; } =
        [new("deployment", "deployment"), Column.Number("simulated req/s", "simulated_requests_per_second"), Column.Number("closed form", "closed_form_requests_per_second"), Column.Number("off by", "closed_form_difference")];

    public static IReadOnlyList<Column> AllColumns { get; } =
    [
        new("choice", "choice"), Column.Number("closed form $/month", "closed_form_usd_per_month"), Column.Number("simulated $/month", "simulated_usd_per_month"), Column.Number("off by", "difference"), new("objective", "objective"),
        Column.Number("capacity lowered by", "capacity_lowered"),
    ];

    private static IReadOnlyList<Cell> AllRow(SimulatedChoice choice) =>
    [
        AdviseWords.Place(choice.ClosedForm), Dollars(choice.ClosedForm.Bill.Total), choice.PerMonth is { } cost ? Dollars(cost) : Cell.Unknown,
        choice.PerMonth is { } found ? Signed((double)(choice.ClosedForm.Bill.Total.Value / found.Value) - 1) : Cell.Unknown, choice.Met ? Cell.Of("met") : Cell.Of("missed", Tone.Bad),
        new(AdviseWords.Percent(choice.Lowered), Cell.Number(choice.Lowered).Raw),
    ];

    private static IReadOnlyList<Cell> CapacityRow(PlannedChoice choice, SimulatedAdvice simulated)
    {
        var candidate = choice.Way.Hosted!.Candidate;
        var (found, closed) = (simulated.Capacities[candidate].Value, candidate.Capacity.Rate.Value);
        return
        [
            $"{choice.Way.Contender.Name}, {candidate.Deployment.Precision.Name} {candidate.Deployment.Layout}",
            Cell.Number(found, 2),
            Cell.Number(closed, 2),
            found > 0 ? Signed(closed / found - 1) : Cell.Of("carries nothing within the objective"),
        ];
    }

    private static IReadOnlyList<Cell> Row(PlanReplay replay, bool advised, Objective objective) =>
    [
        advised ? "advised" : $"{replay.Plan.AlwaysOnBoxes} always on",
        Dollars(replay.Claimed),
        Dollars(replay.Cost),
        Signed(replay.Difference),
        .. objective.Bounds.Select((bound, i) => replay.Reached[i] is var reached && reached <= bound.Limit.Value ? new Cell($"{Time(reached)}: met", Cell.Number(reached).Raw) : new Cell($"{Time(reached)}: missed", Cell.Number(reached).Raw, Tone.Bad)),
        new(AdviseWords.Percent(replay.Good), Cell.Number(replay.Good).Raw),
    ];

    private static string Time(double seconds) => new Seconds(seconds).ToString();

    private static Cell Signed(double share) => new(share.ToString("+0.0 %;-0.0 %;0 %", CultureInfo.InvariantCulture), Cell.Number(share).Raw);

    private static Cell Dollars(Usd amount) => new(amount.Value.ToString("#,0.00", CultureInfo.InvariantCulture), amount.Value.ToString(CultureInfo.InvariantCulture));
}

/// <summary>What a replica carries by simulation, beside the closed form.</summary>
internal sealed record SimulatedReplicaRecord(string Deployment, double RequestsPerSecondPerReplica, double ClosedFormRequestsPerSecondPerReplica);

/// <summary>A plan that was replayed.</summary>
internal sealed record ReplayRecord(int AlwaysOnBoxes, int Hours, decimal ClaimedUsd, decimal ReplayedUsd, double Difference, IReadOnlyList<double> ReachedS, double GoodShare, bool Met)
{
    public static ReplayRecord Of(PlanReplay replay) => new(replay.Plan.AlwaysOnBoxes, replay.Hours.Count, replay.Claimed.Value, replay.Cost.Value, replay.Difference, replay.Reached, replay.Good, replay.Met);
}

/// <summary>A choice that was simulated in full.</summary>
internal sealed record SimulatedChoiceRecord(string Choice, decimal ClosedFormUsdPerMonth, decimal? SimulatedUsdPerMonth, bool Met, double CapacityLowered, double? ReplayDifference)
{
    public static SimulatedChoiceRecord Of(SimulatedChoice choice) => new(AdviseWords.Place(choice.ClosedForm), choice.ClosedForm.Bill.Total.Value, choice.PerMonth?.Value, choice.Met, choice.Lowered, choice.Replay?.Difference);
}

/// <summary>The simulations behind an advice.</summary>
internal sealed record AdviceSimulationRecord(IReadOnlyList<SimulatedReplicaRecord> Capacities, ReplayRecord? Replay, IReadOnlyList<ReplayRecord> Neighbours, double CapacityLowered, string? ClosedFormAdvice, decimal? ClosedFormUsdPerMonth, double? ClosedFormUsdPerMonthLow, double? ClosedFormUsdPerMonthHigh, IReadOnlyList<SimulatedChoiceRecord> Choices)
{
    public static AdviceSimulationRecord Of(SimulatedAdvice simulated) => new(
        [.. simulated.Capacities.Select(pair => new SimulatedReplicaRecord($"{pair.Key.Deployment.Model.Id} on {pair.Key.Deployment.Accelerator.Id}, {pair.Key.Deployment.Precision.Name} {pair.Key.Deployment.Layout}", pair.Value.Value, pair.Key.Capacity.Rate.Value))],
        simulated.Replay is { } replay ? ReplayRecord.Of(replay) : null,
        [.. simulated.Neighbours.Select(ReplayRecord.Of)],
        simulated.Lowered,
        simulated.ClosedForm.Best is { } closed ? AdviseWords.Place(closed) : null,
        simulated.ClosedForm.Best?.Bill.Total.Value,
        simulated.ClosedForm.Outlooks is [var outlook, ..] && double.IsFinite(outlook.Low.Value) ? outlook.Low.Value : null,
        simulated.ClosedForm.Outlooks is [var same, ..] && double.IsFinite(same.High.Value) ? same.High.Value : null,
        [.. simulated.Choices.Select(SimulatedChoiceRecord.Of)]);
}
