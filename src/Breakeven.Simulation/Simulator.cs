using Breakeven.Catalog;
using Breakeven.Simulation.Engines;
using Breakeven.Workloads;

namespace Breakeven.Simulation;

/// <summary>Replays requests through replicas of a deployment.</summary>
public static class Simulator
{
    /// <summary>Runs a trace to its end: until the last request is answered.</summary>
    public static SimulationResult Run(ReplicaModel model, IEnumerable<TraceRequest> trace, SimulationOptions options, IOutcomeSink? sink = null)
    {
        var result = new SimulationResult(sink);
        var replica = new Replica(model, 0, new(model, result), options);
        long id = 0, last = 0;
        foreach (var request in trace)
        {
            if (request.ArrivalNanoseconds < last) throw new InputException($"request {id} arrives before the one in front of it", "the trace", "sort it by arrival");
            last = request.ArrivalNanoseconds;
            replica.Advance(last);
            if ((long)request.InputTokens + request.OutputTokens > model.ContextMax) Refuse(RequestFate.RefusedContext);
            else if (!replica.Holds(request.InputTokens, request.OutputTokens)) Refuse(RequestFate.RefusedCache);
            else replica.Take(id, request, last);
            id++;

            void Refuse(RequestFate fate) => result.Take(new(id, last, request.InputTokens, request.OutputTokens, last, last, -1, 0, fate));
        }

        replica.Advance(long.MaxValue - 1);
        foreach (var rank in replica.Ranks)
        {
            result.Preemptions += rank.Preemptions;
            result.TokensFound += rank.TokensFound;
            result.TokensPrompted += rank.TokensPrompted;
        }

        return result;
    }
}
