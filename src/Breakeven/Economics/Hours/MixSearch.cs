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
        return (FleetPlan.Of(request, alwaysOn, elastic, costs), method, Cost(costs, alwaysOn, elastic));
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

    private static (int AlwaysOn, int[] Elastic) Scan(FleetRequest request, FleetCosts costs, MixMethod method)
    {
        var programme = new BoxProgramme(request.Demand.Hours.Count, costs);
        var (best, least) = (0, long.MaxValue);
        for (var alwaysOn = 0; alwaysOn <= costs.AlwaysOnMost; alwaysOn++)
        {
            var committed = costs.AlwaysOn(alwaysOn);
            if (committed >= least) break;
            var cost = Math.Min(FleetCosts.Unmet, committed + (method == MixMethod.CountScan ? programme.HourByHour(alwaysOn, null) : programme.OverHours(alwaysOn, null)));
            if (cost < least) (best, least) = (alwaysOn, cost);
        }
        var elastic = new int[request.Demand.Hours.Count];
        if (method == MixMethod.CountScan) programme.HourByHour(best, elastic);
        else programme.OverHours(best, elastic);
        return (best, elastic);
    }
}
