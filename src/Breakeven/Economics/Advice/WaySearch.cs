using Breakeven.Catalog;
using Breakeven.Economics.Hours;

namespace Breakeven.Economics.Advice;

/// <summary>
/// Finds the cheapest plans among many ways. Each way has a bound that no plan of it comes below and that takes little to find (no starts, no spares), so ways are planned in the order of
/// their bounds, until the bound of the next is above what could still matter: nothing that was left out is cheaper.
/// </summary>
internal static class WaySearch
{
    /// <summary>The cheapest plan of each contender, cheapest first, of those that cost at most so many times the least. Boxes that somebody owns are asked about, so they stand beside rented ones whatever they cost.</summary>
    /// <param name="ways">To choose from.</param>
    /// <param name="demand">To be served.</param>
    /// <param name="within">1 finds the cheapest alone.</param>
    public static IReadOnlyList<PlannedChoice> Cheapest(IReadOnlyList<Way> ways, HourlyDemand demand, double within = 1)
    {
        var (rented, refusal) = Search([.. ways.Where(way => way.Owned is null)], demand, within);
        var owned = ways.Where(way => way.Owned is not null).GroupBy(way => way.Contender).SelectMany(group => Owned([.. group], demand)).ToList();
        if (rented.Count + owned.Count == 0 && refusal is not null) throw refusal;
        var all = rented.Concat(owned).OrderBy(one => one.Cost).Select(one => one.Choice).ToList();
        // For the cheapest alone nobody asked about the others.
        return within == 1 ? [.. all.Take(1)] : all;
    }

    // Where whatever else there is costs less than the first box, what the boxes cost that serve everything.
    private static IReadOnlyList<(PlannedChoice Choice, long Cost)> Owned(IReadOnlyList<Way> ways, HourlyDemand demand) =>
        Search(ways, demand, 1).Found is { Count: > 0 } found && found[0].Choice.Plan.AlwaysOnBoxes > 0 ? found
            : Search([.. ways.Select(way => way with { Tokens = null, Batch = null, Elastic = null, ElasticOffer = null })], demand, 1).Found;

    private static (IReadOnlyList<(PlannedChoice Choice, long Cost)> Found, InputException? Refusal) Search(IReadOnlyList<Way> ways, HourlyDemand demand, double within)
    {
        var (least, of) = (double.PositiveInfinity, new Dictionary<Contender, (PlannedChoice Choice, long Cost)>(ReferenceEqualityComparer.Instance));
        var (ordered, refusal) = ByFloor(ways, demand);
        foreach (var floors in ordered.Chunk(Together))
        {
            if (floors[0].Floor > least * within) break;
            var (bounded, beyond) = Bounded(floors);
            refusal ??= beyond;
            foreach (var (way, fleet, bound) in bounded)
            {
                if (bound > least * within) break;
                if (of.TryGetValue(way.Contender, out var known) && bound >= known.Cost) continue;
                var (plan, method, cost) = MixSearch.Cheapest(fleet);
                if (cost >= FleetCosts.Unmet || (of.TryGetValue(way.Contender, out known) && cost >= known.Cost)) continue;
                of[way.Contender] = (new(way, plan, method), cost);
                least = Math.Min(least, cost);
            }
        }
        // A deployment whose plan has no boxes is its model bought by the token, and stands there already.
        return ([.. of.Values.Where(one => one.Cost <= least * within && (one.Choice.AtHome || one.Choice.Way.Hosted is null))], refusal);
    }

    // So many ways have their bounds worked out at once.
    private const int Together = 64;

    // In the order of what each costs at the very least: every hour's work at the price of a full box or at that of its tokens, whichever is less. It takes a thousandth of the time of a bound.
    private static (List<(Way Way, FleetRequest Fleet, double Floor)> Ordered, InputException? Refusal) ByFloor(IReadOnlyList<Way> ways, HourlyDemand demand)
    {
        var (found, refusal) = (new List<(Way Way, FleetRequest Fleet, double Floor)>(ways.Count), default(InputException));
        var tokens = new Dictionary<Choice.PerToken, double[]>(ReferenceEqualityComparer.Instance);
        foreach (var way in ways)
            try
            {
                var fleet = way.Fleet(demand);
                found.Add((way, fleet, Floor(fleet, way.Tokens is { } sold ? Hours(sold) : null)));
            }
            catch (InputException beyond)
            {
                // No answer, unless nothing else is one.
                refusal ??= beyond;
            }
        return ([.. found.OrderBy(one => one.Floor)], refusal);

        double[] Hours(Choice.PerToken sold)
        {
            if (tokens.TryGetValue(sold, out var known)) return known;
            var tariff = TokenTariff.Of(sold);
            return tokens[sold] = [.. demand.Hours.Select(hour => (double)tariff.Of(hour) * 1e9)];
        }
    }

    private static double Floor(FleetRequest fleet, double[]? tokens)
    {
        var perReplica = (double)fleet.Boxes.BoxesPerReplica / fleet.Boxes.ReplicasPerBox * 1e9;
        var box = double.PositiveInfinity;
        if (fleet.AlwaysOn is { } on) box = Math.Min(box, (double)on.AllPerHour * perReplica);
        // What sleeps between requests may cost next to nothing.
        if (fleet.Elastic is { } elastic) box = Math.Min(box, elastic.KeptUpPerRequest is null ? (double)elastic.PerHour * perReplica : 0);
        var (floor, hours) = (0.0, fleet.Demand.Hours);
        for (var hour = 0; hour < hours.Count; hour++)
        {
            var home = hours[hour].Requests > 0 ? fleet.Work.Mean(hours[hour]) * box : 0;
            floor += tokens is null ? home : Math.Min(home, tokens[hour]);
        }
        // Bounds are whole billionths, and rounded.
        return double.IsNaN(floor) ? 0 : floor * (1 - 1e-9) - hours.Count;
    }

    private static (List<(Way Way, FleetRequest Fleet, long Bound)> Bounded, InputException? Refusal) Bounded((Way Way, FleetRequest Fleet, double Floor)[] floors)
    {
        var bounds = new long?[floors.Length];
        InputException? refusal = null;
        Parallel.For(0, floors.Length, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
        {
            try
            {
                bounds[i] = MixSearch.Bound(floors[i].Fleet);
            }
            catch (InputException beyond)
            {
                // A million replicas, or a hundred million dollars: no answer, unless nothing else is one.
                refusal = beyond;
            }
        });
        return ([.. floors.Zip(bounds).Where(one => one.Second is not null).Select(one => (one.First.Way, one.First.Fleet, one.Second!.Value)).OrderBy(one => one.Value)], refusal);
    }
}
