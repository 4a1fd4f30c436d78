namespace Breakeven.Economics.Hours;

/// <summary>
/// The cheapest numbers of boxes that come and go, hour by hour, beside a number that is always on. A start costs the same for each box and a stop nothing, so that the best way to e boxes is
/// either from more of them, for nothing, or from one fewer and one start: an hour takes as many steps as there are numbers of boxes, not their square.
/// </summary>
internal sealed class BoxProgramme
{
    private readonly FleetCosts _costs;
    private readonly long[][] _overflow;
    private readonly long[] _after;
    private readonly long[] _before;
    private readonly long[] _hour;
    private readonly int[] _from;
    private readonly int[] _usable;

    public BoxProgramme(int hours, FleetCosts costs)
    {
        _costs = costs;
        // What is bought in each hour with 0, 1, 2 ... replicas, up to those that leave nothing to buy.
        _overflow = new long[hours][];
        for (var hour = 0; hour < hours; hour++)
        {
            var bought = _overflow[hour] = new long[costs.ReplicasFor(hour)];
            for (var usable = 0; usable < bought.Length; usable++) bought[usable] = costs.Overflow(hour, usable);
        }

        var numbers = costs.ElasticMost + 1;
        (_after, _before, _hour, _from, _usable) = (new long[numbers], new long[numbers], new long[numbers], new int[numbers], new int[numbers]);
    }

    /// <summary>The least cost where starts cost nothing: each hour by itself.</summary>
    public long HourByHour(int alwaysOn, int[]? chosen)
    {
        var (total, most) = (0L, Most(alwaysOn));
        for (var hour = 0; hour < _overflow.Length; hour++)
        {
            Price(hour, alwaysOn, most);
            var best = 0;
            for (var elastic = 1; elastic <= most; elastic++)
                if (_hour[elastic] < _hour[best]) best = elastic;
            total = Math.Min(FleetCosts.Unmet, total + _hour[best]);
            if (chosen is not null) chosen[hour] = best;
        }
        return total;
    }

    /// <summary>The least cost over all sequences, from none before the first hour.</summary>
    public long OverHours(int alwaysOn, int[]? chosen)
    {
        var (path, most) = (chosen is null ? null : new int[_overflow.Length][], Most(alwaysOn));
        Array.Fill(_after, FleetCosts.Unmet);
        _after[0] = 0;
        for (var hour = 0; hour < _overflow.Length; hour++)
        {
            Move(most);
            if (path is not null) path[hour] = [.. _from];
            Price(hour, alwaysOn, most);
            for (var elastic = 0; elastic <= most; elastic++) _after[elastic] = Math.Min(FleetCosts.Unmet, _before[elastic] + _hour[elastic]);
        }
        var end = Array.IndexOf(_after, _after.Min());
        var least = _after[end];
        for (var hour = _overflow.Length - 1; hour >= 0 && path is not null; hour--)
        {
            chosen![hour] = end;
            end = path[hour][end];
        }
        return least;
    }

    // From what was left after the hour before to what it costs to have each number at the beginning of this one.
    private void Move(int most)
    {
        var (best, from, first) = (FleetCosts.Unmet, 0, _costs.Start * _costs.Started(0, 1));
        for (var elastic = most; elastic >= 0; elastic--)
        {
            // Of equals the fewest: boxes that sleep cost nothing, and are none.
            if (_after[elastic] <= best) (best, from) = (_after[elastic], elastic);
            (_before[elastic], _from[elastic]) = (best, from);
        }
        for (var elastic = 1; elastic <= most; elastic++)
        {
            var started = _before[elastic - 1] + (elastic == 1 ? first : _costs.Start);
            if (started < _before[elastic]) (_before[elastic], _from[elastic]) = (started, _from[elastic - 1]);
        }
    }

    // What an hour costs with each number of boxes.
    private void Price(int hour, int alwaysOn, int most)
    {
        var overflow = _overflow[hour];
        for (var elastic = 0; elastic <= most; elastic++)
        {
            var usable = _usable[elastic];
            _hour[elastic] = Math.Min(FleetCosts.Unmet, _costs.Elastic(hour, alwaysOn, elastic) + (usable < overflow.Length ? overflow[usable] : 0));
        }
    }

    // No hour wants more than the busiest.
    private int Most(int alwaysOn)
    {
        var most = 0;
        while ((_usable[most] = _costs.Usable(alwaysOn, most)) < _costs.ReplicasMost && most < _costs.ElasticMost) most++;
        return most;
    }
}
