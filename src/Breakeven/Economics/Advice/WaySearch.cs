using Breakeven.Catalog;
using Breakeven.Economics.Hours;

namespace Breakeven.Economics.Advice;

/// <summary>
/// Finds the cheapest plans among many ways. Each way has a bound that no plan of it comes below and that takes little to find (no starts, no spares), so ways are planned in the order of
/// their bounds, until the bound of the next is above what could still matter: nothing that was left out is cheaper.
/// </summary>
internal static class WaySearch
{
    /// <summary>The cheapest plan of each contender, cheapest first, of those that cost at most so many times the least.</summary>
    /// <param name="ways">To choose from.</param>
    /// <param name="demand">To be served.</param>
    /// <param name="within">1 finds the cheapest alone.</param>
    public static IReadOnlyList<PlannedChoice> Cheapest(IReadOnlyList<Way> ways, HourlyDemand demand, double within = 1)
    {
        var (least, of) = (double.PositiveInfinity, new Dictionary<Contender, (PlannedChoice Choice, long Cost)>(ReferenceEqualityComparer.Instance));
        foreach (var (way, fleet, bound) in Bounded(ways, demand))
        {
            if (bound > least * within) break;
            if (of.TryGetValue(way.Contender, out var known) && bound >= known.Cost) continue;
            var (plan, method, cost) = MixSearch.Cheapest(fleet);
            if (cost >= FleetCosts.Unmet || (of.TryGetValue(way.Contender, out known) && cost >= known.Cost)) continue;
            of[way.Contender] = (new(way, plan, method), cost);
            least = Math.Min(least, cost);
        }
        return [.. Distinct(of.Values.Where(one => one.Cost <= least * within).OrderBy(one => one.Cost).Select(one => one.Choice))];
    }

    // A deployment whose plan has no boxes is its model bought by the token, and stands there already.
    private static IEnumerable<PlannedChoice> Distinct(IEnumerable<PlannedChoice> choices) => choices.Where(choice => choice.AtHome || choice.Way.Hosted is null);

    private static List<(Way Way, FleetRequest Fleet, long Bound)> Bounded(IReadOnlyList<Way> ways, HourlyDemand demand)
    {
        var found = new (FleetRequest Fleet, long Bound)?[ways.Count];
        InputException? refusal = null;
        Parallel.For(0, ways.Count, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                var fleet = ways[i].Fleet(demand);
                found[i] = (fleet, MixSearch.Bound(fleet));
            }
            catch (InputException beyond)
            {
                // A million replicas, or a hundred million dollars: no answer, unless nothing else is one.
                refusal = beyond;
            }
        });
        List<(Way Way, FleetRequest Fleet, long Bound)> bounded = [.. ways.Zip(found).Where(one => one.Second is not null).Select(one => (one.First, one.Second!.Value.Fleet, one.Second.Value.Bound))];
        if (bounded.Count == 0 && refusal is not null) throw refusal;
        return [.. bounded.OrderBy(one => one.Bound)];
    }
}
