namespace Breakeven.Economics.Hours;

/// <summary>What billed box-hours were for.</summary>
internal readonly record struct BoxHours(decimal Work, decimal Idle, decimal Spare);

/// <summary>
/// What the boxes of one hour do. Work fills those that are always on first, since they are paid anyway. Spares are the places of replicas that are not counted on: on spot those that may be
/// missing, and the spares asked for, which lie in boxes that are always on where there are any.
/// </summary>
/// <param name="AlwaysOn">Boxes paid for all of the period.</param>
/// <param name="Elastic">Boxes that come and go.</param>
/// <param name="Starts">Of the latter, those after interruptions and sleep included.</param>
internal readonly record struct BoxUse(BoxHours AlwaysOn, BoxHours Elastic, decimal Starts)
{
    /// <summary>The hour's use with so many replica-hours of work beside the demand's.</summary>
    public static BoxUse Of(FleetPlan plan, int hour, double background)
    {
        var (request, at) = (plan.Request, plan.Hours[hour]);
        var (billed, restarts) = plan.Costs.ElasticUse(hour, plan.AlwaysOnBoxes, at.ElasticBoxes);
        var (places, elasticPlaces) = (request.Boxes.Places(plan.AlwaysOnBoxes), request.Boxes.Places(at.ElasticBoxes));
        var boxes = (decimal)request.Boxes.BoxesPerReplica / request.Boxes.ReplicasPerBox;
        var missing = elasticPlaces - plan.Costs.Dependable(at.ElasticBoxes);
        var alwaysSpare = Math.Min(places + elasticPlaces - at.Replicas - missing, places) * boxes;
        var elasticSpare = (places + elasticPlaces - at.Replicas) * boxes - alwaysSpare;
        var serving = Math.Max(0, billed - elasticSpare);
        var mean = request.Work.Mean(request.Demand.Hours[hour]) * at.HomeShare + background;
        var work = (decimal)mean * boxes;
        var always = Math.Min(work, plan.AlwaysOnBoxes - alwaysSpare);
        var elastic = Math.Min(work - always, serving);
        return new(new(always, plan.AlwaysOnBoxes - alwaysSpare - always, alwaysSpare), new(elastic, serving - elastic, billed - serving), at.Started + restarts);
    }
}
