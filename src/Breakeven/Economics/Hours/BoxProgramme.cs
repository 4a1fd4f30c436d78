namespace Breakeven.Economics.Hours;

/// <summary>
/// The cheapest numbers of boxes that come and go, hour by hour, beside a number that is always on. A start costs the same for each box and a stop nothing, so that the best way to e boxes is
/// either from more of them, for nothing, or from one fewer and one start: an hour takes as many steps as there are numbers of boxes, not their square.
/// </summary>
internal sealed class BoxProgramme(int hours, FleetCosts costs)
{
    private readonly long[] _after = new long[costs.ElasticMost + 1];
    private readonly long[] _before = new long[costs.ElasticMost + 1];
    private readonly int[] _from = new int[costs.ElasticMost + 1];

    /// <summary>The least cost where starts cost nothing: each hour by itself.</summary>
    public long HourByHour(int alwaysOn, int[]? chosen)
    {
        var total = 0L;
        for (var hour = 0; hour < hours; hour++)
        {
            var (best, least) = (0, long.MaxValue);
            for (var elastic = 0; elastic <= costs.ElasticMost; elastic++)
            {
                var cost = Cost(hour, alwaysOn, elastic);
                if (cost < least) (best, least) = (elastic, cost);
            }
            total = Math.Min(FleetCosts.Unmet, total + least);
            if (chosen is not null) chosen[hour] = best;
        }
        return total;
    }

    /// <summary>The least cost over all sequences, from none before the first hour.</summary>
    public long OverHours(int alwaysOn, int[]? chosen)
    {
        var path = chosen is null ? null : new int[hours][];
        Array.Fill(_after, FleetCosts.Unmet);
        _after[0] = 0;
        for (var hour = 0; hour < hours; hour++)
        {
            Move();
            if (path is not null) path[hour] = [.. _from];
            for (var elastic = 0; elastic <= costs.ElasticMost; elastic++) _after[elastic] = Math.Min(FleetCosts.Unmet, _before[elastic] + Cost(hour, alwaysOn, elastic));
        }
        var end = Array.IndexOf(_after, _after.Min());
        var least = _after[end];
        for (var hour = hours - 1; hour >= 0 && path is not null; hour--)
        {
            chosen![hour] = end;
            end = path[hour][end];
        }
        return least;
    }

    // From what was left after the hour before to what it costs to have each number at the beginning of this one.
    private void Move()
    {
        var (best, from) = (FleetCosts.Unmet, 0);
        for (var elastic = costs.ElasticMost; elastic >= 0; elastic--)
        {
            if (_after[elastic] < best) (best, from) = (_after[elastic], elastic);
            (_before[elastic], _from[elastic]) = (best, from);
        }
        for (var elastic = 1; elastic <= costs.ElasticMost; elastic++)
        {
            var started = _before[elastic - 1] + costs.Start * costs.Started(elastic - 1, elastic);
            if (started < _before[elastic]) (_before[elastic], _from[elastic]) = (started, _from[elastic - 1]);
        }
    }

    private long Cost(int hour, int alwaysOn, int elastic) => Math.Min(FleetCosts.Unmet, costs.Elastic(hour, alwaysOn, elastic) + costs.Overflow(hour, costs.Usable(alwaysOn, elastic)));
}
