namespace Breakeven.Economics.Hours;

/// <summary>What billed box-hours were for.</summary>
internal readonly record struct BoxHours(decimal Work, decimal Idle, decimal Spare);

/// <summary>
/// What the boxes of one hour do. Work fills those that are always on first, since they are paid anyway. Spares are the boxes that would not be there without them; of boxes that come and
/// go those that may be missing, of the others the rest.
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
        var spare = Math.Max(0, plan.AlwaysOnBoxes + at.ElasticBoxes - request.Boxes.BoxesFor(at.Replicas));
        var missing = at.ElasticBoxes - (request.Elastic?.Spot?.Dependable(at.ElasticBoxes) ?? at.ElasticBoxes);
        var alwaysSpare = Math.Min(spare - Math.Min(spare, missing), plan.AlwaysOnBoxes);
        var serving = Math.Max(0, billed - (spare - alwaysSpare));
        var mean = request.Work.Mean(request.Demand.Hours[hour]) * at.HomeShare + background;
        var work = (decimal)(mean * request.Boxes.BoxesPerReplica / request.Boxes.ReplicasPerBox);
        var always = Math.Min(work, plan.AlwaysOnBoxes - alwaysSpare);
        var elastic = Math.Min(work - always, serving);
        return new(new(always, plan.AlwaysOnBoxes - alwaysSpare - always, alwaysSpare), new(elastic, serving - elastic, billed - serving), at.Started + restarts);
    }
}
