using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Economics;

namespace Breakeven.Cli.Verbs;

/// <summary>Simulated capacities as people and programs read them, beside the closed form's.</summary>
internal static class CompareSimulated
{
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("deployment", "deployment"),
        new("as", "deployed_as", Drop: 2),
        Column.Number("used", "capacity_requests_per_second"),
        new("from", "capacity_from"),
        Column.Number("simulated", "simulated_requests_per_second"),
        .. IntervalCells.Columns("of variants", "simulated_requests_per_second", drop: 1),
        Column.Number("closed form", "closed_form_requests_per_second"),
        Column.Number("off by", "closed_form_difference"),
    ];

    public static IReadOnlyList<Cell> Row(Contender.OnAccelerator hosted, CompareSimulation simulation)
    {
        var (candidate, used) = (hosted.Best.Candidate, hosted.Best.Choice.CapacityPerReplica);
        var simulated = simulation.Of(candidate);
        return
        [
            hosted.Name,
            $"{candidate.Deployment.Layout.Gpus}x {candidate.Deployment.Precision.Name} {candidate.Deployment.Layout}",
            Cell.Number(used.Value, 2),
            simulated is null ? new Cell("closed form", "closed_form", Tone.Quiet) : new Cell("simulated", "simulated"),
            simulated is null ? Cell.Unknown : Cell.Number(simulated.Rate.Value, 2),
            .. simulated is null ? [Cell.Unknown, Cell.Empty] : IntervalCells.Of(simulated.Traffic.Value * simulated.Found.Least, simulated.Traffic.Value * simulated.Found.Most, IntervalCells.Digits),
            Cell.Number(candidate.Capacity.Rate.Value, 2),
            simulated?.Difference is { } difference ? new Cell(difference.ToString("+0 %;-0 %;0 %", CultureInfo.InvariantCulture), Cell.Number(difference).Raw) : Cell.Unknown,
        ];
    }

    public static IEnumerable<string> Remarks(CompareSimulation simulation)
    {
        if (!simulation.Any) yield break;
        yield return FormattableString.Invariant(
            $"simulated: what a replica of the {CompareSimulation.ContendersEach} cheapest deployments of each model carries, median of {CompareSimulation.Seeds} variants of the traffic, confirmed on another; the peak's share of replicas, latency at this traffic and all others' capacity are the closed form's");
        foreach (var excluded in simulation.Contest.Excluded.Where(one => one.Search is { Candidates.Count: > 0 }))
            yield return $"{Contender.ShortName(excluded.Model.Id)} on {excluded.Accelerator.Id} meets the objective by the closed form, and at no load when it is simulated";
        var hosted = simulation.Contest.Contenders.OfType<Contender.OnAccelerator>().GroupBy(one => one.ModelId).SelectMany(each => each.Take(CompareSimulation.ContendersEach)).ToList();
        foreach (var one in hosted.Where(one => simulation.Of(one.Best.Candidate) is null))
            yield return FormattableString.Invariant($"{one.Name}: its capacity is the closed form's, as {CompareSimulation.DeploymentsMost} deployments of the model were simulated before it came among the cheapest");
    }
}

/// <summary>The same for programs.</summary>
internal sealed record SimulatedCapacityRecord(
    bool Met, double RequestsPerSecondPerReplica, double RequestsPerSecondPerReplicaLeast, double RequestsPerSecondPerReplicaMost, double ClosedFormRequestsPerSecondPerReplica, double? ClosedFormDifference,
    int Variants, int Simulations)
{
    public static SimulatedCapacityRecord? Of(SimulatedCapacity? simulated) => simulated is null ? null : new(
        simulated.Found.Multiple > 0, simulated.Rate.Value, simulated.Traffic.Value * simulated.Found.Least, simulated.Traffic.Value * simulated.Found.Most, simulated.ClosedForm.Value, simulated.Difference,
        simulated.Found.Multiples.Count, simulated.Found.Runs);
}
