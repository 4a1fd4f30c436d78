namespace Breakeven.Economics.Advice;

/// <summary>What a recommendation costs where the traffic is not what was supposed.</summary>
/// <param name="Factor">The traffic over the supposed one.</param>
/// <param name="Kept">The bill of the same choice with the same boxes always on, the rest chosen anew; null where they could not serve it.</param>
/// <param name="Replanned">The bill of the same choice with its boxes planned anew.</param>
/// <param name="Best">What would have been cheapest.</param>
public sealed record TrafficShift(double Factor, Usd? Kept, Usd Replanned, PlannedChoice Best)
{
    /// <summary>What keeping the choice and its boxes costs more than the best; null where they could not serve it.</summary>
    public Usd? Regret => Kept - Best.Bill.Total;

    /// <summary>What keeping the choice costs more than the best, its boxes planned anew.</summary>
    public Usd ReplannedRegret => Replanned - Best.Bill.Total;
}
