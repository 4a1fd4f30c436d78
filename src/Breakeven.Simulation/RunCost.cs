using Breakeven.Prices;
using Breakeven.Sizing;

namespace Breakeven.Simulation;

/// <summary>What a run costs in the boxes of one offer, from the first arrival to the last token.</summary>
/// <param name="Offer">The boxes.</param>
/// <param name="BoxTime">Time of boxes, summed over them.</param>
/// <param name="Hardware">Their price.</param>
/// <param name="IdleShare">The part of the devices' time in which no step ran on them: before traffic comes, between requests, while weights load, and beside replicas that fill no box.</param>
public sealed record RunCost(HardwareOffer Offer, Seconds BoxTime, UsdEstimate Hardware, double IdleShare)
{
    /// <summary>The cheapest of the offers that hold the replicas; null where none does.</summary>
    public static RunCost? Of(SimulationResult result, MemoryPlan plan, int? fixedReplicas, IEnumerable<HardwareOffer> offers, IReadOnlyList<OfferTerms> terms)
    {
        var (accelerator, gpus) = (plan.Deployment.Accelerator.Id, plan.Deployment.Layout.Gpus);
        RunCost? best = null;
        foreach (var offer in offers)
        {
            if (offer.Indicative || !offer.Accelerator.Equals(accelerator, StringComparison.OrdinalIgnoreCase) || !terms.Contains(offer.Terms)) continue;
            if (BoxTimeOf(result, gpus, fixedReplicas, offer) is not { } time) continue;
            var price = new UsdEstimate(offer.Price.Estimated.Value * time.Value / 3600);
            var bought = time.Value * offer.Gpus;
            if (best is null || price < best.Hardware) best = new(offer, time, price, bought <= 0 ? 0 : Math.Max(0, 1 - result.Busy * gpus / bought));
        }

        return best;
    }

    private static Seconds? BoxTimeOf(SimulationResult result, int gpus, int? fixedReplicas, HardwareOffer offer)
    {
        var seconds = result.End * 1e-9;
        if (offer.Gpus < gpus)
        {
            if (offer.FabricPerGpu is null || gpus % offer.Gpus != 0) return null;
            return new(result.ReplicaTime * (gpus / offer.Gpus));
        }

        var each = offer.Gpus / gpus;
        if (fixedReplicas is { } replicas) return new(Math.Ceiling((double)replicas / each) * seconds);
        if (each == 1) return new(result.ReplicaTime);
        // A box is paid for while any replica in it is.
        var time = 0.0;
        for (var i = 0; i < result.Timeline.Count; i++) time += Math.Ceiling(result.Timeline.Replicas(i) / each - 1e-6) * result.Timeline.Span * 1e-9;
        return new(time);
    }
}
