using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>How the cheapest plan was found. All three are exact for the costs as they are stated; only a simulation of the plan tells whether the costs are.</summary>
public enum MixMethod
{
    /// <summary>Box by box down the load-duration curve: identical boxes, additive capacity, linear prices; no spares, no starts, no spot, no fixed charges.</summary>
    LoadDurationCurve,

    /// <summary>Every number of boxes always on, each hour's others chosen by themselves: spares, spot or fixed charges, but starts cost nothing.</summary>
    CountScan,

    /// <summary>Every number of boxes always on, and for each a dynamic programme over the hours, since what runs in one hour need not be started in the next.</summary>
    DynamicProgramme,
}

/// <summary>A plan in which only one thing is bought.</summary>
/// <param name="Name">What is bought.</param>
/// <param name="Bill">What it costs.</param>
public sealed record PureChoice(string Name, HourlyBill Bill);

/// <summary>The cheapest plan for a demand out of boxes that are always on, boxes that come and go, and tokens.</summary>
public sealed record Mix
{
    private Mix(FleetPlan plan, MixMethod method, IReadOnlyList<PureChoice> pure)
    {
        (Plan, Method, Pure) = (plan, method, pure);
        Bill = HourlyBill.Of(plan);
    }

    /// <summary>The boxes by the hour.</summary>
    public FleetPlan Plan { get; }

    /// <summary>How it was found.</summary>
    public MixMethod Method { get; }

    /// <summary>What it costs.</summary>
    public HourlyBill Bill { get; }

    /// <summary>What it would cost to buy one thing only, cheapest first: boxes always on, boxes that come and go as cheaply as they can, tokens; those that can serve all of the demand.</summary>
    public IReadOnlyList<PureChoice> Pure { get; }

    /// <summary>The cheapest plans with one step of boxes always on fewer and more (as many as a replica spans), those that there are: what a simulation should try beside the winner.</summary>
    public required IReadOnlyList<HourlyBill> Neighbours { get; init; }

    /// <summary>What mixing saves against the cheapest of them. A cent less than nothing may be rounding.</summary>
    public Usd Value => Pure[0].Bill.Total - Bill.Total;

    /// <summary>The cheapest plan of a request.</summary>
    /// <exception cref="InputException">Nothing is offered, or the request is too large to search.</exception>
    public static Mix Of(FleetRequest request) => Of(request, request?.AlwaysOn is { } on ? [on] : [], request?.Elastic is { } elastic ? [elastic] : []);

    /// <summary>The cheapest plan with at most one of the terms always on and at most one that come and go; those of the request itself are not looked at.</summary>
    /// <exception cref="InputException">Nothing is offered, or the request is too large to search.</exception>
    public static Mix Of(FleetRequest request, IReadOnlyList<BoxTerm> alwaysOn, IReadOnlyList<BoxTerm> elastic)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(alwaysOn);
        ArgumentNullException.ThrowIfNull(elastic);
        if (alwaysOn.Count + elastic.Count == 0 && request.Overflow is null) throw new InputException("nothing to buy", "terms", "offer boxes or tokens, such as $2.10/h reserved");
        var pure = PureChoices(request, alwaysOn, elastic);
        (FleetPlan Plan, MixMethod Method, long Cost)? best = null;
        foreach (var on in alwaysOn.Cast<BoxTerm?>().DefaultIfEmpty())
            foreach (var comes in elastic.Cast<BoxTerm?>().DefaultIfEmpty())
            {
                var found = MixSearch.Cheapest(request with { AlwaysOn = on, Elastic = comes });
                if (best is null || found.Cost < best.Value.Cost) best = found;
            }
        var (plan, method, _) = best!.Value;
        return new(plan, method, pure) { Neighbours = [.. MixSearch.Neighbours(plan, method).Select(neighbour => HourlyBill.Of(neighbour))] };
    }

    private static List<PureChoice> PureChoices(FleetRequest request, IReadOnlyList<BoxTerm> alwaysOn, IReadOnlyList<BoxTerm> elastic)
    {
        var plans = new List<(string Name, FleetPlan Plan)>();
        // Where every hour is served at home, the cheapest number of boxes that are all always on is the fixed fleet, unless work with deadlines takes more.
        foreach (var on in alwaysOn) Add(on.Name, request with { AlwaysOn = on, Elastic = null, Overflow = null });
        foreach (var comes in elastic) Add(comes.Name, request with { AlwaysOn = null, Elastic = comes, Overflow = null });
        if (request.Overflow is { } tariff) Add(tariff.Name, request with { AlwaysOn = null, Elastic = null });
        return [.. plans.Select(one => new PureChoice(one.Name, HourlyBill.Of(one.Plan))).OrderBy(one => one.Bill.Total)];

        void Add(string name, FleetRequest pure)
        {
            if (MixSearch.Cheapest(pure) is var (plan, _, cost) && cost < FleetCosts.Unmet) plans.Add((name, plan));
        }
    }
}
