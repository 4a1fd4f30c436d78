using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Hours;
using Breakeven.Simulation.Engines;
using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Plans;

/// <summary>
/// What a plan comes to when its requests arrive one by one: replicas are up in the hours for which they were planned, each hour's share goes to the API, and what is paid is counted as it happens:
/// box-hours, the time by which a replica outlives its hour because it has requests left, and the tokens of the very requests that were bought.
/// </summary>
public sealed record PlanReplay
{
    private PlanReplay(FleetPlan plan, SimulationResult result, PlanWatch watch) => (Plan, Result, Hours, Reached) = (plan, result, watch.Hours, watch.Reached);

    /// <summary>What was replayed.</summary>
    public FleetPlan Plan { get; }

    /// <summary>What the simulation found over all of it.</summary>
    public SimulationResult Result { get; }

    /// <summary>Hour by hour; fewer than the plan's where only its first days were replayed.</summary>
    public IReadOnlyList<ReplayedHour> Hours { get; }

    /// <summary>Seconds at the percentile of each of the objective's bounds, of what was served at home.</summary>
    public IReadOnlyList<double> Reached { get; }

    /// <summary>True where each bound of the objective holds over all that was served at home, and nothing was refused.</summary>
    public required bool Met { get; init; }

    /// <summary>What the bill says of the replayed hours.</summary>
    public required Usd Claimed { get; init; }

    /// <summary>What they cost.</summary>
    public required Usd Cost { get; init; }

    /// <summary>The cost over the claimed one, less 1.</summary>
    public double Difference => Claimed.Value == 0 ? 0 : (double)(Cost.Value / Claimed.Value) - 1;

    /// <summary>The share of requests at home of which every time is within its limit.</summary>
    public double Good => Result.Count(RequestFate.Served) is > 0 and var served ? (double)Result.Good / served : 1;

    /// <summary>Replays the first hours of a plan.</summary>
    /// <param name="plan">Its capacity may be anybody's; boxes that are taken away or sleep are not replayed.</param>
    /// <param name="model">The deployment of each replica.</param>
    /// <param name="requests">Of the plan's demand, from its first hour on, in the model's own tokens.</param>
    /// <param name="hours">To be replayed; requests after them are left out.</param>
    /// <param name="objective">What is to be met at home.</param>
    /// <param name="tokens">A model's own tokens for one of the demand's, of input and of output: prices are of the latter.</param>
    /// <exception cref="InputException">The plan's boxes may be taken away, or sleep.</exception>
    public static PlanReplay Of(FleetPlan plan, ReplicaModel model, IEnumerable<TraceRequest> requests, int hours, Objective objective, TokensRatio tokens)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Request.Elastic is { Spot: not null } or { KeptUpPerRequest: not null }) throw new InputException("boxes that are taken away or sleep are not replayed", "simulation", "plan boxes on demand or always on");
        ArgumentOutOfRangeException.ThrowIfLessThan(hours, 1);
        hours = Math.Min(hours, plan.Hours.Count);
        var schedule = new FleetSchedule([.. plan.Hours.Take(hours).Select(hour => new ScheduledHour(hour.Replicas, hour.HomeShare))]);
        var watch = new PlanWatch(plan, hours, objective, tokens);
        var result = Simulator.Run(model, requests.TakeWhile(request => request.ArrivalNanoseconds < hours * FleetSchedule.NanosecondsPerHour), new SimulationOptions { Schedule = schedule, Objective = objective }, watch);
        var bill = HourlyBill.Of(plan);
        return new(plan, result, watch)
        {
            Met = watch.Met && result.Count(RequestFate.RefusedCache) + result.Count(RequestFate.RefusedContext) == 0,
            Claimed = new(Enumerable.Range(0, hours).Sum(hour => bill.Hour(hour).Value)),
            Cost = new(Math.Round(watch.Hours.Select((_, hour) => Boxes(plan, hour)).Sum() + watch.Hours.Sum(hour => (decimal)hour.Bought.Value) + Outlived(plan, result, hours), 2)),
        };
    }

    // Boxes are paid by the hour whether or not anything came.
    private static decimal Boxes(FleetPlan plan, int hour)
    {
        var (request, now) = (plan.Request, plan.Hours[hour]);
        return (request.AlwaysOn is { } on && plan.AlwaysOnBoxes > 0 ? plan.AlwaysOnBoxes * on.AllPerHour + (on.Owned?.StaffPerHour ?? 0) : 0)
            // Documents are not replayed: their boxes are, and what is bought in batch costs what it does.
            + (plan.Deadline?.Hours[hour].Batch ?? 0)
            + (request.Elastic is { } elastic ? now.ElasticBoxes * elastic.PerHour + now.Started * elastic.StartCost : 0);
    }

    // Paid beyond the hours for which replicas were planned, at the price of what comes and goes.
    private static decimal Outlived(FleetPlan plan, SimulationResult result, int hours)
    {
        if (plan.Request.Elastic is not { } elastic) return 0;
        var planned = Enumerable.Range(0, hours).Sum(hour => Math.Min(3600, Math.Max(0, result.End * 1e-9 - hour * 3600.0)) * plan.Hours[hour].Replicas);
        var boxes = (decimal)plan.Request.Boxes.BoxesPerReplica / plan.Request.Boxes.ReplicasPerBox;
        return (decimal)(Math.Max(0, result.ReplicaTime - planned) / 3600) * boxes * elastic.PerHour;
    }
}

/// <summary>An hour as it was replayed.</summary>
/// <param name="Home">Requests served on replicas.</param>
/// <param name="Sold">Requests sent to the API.</param>
/// <param name="Bought">What the API's tokens cost.</param>
/// <param name="Late">Of those at home, the ones with a time beyond its limit.</param>
public readonly record struct ReplayedHour(long Home, long Sold, UsdEstimate Bought, long Late);
