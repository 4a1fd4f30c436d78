using Breakeven.Economics;
using Breakeven.Economics.Hours;
using Breakeven.Performance;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Capacities;
using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Plans;

/// <summary>The requests behind an hourly demand: all of the period's one by one, and the same kinds of them at an even rate.</summary>
public sealed class PlanTraffic
{
    private readonly TrafficDescription _even;
    private readonly MakeOptions _make;
    private readonly Func<TokensRatio, IEnumerable<TraceRequest>> _requests;

    private PlanTraffic(HourlyDemand demand, TrafficDescription even, MakeOptions make, Func<TokensRatio, IEnumerable<TraceRequest>> requests) => (Demand, _even, _make, _requests) = (demand, even, make, requests);

    /// <summary>What they add up to by the hour.</summary>
    public HourlyDemand Demand { get; }

    /// <summary>Requests made by chance as a description says.</summary>
    /// <param name="description">As the user wrote it.</param>
    /// <param name="demand">The same by the hour.</param>
    /// <param name="seed">Of chance.</param>
    public static PlanTraffic Of(TrafficDescription description, HourlyDemand demand, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(demand);
        var duration = new Seconds(demand.Hours.Count * 3600.0);
        return new(demand, DescribedTraffic.Even(description, 1, 1), new() { Seed = seed }, ratio => TrafficMaker.Requests(DescribedTraffic.Scaled(description, ratio.Input, ratio.Output), new() { Seed = seed, Duration = duration }));
    }

    /// <summary>Requests of a trace, repeated as the demand was.</summary>
    /// <param name="trace">In the order of their arrival; each enumeration is a pass of its own.</param>
    /// <param name="traceHours">Hours that it lasts.</param>
    /// <param name="demand">Its demand over the period.</param>
    public static PlanTraffic Of(IEnumerable<TraceRequest> trace, int traceHours, HourlyDemand demand)
    {
        ArgumentNullException.ThrowIfNull(demand);
        var mean = demand.Mean with { PeakToMean = 1 };
        var cached = mean.CachedShare > 0 ? new SharedPrefix(1, new((long)(mean.Input.Value * mean.CachedShare))) : null;
        // Who shares what with whom is of the trace's order; at an even rate all share as much as they do on the mean.
        var even = new TrafficDescription { Mean = mean, Prefix = cached };
        return new(demand, even, new() { Lengths = LengthSource.Empirical.Of(trace) }, ratio => Repeated(trace, HourlyDemand.RepeatedHours(traceHours), demand.Hours.Count).Select(request => request with
        {
            InputTokens = Times(request.InputTokens, ratio.Input),
            OutputTokens = Times(request.OutputTokens, ratio.Output),
        }));
    }

    /// <summary>All of the period's requests from its beginning on, in a model's own tokens.</summary>
    public IEnumerable<TraceRequest> Requests(TokensRatio ratio) => _requests(ratio);

    /// <summary>The same kinds of requests at an even rate, so many that they tell what replicas carry.</summary>
    public DescribedTraffic Even(TokensRatio ratio, Objective objective, Candidate candidate, int replicas) => new(
        DescribedTraffic.Even(_even, ratio.Input, ratio.Output), _make, DescribedTraffic.CountFor(objective, candidate.Capacity.Batch * replicas, candidate.Capacity.Rate * replicas));

    /// <summary>Mean lengths in a model's own tokens.</summary>
    public (double Input, double Output) MeanLengths(TokensRatio ratio) => (_even.Mean.Input.Value * ratio.Input, _even.Mean.Output.Value * ratio.Output);

    private static IEnumerable<TraceRequest> Repeated(IEnumerable<TraceRequest> trace, int every, int hours)
    {
        for (var start = 0; start < hours; start += every)
            foreach (var request in trace)
            {
                if (request.ArrivalNanoseconds >= every * FleetSchedule.NanosecondsPerHour) break;
                yield return request with { ArrivalNanoseconds = request.ArrivalNanoseconds + start * FleetSchedule.NanosecondsPerHour };
            }
    }

    private static int Times(int tokens, double ratio) => (int)Math.Clamp(Math.Round(tokens * ratio), 1, int.MaxValue / 4);
}
