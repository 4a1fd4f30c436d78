using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>Finds the cheapest plan of one request by the plainest method that is exact for it.</summary>
internal static class MixSearch
{
    // Steps of a scan: about ten seconds.
    private const double StepsMost = 1e10;

    public static (FleetPlan Plan, MixMethod Method, long Cost) Cheapest(FleetRequest request)
    {
        var costs = new FleetCosts(request);
        var method = MethodFor(request, costs);
        if (method != MixMethod.LoadDurationCurve && (double)costs.AlwaysOnMost * costs.ElasticMost * request.Demand.Hours.Count > StepsMost)
            throw new InputException($"{costs.AlwaysOnMost} boxes over {request.Demand.Hours.Count} h are too many to search with starts and spares", "fleet", "plan without start costs and spares, or a part of the traffic");
        var (alwaysOn, elastic) = method == MixMethod.LoadDurationCurve ? LoadDurationSearch.Cheapest(request, costs) : Scan(request, costs, method);
        var plan = FleetPlan.Of(request, alwaysOn, elastic, costs);
        if (request.Deadlines.Count == 0) return (plan, method, Cost(costs, alwaysOn, elastic));
        return DeadlineSearch.Of(plan, boxes => Alone(request, costs, method, boxes)) is { } found ? (found.Plan, method, found.Cost) : (plan, method, FleetCosts.Unmet);
    }

    /// <summary>The cheapest plans with a step of boxes always on fewer and more; none where nothing is always on, or where the demand could not be served.</summary>
    public static IEnumerable<FleetPlan> Neighbours(FleetPlan plan, MixMethod method)
    {
        var (request, costs, width) = (plan.Request, plan.Costs, plan.Request.Boxes.BoxesPerReplica);
        foreach (var boxes in new[] { plan.AlwaysOnBoxes - width, plan.AlwaysOnBoxes + width })
        {
            if (boxes < 0 || boxes > costs.AlwaysOnMost) continue;
            if (With(request, costs, method, boxes) is { } found) yield return found.Plan;
        }
    }

    /// <summary>The cheapest plan with exactly so many boxes always on, or one of such numbers; null where none could serve the demand.</summary>
    public static (FleetPlan Plan, long Cost)? With(FleetRequest request, params ReadOnlySpan<int> alwaysOn)
    {
        var (costs, best) = (new FleetCosts(request), default((FleetPlan Plan, long Cost)?));
        var method = MethodFor(request, costs);
        foreach (var boxes in alwaysOn)
            if (With(request, costs, method, boxes) is { } found && (best is null || found.Cost < best.Value.Cost)) best = found;
        return best;
    }

    /// <summary>Less than which no plan of a request costs, in billionths of a dollar.</summary>
    public static long Bound(FleetRequest request) => LoadDurationSearch.Bounds(request, new(request)).Min(one => one.Bound);

    private static (FleetPlan Plan, long Cost)? With(FleetRequest request, FleetCosts costs, MixMethod method, int boxes)
    {
        if (Alone(request, costs, method, boxes) is not { } plan) return null;
        return request.Deadlines.Count > 0 ? DeadlineSearch.Of(plan, null) : (plan, Cost(costs, boxes, [.. plan.Hours.Select(hour => hour.ElasticBoxes)]));
    }

    // The demand's plan, work with deadlines left out.
    private static FleetPlan? Alone(FleetRequest request, FleetCosts costs, MixMethod method, int boxes)
    {
        var elastic = new int[request.Demand.Hours.Count];
        if (method == MixMethod.LoadDurationCurve) LoadDurationSearch.Fill(request, costs, boxes, elastic);
        else if (method == MixMethod.CountScan) new BoxProgramme(elastic.Length, costs).HourByHour(boxes, elastic);
        else new BoxProgramme(elastic.Length, costs).OverHours(boxes, elastic);
        return Cost(costs, boxes, elastic) < FleetCosts.Unmet ? FleetPlan.Of(request, boxes, elastic, costs) : null;
    }

    /// <summary>What a plan costs.</summary>
    public static long Cost(FleetCosts costs, int alwaysOn, int[] elastic)
    {
        var cost = costs.AlwaysOn(alwaysOn);
        for (var (hour, before) = (0, 0); hour < elastic.Length; before = elastic[hour++])
            cost = Math.Min(FleetCosts.Unmet, cost + costs.Elastic(hour, alwaysOn, elastic[hour]) + costs.Overflow(hour, costs.Usable(alwaysOn, elastic[hour])) + costs.Start * costs.Started(before, elastic[hour]));
        return cost;
    }

    private static MixMethod MethodFor(FleetRequest request, FleetCosts costs) =>
        costs.Start > 0 ? MixMethod.DynamicProgramme
        : request.Spares > 0 || request.Elastic is { Spot: not null } or { KeptUpPerRequest: not null } || request.AlwaysOn?.Owned?.StaffPerMonth.Value > 0 ? MixMethod.CountScan
        : MixMethod.LoadDurationCurve;

    // Where boxes that come and go cost the same in every hour, C of them that never stop cost as much as C always on but for the price, and C starts at the beginning: so no plan with C always on
    // is cheaper than the best without by more than that. Where both have one price, only this tells numbers of boxes apart.
    private static IEnumerable<(int AlwaysOn, long Bound)> Bounds(FleetRequest request, FleetCosts costs, BoxProgramme programme, MixMethod method)
    {
        var bounds = LoadDurationSearch.Bounds(request, costs);
        if (method != MixMethod.DynamicProgramme || request.AlwaysOn is null || request.Elastic is not { Spot: null, KeptUpPerRequest: null }) return bounds;
        var without = programme.OverHours(0, null);
        // Prices finer than a billionth of a dollar are rounded, hour by hour in one sum and once in the other.
        return bounds.Select(one => (one.AlwaysOn, Math.Max(one.Bound, without - Dearer(one.AlwaysOn) - one.AlwaysOn - request.Demand.Hours.Count)));

        long Dearer(int boxes) => costs.Elastic(0, 0, boxes) * request.Demand.Hours.Count + costs.Start * boxes - costs.AlwaysOn(boxes);
    }

    private static (int AlwaysOn, int[] Elastic) Scan(FleetRequest request, FleetCosts costs, MixMethod method)
    {
        var programme = new BoxProgramme(request.Demand.Hours.Count, costs);
        var (best, least) = (0, long.MaxValue);
        // The most promising numbers first: once the bound of one is above the best, so are all that follow.
        foreach (var (alwaysOn, bound) in Bounds(request, costs, programme, method).OrderBy(one => one.Bound).ThenBy(one => one.AlwaysOn))
        {
            if (bound > least) break;
            var cost = Math.Min(FleetCosts.Unmet, costs.AlwaysOn(alwaysOn) + (method == MixMethod.CountScan ? programme.HourByHour(alwaysOn, null) : programme.OverHours(alwaysOn, null)));
            if (cost < least || (cost == least && alwaysOn < best)) (best, least) = (alwaysOn, cost);
        }
        var elastic = new int[request.Demand.Hours.Count];
        if (method == MixMethod.CountScan) programme.HourByHour(best, elastic);
        else programme.OverHours(best, elastic);
        return (best, elastic);
    }
}
