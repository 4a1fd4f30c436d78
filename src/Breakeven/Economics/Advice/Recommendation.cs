using Breakeven.Economics.Hours;

namespace Breakeven.Economics.Advice;

/// <summary>What to run for a demand over a period, out of all that a comparison finds: the cheapest plan that meets the constraints, and what it is worth.</summary>
public sealed record Recommendation
{
    private Recommendation(AdviceRequest request, Contest contest, IReadOnlyList<PlannedChoice> choices) => (Request, Contest, Choices) = (request, contest, choices);

    /// <summary>What was asked, narrowed by the constraints.</summary>
    public AdviceRequest Request { get; }

    /// <summary>The comparison that the choices are of.</summary>
    public Contest Contest { get; }

    /// <summary>The cheapest plan of each contender that meets the constraints, up to so many times the least as is asked for: those with an outlook first, by the cost to be expected, then the others by their cost as predicted.</summary>
    public IReadOnlyList<PlannedChoice> Choices { get; }

    /// <summary>The advice; null where nothing meets the constraints.</summary>
    public PlannedChoice? Best => Choices.Count > 0 ? Choices[0] : null;

    /// <summary>What each of the first choices may come to cost, in their order.</summary>
    public IReadOnlyList<ChoiceOutlook> Outlooks { get; private init; } = [];

    /// <summary>What is not known and would be worth knowing, the most first.</summary>
    public IReadOnlyList<Uncertainty> Worths { get; private init; } = [];

    /// <summary>The advised plan beside the plans in which only one thing is bought; null where there is no advice.</summary>
    public Mix? Mix { get; private init; }

    /// <summary>The advice at half and at twice the traffic.</summary>
    public IReadOnlyList<TrafficShift> Shifts { get; private init; } = [];

    /// <summary>Where nothing meets the constraints: what would if one of them were dropped, the cheapest first and those that do not help last.</summary>
    public IReadOnlyList<RelaxedConstraint> Relaxed { get; private init; } = [];

    /// <summary>The advice for a request within constraints.</summary>
    /// <param name="open">With nothing of what the constraints say.</param>
    /// <param name="constraints">To be met.</param>
    /// <param name="searched">Is called after each pair of model and accelerator, from several threads.</param>
    public static Recommendation Of(AdviceRequest open, IReadOnlyList<Constraint> constraints, Action? searched = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(constraints);
        var advice = Found(Narrowed(open, constraints), searched);
        return advice.Best is null ? advice with { Relaxed = RelaxedOf(open, constraints, searched) } : advice;
    }

    // Where what was left out would be spoken of, it is looked at: other deployments of a model that is bought, all of them where none was found.
    private static Recommendation Found(AdviceRequest request, Action? searched)
    {
        var left = PairBounds.Of(request);
        var bounded = request with { Compare = request.Compare with { LeftOut = left } };
        var contest = Contest.Run(bounded.Compare, searched);
        var advice = Of(bounded, contest);
        if (left is null || advice.Best is { AtHome: true }) return advice;
        if (advice.Best is { Way.Model: var bought })
        {
            var some = request with { Compare = request.Compare with { LeftOut = (model, accelerator) => model.Model.Id != bought && left(model, accelerator) } };
            advice = Of(some, contest = Contest.Run(some.Compare, null, contest));
        }

        return advice.Best is not null && contest.Contenders.Any(one => one is Contender.OnAccelerator) ? advice : Of(request, Contest.Run(request.Compare, null, contest));
    }

    /// <summary>The advice among the contenders of a comparison, whose capacities somebody may know better than the closed form.</summary>
    public static Recommendation Of(AdviceRequest request, Contest contest)
    {
        ArgumentNullException.ThrowIfNull(request);
        var ways = Way.Of(contest, request);
        var choices = Choose(request, ways);
        if (choices.Count == 0) return new(request, contest, choices);
        var right = Advice.Outlooks.Factors.Select(factor => WaySearch.Cheapest(ways, request.Demand.Times(factor))[0]).ToList();
        var weighed = new Outlooks([.. choices.Take(Advice.Outlooks.ChoicesMost)], request, [.. right.Select(one => (double)one.Bill.Total.Value)]);
        var outlooks = weighed.Ranked();
        choices = [.. outlooks.Select(outlook => outlook.Choice), .. choices.Skip(outlooks.Count)];
        var best = choices[0];
        return new(request, contest, choices) { Outlooks = outlooks, Worths = weighed.Worths(), Mix = Mix.Of(best.Way.Fleet(request.Demand)), Shifts = [.. Advice.Outlooks.Factors.Zip(right, (factor, then) => Shift(best, then, request.Demand, factor))] };
    }

    private static AdviceRequest Narrowed(AdviceRequest open, IEnumerable<Constraint> constraints) => constraints.Aggregate(open, (request, constraint) => constraint.Narrowed(request));

    private static IReadOnlyList<PlannedChoice> Choose(AdviceRequest request, IReadOnlyList<Way> ways) =>
        [.. WaySearch.Cheapest(ways, request.Demand, request.Within).Where(choice => request.CostMost is not { } most || choice.Bill.Total <= most)];

    // Where no deployment meets an objective, tokens whose latency nobody vouches for do not either.
    private static PlannedChoice? Cheapest(AdviceRequest request, Action? searched)
    {
        var contest = Contest.Run(request.Compare, searched);
        if (request.Compare.Objective.Bounds.Count > 0 && !contest.Contenders.Any(one => one is Contender.OnAccelerator)) return null;
        return Choose(request, Way.Of(contest, request)) is [var best, ..] ? best : null;
    }

    private static IReadOnlyList<RelaxedConstraint> RelaxedOf(AdviceRequest open, IReadOnlyList<Constraint> constraints, Action? searched) =>
    [
        .. constraints.Select((dropped, i) => new RelaxedConstraint(dropped, Cheapest(Narrowed(open, constraints.Where((_, j) => j != i)), searched)))
            .OrderBy(one => one.Best?.Bill.Total.Value ?? decimal.MaxValue),
    ];

    // What others cost then is not bounded by the budget: it is a question of what would have been right.
    private static TrafficShift Shift(PlannedChoice best, PlannedChoice right, HourlyDemand demand, double factor)
    {
        var shifted = demand.Times(factor);
        return new(factor, best.Kept(best.Way.Fleet(shifted)) is { } kept ? HourlyBill.Of(kept.Plan).Total : null, best.ReplannedAt(shifted).Total, right);
    }
}
