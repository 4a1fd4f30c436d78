namespace Breakeven.Economics.Hours;

/// <summary>
/// Capacity in slices of one box (of as many boxes as a replica spans). In each hour a slice is worth the tokens that it takes over, or what a box of that hour costs where that is less; each
/// further slice is worth no more than the one before it. So slice j is worth having always on exactly if its worth over all hours is above its price, and the first that is not ends the search.
/// </summary>
internal static class LoadDurationSearch
{
    public static (int AlwaysOn, int[] Elastic) Cheapest(FleetRequest request, FleetCosts costs)
    {
        var (hours, width) = (request.Demand.Hours.Count, request.Boxes.BoxesPerReplica);
        var (alwaysOn, elastic) = (0, new int[hours]);
        while (alwaysOn + width <= costs.AlwaysOnMost && Worth(request, costs, alwaysOn) > costs.AlwaysOn(alwaysOn + width) - costs.AlwaysOn(alwaysOn)) alwaysOn += width;
        Fill(request, costs, alwaysOn, elastic);
        return (alwaysOn, elastic);
    }

    /// <summary>
    /// For each number of boxes always on, less than which no plan costs: what it would cost if starts were free, spares not wanted, nothing taken away and nobody paid to look after it.
    /// </summary>
    public static IReadOnlyList<(int AlwaysOn, long Bound)> Bounds(FleetRequest request, FleetCosts costs)
    {
        var (width, above, bounds) = (request.Boxes.BoxesPerReplica, 0L, new List<(int, long)>());
        for (var alwaysOn = costs.AlwaysOnMost / width * width; alwaysOn >= 0; alwaysOn -= width)
        {
            // Where the last box sleeps by itself an hour of it may cost next to nothing, so that only what is always on is sure.
            if (request.Elastic?.KeptUpPerRequest is null) above = Math.Min(FleetCosts.Unmet, above + Worth(request, costs, alwaysOn));
            bounds.Add((alwaysOn, Math.Min(FleetCosts.Unmet, costs.AlwaysOn(alwaysOn) + above)));
        }
        return bounds;
    }

    /// <summary>The cheapest boxes of each hour beside so many that are always on.</summary>
    public static void Fill(FleetRequest request, FleetCosts costs, int alwaysOn, int[] elastic)
    {
        var width = request.Boxes.BoxesPerReplica;
        for (var hour = 0; hour < elastic.Length; hour++)
            while (elastic[hour] + width <= costs.ElasticMost && Bought(request, costs, hour, alwaysOn + elastic[hour]) > costs.Elastic(hour, alwaysOn, width)) elastic[hour] += width;
    }

    // What the slice above so many boxes is worth over all hours.
    private static long Worth(FleetRequest request, FleetCosts costs, int below)
    {
        var worth = 0L;
        for (var hour = 0; hour < request.Demand.Hours.Count; hour++)
        {
            var rented = costs.ElasticMost > 0 ? costs.Elastic(hour, below, request.Boxes.BoxesPerReplica) : FleetCosts.Unmet;
            worth = Math.Min(FleetCosts.Unmet, worth + Math.Min(Bought(request, costs, hour, below), rented));
        }
        return worth;
    }

    // The tokens that the slice above so many boxes takes over.
    private static long Bought(FleetRequest request, FleetCosts costs, int hour, int below)
    {
        var without = costs.Overflow(hour, request.Boxes.Places(below));
        return without == FleetCosts.Unmet ? without : without - costs.Overflow(hour, request.Boxes.Places(below + request.Boxes.BoxesPerReplica));
    }
}
