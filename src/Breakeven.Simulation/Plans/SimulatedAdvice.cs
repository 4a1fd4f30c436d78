using Breakeven.Catalog;
using Breakeven.Economics.Advice;
using Breakeven.Performance;
using Breakeven.Simulation.Capacities;
using Breakeven.Simulation.Engines;

namespace Breakeven.Simulation.Plans;

/// <summary>
/// An advice of which the likeliest choices were simulated: what their replicas carry, and then the advised plan hour by hour. Where the plan misses its objective its capacity is lowered and all is planned
/// again, until the advised plan is one that a simulation confirms.
/// </summary>
public sealed record SimulatedAdvice
{
    // The choices that may come first.
    private const int Likeliest = 3;

    // What moves up after so many keeps the closed form's capacity.
    private const int DeploymentsMost = 12;

    // Replicas behind one router at which a capacity is found: more pool their bursts hardly better.
    private const int ReplicasMost = 8;

    private const int Variants = 1;

    // As many days as that, and at least one.
    private const long RequestsMost = 1_000_000;

    /// <summary>With simulated capacities in the place of the closed form's.</summary>
    public required Recommendation Advice { get; init; }

    /// <summary>The same before anything was simulated.</summary>
    public required Recommendation ClosedForm { get; init; }

    /// <summary>Of each simulated candidate what a replica carries; 0 for none within the objective.</summary>
    public required IReadOnlyDictionary<Candidate, RequestsPerSecond> Capacities { get; init; }

    /// <summary>The advised plan, hour by hour; null where it has no boxes, or such as cannot be replayed.</summary>
    public PlanReplay? Replay { get; init; }

    /// <summary>The plans with a step of boxes always on fewer and more, those that there are.</summary>
    public IReadOnlyList<PlanReplay> Neighbours { get; init; } = [];

    /// <summary>By how much the advised plan's capacity was lowered because its replay missed the objective: 0 for not at all.</summary>
    public double Lowered { get; init; }

    /// <summary>Every choice of the closed form in full, where that was asked for.</summary>
    public IReadOnlyList<SimulatedChoice> Choices { get; init; } = [];

    /// <summary>The advice for a request within constraints.</summary>
    /// <param name="open">With nothing of what the constraints say.</param>
    /// <param name="constraints">To be met.</param>
    /// <param name="traffic">The requests of its demand.</param>
    /// <param name="all">True to simulate every choice in full, and not the likeliest alone.</param>
    /// <param name="ran">Is called after each simulation.</param>
    /// <exception cref="InputException">No bound on latency is among the constraints.</exception>
    public static SimulatedAdvice Of(AdviceRequest open, IReadOnlyList<Constraint> constraints, PlanTraffic traffic, bool all = false, Action? ran = null)
    {
        var closed = Recommendation.Of(open, constraints);
        if (closed.Request.Compare.Objective.Bounds.Count == 0) throw new InputException("without a bound on latency any load will do", "--simulate", "write one, such as --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"");
        return Of(closed, traffic, all, ran);
    }

    /// <summary>The same for an advice that was found.</summary>
    public static SimulatedAdvice Of(Recommendation closed, PlanTraffic traffic, bool all = false, Action? ran = null)
    {
        var found = new Dictionary<Candidate, RequestsPerSecond>(ReferenceEqualityComparer.Instance);
        var (advice, lowered, choices) = (closed, 0.0, new List<SimulatedChoice>());
        if (all)
        {
            choices.AddRange(closed.Choices.Where(choice => choice.AtHome && CanBeReplayed(choice)).Select(choice => SimulatedChoice.Of(choice, traffic, closed.Request, ran)));
            foreach (var choice in choices) found[choice.ClosedForm.Way.Hosted!.Candidate] = choice.Capacity;
            advice = Recommendation.Of(closed.Request, closed.Contest.With(found));
        }

        for (var attempt = 0; ; attempt++)
        {
            advice = Simulated(advice, traffic, found, ran);
            if (advice.Best is not { AtHome: true } best || !CanBeReplayed(best)) return new() { Advice = advice, ClosedForm = closed, Capacities = found, Choices = choices };
            var replay = Replayed(best, best.Plan, traffic, advice.Request, ran);
            if (replay.Met || attempt == SimulatedChoice.LoweringsMost)
                return new()
                {
                    Advice = advice,
                    ClosedForm = closed,
                    Capacities = found,
                    Replay = replay,
                    Neighbours = [.. advice.Mix!.Neighbours.Select(neighbour => Replayed(best, neighbour.Plan, traffic, advice.Request, ran))],
                    Lowered = lowered,
                    Choices = choices,
                };
            var candidate = best.Way.Hosted!.Candidate;
            found[candidate] *= SimulatedChoice.Lower;
            lowered = 1 - (1 - lowered) * SimulatedChoice.Lower;
            advice = Recommendation.Of(advice.Request, advice.Contest.With(found));
        }
    }

    /// <summary>A plan of a choice, hour by hour.</summary>
    public static PlanReplay Replayed(PlannedChoice choice, Economics.Hours.FleetPlan plan, PlanTraffic traffic, AdviceRequest request, Action? ran = null)
    {
        var ratio = choice.Way.Hosted!.Choice.TokensRatio;
        var replay = PlanReplay.Of(plan, ModelOf(choice, traffic, request), traffic.Requests(ratio), HoursOf(traffic), request.Compare.Objective, ratio);
        ran?.Invoke();
        return replay;
    }

    /// <summary>What a replica of a choice carries, behind a router with as many as its plan rents on the mean.</summary>
    public static RequestsPerSecond CapacityOf(PlannedChoice choice, PlanTraffic traffic, AdviceRequest request, Action? ran = null)
    {
        var (candidate, ratio) = (choice.Way.Hosted!.Candidate, choice.Way.Hosted.Choice.TokensRatio);
        var replicas = (int)Math.Clamp(Math.Round(choice.Plan.Hours.Average(hour => hour.Replicas)), 1, ReplicasMost);
        var even = traffic.Even(ratio, request.Compare.Objective, candidate, replicas);
        var options = new SimulationOptions { Replicas = replicas, Objective = request.Compare.Objective };
        var found = CapacitySearch.Run(ModelOf(choice, traffic, request), even, options, Variants, candidate.Capacity.Rate * replicas / even.Rate, ran);
        return even.Rate * found.Multiple / replicas;
    }

    /// <summary>False where boxes may be taken away or sleep.</summary>
    public static bool CanBeReplayed(PlannedChoice choice) => choice.Plan.Request.Elastic is null or { Spot: null, KeptUpPerRequest: null };

    // Until the first few are all of simulated capacity.
    private static Recommendation Simulated(Recommendation advice, PlanTraffic traffic, Dictionary<Candidate, RequestsPerSecond> found, Action? ran)
    {
        while (advice.Choices.Take(Likeliest).Where(choice => choice.AtHome && !found.ContainsKey(choice.Way.Hosted!.Candidate)).Take(DeploymentsMost - found.Count).ToList() is { Count: > 0 } wanted)
        {
            foreach (var choice in wanted) found[choice.Way.Hosted!.Candidate] = CapacityOf(choice, traffic, advice.Request, ran);
            advice = Recommendation.Of(advice.Request, advice.Contest.With(found));
        }

        return advice;
    }

    private static ReplicaModel ModelOf(PlannedChoice choice, PlanTraffic traffic, AdviceRequest request)
    {
        var hosted = choice.Way.Hosted!;
        var (input, output) = traffic.MeanLengths(hosted.Choice.TokensRatio);
        return new(hosted.Candidate.Plan, request.Compare.CalibrationOf(hosted.Candidate.Deployment.Accelerator), input, output);
    }

    // Whole days from the beginning.
    private static int HoursOf(PlanTraffic traffic)
    {
        var (hours, days, seen) = (traffic.Demand.Hours, 0, 0L);
        for (; (days + 1) * 24 <= hours.Count; days++)
        {
            seen += hours.Skip(days * 24).Take(24).Sum(hour => hour.Requests);
            if (days > 0 && seen > RequestsMost) break;
        }

        return days == 0 ? hours.Count : days * 24;
    }
}
