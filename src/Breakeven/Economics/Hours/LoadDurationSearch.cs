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
        while (alwaysOn + width <= costs.AlwaysOnMost && Worth(alwaysOn) > costs.AlwaysOn(alwaysOn + width) - costs.AlwaysOn(alwaysOn)) alwaysOn += width;
        for (var hour = 0; hour < hours; hour++)
            while (elastic[hour] + width <= costs.ElasticMost && Bought(hour, alwaysOn + elastic[hour]) > costs.Elastic(hour, alwaysOn, width)) elastic[hour] += width;
        return (alwaysOn, elastic);

        // Of the slice above so many boxes, over all hours.
        long Worth(int below)
        {
            var worth = 0L;
            for (var hour = 0; hour < hours; hour++)
            {
                var bought = Bought(hour, below);
                var rented = costs.ElasticMost > 0 ? costs.Elastic(hour, below, width) : FleetCosts.Unmet;
                worth = Math.Min(FleetCosts.Unmet, worth + Math.Min(bought, rented));
            }
            return worth;
        }

        // The tokens that the slice above so many boxes takes over.
        long Bought(int hour, int below)
        {
            var places = request.Boxes.Places(below);
            var without = costs.Overflow(hour, places);
            return without == FleetCosts.Unmet ? without : without - costs.Overflow(hour, request.Boxes.Places(below + width));
        }
    }
}
