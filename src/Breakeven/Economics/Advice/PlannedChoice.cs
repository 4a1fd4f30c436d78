using Breakeven.Economics.Hours;

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

    /// <summary>What it costs to keep the choice and its boxes that are always on at another demand, the rest chosen anew; null where that could not be served.</summary>
    internal HourlyBill? KeptAt(HourlyDemand demand) =>
        MixSearch.With(Plan.Request with { Demand = demand }, Plan.AlwaysOnBoxes) is { } kept ? HourlyBill.Of(kept.Plan) : null;

    /// <summary>What it costs to keep the choice and plan its boxes anew.</summary>
    internal HourlyBill ReplannedAt(HourlyDemand demand) => HourlyBill.Of(MixSearch.Cheapest(Way.Fleet(demand)).Plan);
}
