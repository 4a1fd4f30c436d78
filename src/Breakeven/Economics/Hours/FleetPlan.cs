using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>One hour of a fleet.</summary>
/// <param name="Level">Replicas that the hour's demand would keep full at the level it is sized for.</param>
/// <param name="ElasticBoxes">Boxes rented for this hour, beside those always on.</param>
/// <param name="Started">Of them, started at its beginning.</param>
/// <param name="Replicas">Replicas counted on: places in boxes, less those that may be missing on spot, less spares.</param>
/// <param name="HomeShare">The share of the hour's requests and tokens that they serve; the rest is bought by the token.</param>
public readonly record struct FleetHour(double Level, int ElasticBoxes, int Started, int Replicas, double HomeShare);

/// <summary>How many boxes run in each hour, and what is left for a provider by the token.</summary>
public sealed record FleetPlan
{
    private FleetPlan(FleetRequest request, int alwaysOn, IReadOnlyList<FleetHour> hours, FleetCosts costs) => (Request, AlwaysOnBoxes, Hours, Costs) = (request, alwaysOn, hours, costs);

    /// <summary>What was asked.</summary>
    public FleetRequest Request { get; }

    /// <summary>Boxes paid for all of the period.</summary>
    public int AlwaysOnBoxes { get; }

    /// <summary>Hour by hour.</summary>
    public IReadOnlyList<FleetHour> Hours { get; }

    /// <summary>Boxes in the busiest hour.</summary>
    public int BoxesMost => AlwaysOnBoxes + Hours.Max(hour => hour.ElasticBoxes);

    /// <summary>Box-hours, those of boxes that come and go counted whole.</summary>
    public long BoxHours => (long)AlwaysOnBoxes * Hours.Count + Hours.Sum(hour => (long)hour.ElasticBoxes);

    /// <summary>Where the request's work with deadlines is done; null where it has none.</summary>
    public DeadlinePlan? Deadline { get; private init; }

    internal FleetCosts Costs { get; }

    /// <summary>The same boxes with the request's work with deadlines laid into them; null where some of it can be done nowhere.</summary>
    internal FleetPlan? WithDeadlines()
    {
        try
        {
            return Request.Deadlines.Count == 0 ? this : this with { Deadline = DeadlinePlan.Of(this, Request.Deadlines, Request.Work, Request.Batch) };
        }
        catch (InputException) when (Request.Batch is null)
        {
            return null;
        }
    }

    /// <summary>A fixed fleet: boxes for the busiest hour and the spares, always on.</summary>
    public static FleetPlan Fixed(FleetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.AlwaysOn is null) throw new InputException("no boxes that are always on", "terms", "give their price, such as $2.10/h reserved");
        var costs = new FleetCosts(request);
        return Of(request, costs.AlwaysOnMost, new int[request.Demand.Hours.Count], costs);
    }

    /// <summary>A fleet that follows the demand hour by hour without looking ahead: the boxes that the hour needs with its spares, none where nothing arrives.</summary>
    public static FleetPlan Autoscaled(FleetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Elastic is null) throw new InputException("no boxes that come and go", "terms", "give their price, such as $3.39/h on demand");
        var costs = new FleetCosts(request);
        var elastic = new int[request.Demand.Hours.Count];
        for (var hour = 0; hour < elastic.Length; hour++)
            while (costs.Usable(0, elastic[hour]) < costs.ReplicasFor(hour)) elastic[hour]++;
        return Of(request, 0, elastic, costs);
    }

    /// <summary>Nothing at home: all by the token.</summary>
    public static FleetPlan ByTheToken(FleetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Of(request, 0, new int[request.Demand.Hours.Count]);
    }

    /// <summary>A fleet of given boxes.</summary>
    /// <exception cref="InputException">An hour has more demand than its replicas carry, and no tokens are bought.</exception>
    public static FleetPlan Of(FleetRequest request, int alwaysOn, IReadOnlyList<int> elastic)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(elastic);
        return Of(request, alwaysOn, elastic, new(request));
    }

    internal static FleetPlan Of(FleetRequest request, int alwaysOn, IReadOnlyList<int> elastic, FleetCosts costs)
    {
        if (elastic.Count != request.Demand.Hours.Count) throw new InputException($"{elastic.Count} hours of boxes for {request.Demand.Hours.Count} hours of demand", "plan", "give as many of both");
        if (alwaysOn < 0 || (alwaysOn > 0 && request.AlwaysOn is null) || elastic.Any(boxes => boxes < 0 || (boxes > 0 && request.Elastic is null)))
            throw new InputException("boxes for which no terms are given", "plan", "give their price, such as $2.10/h");
        var hours = new FleetHour[elastic.Count];
        for (var (hour, before) = (0, 0); hour < hours.Length; before = elastic[hour++])
        {
            var usable = costs.Usable(alwaysOn, elastic[hour]);
            if (usable < costs.ReplicasFor(hour) && request.Overflow is null)
                throw new InputException($"it has {usable} replicas and needs {costs.ReplicasFor(hour)}", $"hour {hour}", "rent more boxes, or name a provider by the token for what is left");
            hours[hour] = new(costs.Levels[hour], elastic[hour], costs.Started(before, elastic[hour]), usable, costs.HomeShare(hour, usable));
        }
        return new(request, alwaysOn, hours, costs);
    }
}
