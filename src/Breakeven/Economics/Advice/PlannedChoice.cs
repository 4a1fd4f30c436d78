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

    /// <summary>What the work with deadlines adds to the bill: nothing where it all fits hours that are paid anyway.</summary>
    public Usd DocumentsCost => Way.Documents.Count == 0 ? default : Bill.Total - HourlyBill.Of(MixSearch.Cheapest((Way with { Documents = [] }).Fleet(Plan.Request.Demand)).Plan).Total;

    /// <summary>What it takes to give the choice up, and to take it up again.</summary>
    public Switching Switching
    {
        get
        {
            if (Way.Hosted is not { } hosted || !AtHome) return default;
            var boxes = Plan.AlwaysOnBoxes;
            UsdEstimate owed = Way.Owned is { } box ? new((double)(boxes * (box.Price.Value - box.Residual.Value)))
                : IsCommitted ? new(Plan.Costs.AlwaysOn(boxes) / 1e9)
                : UsdEstimate.Zero;
            var start = hosted.Choice.ScalesToZero ? hosted.Load : hosted.Start.Total;
            var perStart = Plan.Request.Elastic?.StartCost ?? Plan.Request.AlwaysOn!.PerHour * (decimal)start.Value / 3600;
            return new(owed, new((double)(Plan.BoxesMost * perStart)), start);
        }
    }

    /// <summary>What it costs to keep the choice and plan its boxes anew.</summary>
    internal HourlyBill ReplannedAt(HourlyDemand demand) => HourlyBill.Of(MixSearch.Cheapest(Way.Fleet(demand)).Plan);

    // What is rented on demand and never stopped can be stopped.
    internal bool IsCommitted => Way.Hosted?.Choice.Offer.Terms is OfferTerms.Reserved or OfferTerms.Owned;
}
