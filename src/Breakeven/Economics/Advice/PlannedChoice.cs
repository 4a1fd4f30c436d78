using Breakeven.Economics.Hours;
using Breakeven.Prices;

namespace Breakeven.Economics.Advice;

/// <summary>A way with its cheapest plan for a demand.</summary>
/// <param name="Way">What is run and bought.</param>
/// <param name="Plan">How much of it in each hour.</param>
/// <param name="Method">How the plan was found.</param>
public sealed record PlannedChoice(Way Way, FleetPlan Plan, MixMethod Method)
{
    /// <summary>What it costs, line by line.</summary>
    public HourlyBill Bill => field ??= HourlyBill.Of(Plan);

    /// <summary>False where everything is bought by the token.</summary>
    public bool AtHome => Plan.BoxesMost > 0;

    /// <summary>The share of the demand's tokens that is bought.</summary>
    public double BoughtShare => (double)Bill.Served.Bought.Tokens.Value / Plan.Request.Demand.Total.Tokens.Value;

    /// <summary>What a plan of the choice costs at another demand or speed, where what is rented for good is kept and the rest chosen anew; null where that could not be served.</summary>
    internal (FleetPlan Plan, long Cost)? Kept(FleetRequest fleet)
    {
        // A way without boxes keeps none.
        var kept = fleet.AlwaysOn is null ? 0 : Plan.AlwaysOnBoxes;
        return IsCommitted || kept == 0 || fleet.Elastic is null ? MixSearch.With(fleet, kept) : MixSearch.With(fleet, kept, 0);
    }

    /// <summary>The choice planned anew for replicas that carry so much.</summary>
    public PlannedChoice At(RequestsPerSecond capacity, CapacitySource source)
    {
        var hosted = Way.Hosted ?? throw new InvalidOperationException("Tokens have no replicas.");
        var way = Way with { Hosted = hosted with { Choice = hosted.Choice with { CapacityPerReplica = capacity } }, Source = source };
        var (plan, method, _) = MixSearch.Cheapest(way.Fleet(Plan.Request.Demand));
        return new(way, plan, method);
    }

    /// <summary>What it costs to keep the choice and plan its boxes anew.</summary>
    internal HourlyBill ReplannedAt(HourlyDemand demand) => HourlyBill.Of(MixSearch.Cheapest(Way.Fleet(demand)).Plan);

    // What is rented on demand and never stopped can be stopped.
    internal bool IsCommitted => Way.Hosted?.Choice.Offer.Terms is OfferTerms.Reserved or OfferTerms.Owned;
}
