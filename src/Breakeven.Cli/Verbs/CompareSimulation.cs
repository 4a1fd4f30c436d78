using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Performance;
using Breakeven.Simulation;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Capacities;
using Breakeven.Simulation.Engines;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>
/// What the cheapest deployments of a comparison carry by simulation. Of each model the cheapest few are simulated and ranked again by what was found, and whoever has come among
/// them is simulated too, until all of them are.
/// </summary>
internal sealed class CompareSimulation
{
    /// <summary>The cheapest of each model that are simulated.</summary>
    public const int ContendersEach = 3;

    /// <summary>Simulated deployments of each model at most; one that moves up after them keeps the closed form's capacity.</summary>
    public const int DeploymentsMost = 12;

    /// <summary>Variants of the traffic.</summary>
    public const int Seeds = 3;

    private const long Seed = 0;

    private readonly Dictionary<Candidate, SimulatedCapacity> _found = new(ReferenceEqualityComparer.Instance);

    /// <summary>A contest of closed forms alone.</summary>
    public static CompareSimulation None(Contest contest) => new(contest);

    /// <summary>Whether any deployment was simulated.</summary>
    public bool Any => _found.Count > 0;

    private CompareSimulation(Contest contest) => Contest = contest;

    /// <summary>In the order that simulated capacities give.</summary>
    public Contest Contest { get; private set; }

    /// <summary>What was simulated of a candidate, null for none.</summary>
    public SimulatedCapacity? Of(Candidate candidate) => _found.GetValueOrDefault(candidate);

    public static CompareSimulation Run(Invocation call, Contest contest, TrafficDescription traffic)
    {
        if (contest.Request.Objective.Bounds.Count == 0) throw new InputException("without a bound on latency any load will do", "--simulate", "write one, such as --slo \"ttft p95 < 1 s, tpot p95 < 50 ms\"");
        if (contest.Request.Models.FirstOrDefault(one => one.Speculation is not null).Model is { } drafting) throw new InputException($"{drafting.Id} is to draft tokens, which simulation does not do", "--simulate", "leave out --simulate or num_speculative_tokens");
        var simulation = new CompareSimulation(contest);
        using var progress = call.Progress("simulations", simulation.Wanted().Count * CapacitySearch.RunsFor(Seeds), about: true);
        while (simulation.Wanted() is { Count: > 0 } wanted)
        {
            foreach (var one in wanted) simulation._found[one.Best.Candidate] = Capacity(one, contest.Request, traffic, progress);
            simulation.Contest = contest.With(simulation._found.ToDictionary(pair => pair.Key, pair => pair.Value.Rate, (IEqualityComparer<Candidate>)ReferenceEqualityComparer.Instance));
        }

        return simulation;
    }

    private List<Contender.OnAccelerator> Wanted() =>
    [
        .. Contest.Contenders.OfType<Contender.OnAccelerator>().GroupBy(one => one.ModelId).SelectMany(each => each
            .Take(ContendersEach)
            .Where(one => !_found.ContainsKey(one.Best.Candidate))
            .Take(DeploymentsMost - _found.Keys.Count(known => known.Deployment.Model.Id == each.Key))),
    ];

    // One replica: those behind a router do no worse, as bursts spread.
    private static SimulatedCapacity Capacity(Contender.OnAccelerator contender, CompareRequest request, TrafficDescription traffic, ProgressLine progress)
    {
        var (candidate, ratio) = (contender.Best.Candidate, contender.Best.Choice.TokensRatio);
        var even = DescribedTraffic.Even(traffic, ratio.Input, ratio.Output);
        var count = DescribedTraffic.CountFor(request.Objective, candidate.Capacity.Batch, candidate.Capacity.Rate);
        var scaled = new DescribedTraffic(even, new MakeOptions { Seed = Seed }, count);
        var model = new ReplicaModel(candidate.Plan, request.CalibrationOf(contender.Accelerator), even.Mean.Input.Value, even.Mean.Output.Value);
        var options = new SimulationOptions { Seed = Seed, Objective = request.Objective };
        return new(scaled.Rate, CapacitySearch.Run(model, scaled, options, Seeds, candidate.Capacity.Rate / scaled.Rate, progress.Add), candidate.Capacity.Rate);
    }
}

/// <summary>What a replica carries by simulation, beside the closed form.</summary>
internal sealed record SimulatedCapacity(RequestsPerSecond Traffic, CapacityFound Found, RequestsPerSecond ClosedForm)
{
    public RequestsPerSecond Rate => Traffic * Found.Multiple;

    /// <summary>The closed form's capacity above the simulated one, as a share of this; null where no load passes.</summary>
    public double? Difference => Found.Multiple > 0 ? ClosedForm / Rate - 1 : null;
}
