using Breakeven.Catalog;
using Breakeven.Simulation.Engines;
using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;

namespace Breakeven.Simulation;

/// <summary>Replays requests through replicas of a deployment.</summary>
public static class Simulator
{
    /// <summary>Runs a trace to its end: until the last request is answered.</summary>
    /// <param name="model">The deployment of each replica.</param>
    /// <param name="trace">Requests in the order of their arrival; read once, one at a time.</param>
    /// <param name="options">Replicas, and the rules by which requests come to them.</param>
    /// <param name="sink">Is told what became of each request, in the order in which that is known.</param>
    /// <exception cref="InputException">Arrivals are out of order, a length is not positive, or there is no request.</exception>
    public static SimulationResult Run(ReplicaModel model, IEnumerable<TraceRequest> trace, SimulationOptions options, IOutcomeSink? sink = null)
    {
        var result = new SimulationResult(options.Objective, sink);
        var fleet = new Fleet(model, options, result);
        long id = 0, first = 0, last = 0;
        foreach (var read in trace)
        {
            // From the first arrival on, whenever that is; hours that are planned have a time 0 of their own.
            if (id == 0 && options.Schedule is null) first = read.ArrivalNanoseconds;
            var request = read with { ArrivalNanoseconds = read.ArrivalNanoseconds - first };
            if (request.ArrivalNanoseconds < last) throw new InputException($"request {id} arrives before the one in front of it", "the trace", "sort it by arrival: breakeven traffic convert FILE --sort --out SORTED.csv");
            if (request.InputTokens < 1 || request.OutputTokens < 1)
                throw new InputException($"request {id} has {request.InputTokens} tokens in and {request.OutputTokens} out", "the trace", "give each at least 1");
            last = request.ArrivalNanoseconds;
            fleet.Advance(last);
            if ((long)request.InputTokens + request.OutputTokens > model.ContextMax) Refuse(result, id, request, RequestFate.RefusedContext);
            else if (!fleet.Measure.Holds(request.InputTokens, request.OutputTokens)) Refuse(result, id, request, RequestFate.RefusedCache);
            else fleet.Take(id, request);
            id++;
        }

        if (id == 0) throw new InputException("it holds no request", "the trace", "give one with at least one request");
        result.End = Math.Max(result.End, last);
        fleet.Drain();
        return result;
    }

    private static void Refuse(SimulationResult result, long id, in TraceRequest request, RequestFate fate) => result.Take(new(
        id, request.ArrivalNanoseconds, request.InputTokens, request.OutputTokens, request.ArrivalNanoseconds, request.ArrivalNanoseconds, -1, 0, fate));
}
