namespace Breakeven.Economics.Hours;

/// <summary>
/// Finds the cheapest way to have work with deadlines done beside a demand: in hours that are paid and idle, in boxes rented for it by the hour, in boxes more that are always on, or bought in batch. The
/// demand's own plan comes first and is never made worse; of a piece of work all that does not fit its idle hours is done in one of these ways, but for a last box-hour that batch may replace.
/// </summary>
internal static class DeadlineSearch
{
    // A number of boxes always on is tried until so many in a row have not been cheaper.
    private const int WorseMost = 2;

    /// <summary>The plan with the work in it; null where it cannot be done in time.</summary>
    /// <param name="plan">Of the demand alone.</param>
    /// <param name="more">The cheapest plan of the demand with so many boxes always on; null where no more may be.</param>
    public static (FleetPlan Plan, long Cost)? Of(FleetPlan plan, Func<int, FleetPlan?>? more)
    {
        var (request, best) = (plan.Request, With(plan));
        if (more is null || request.AlwaysOn is null) return best;
        var width = request.Boxes.BoxesPerReplica;
        // Beyond this even a single hour would do all of it.
        var most = plan.AlwaysOnBoxes + request.Boxes.BoxesFor((int)Math.Min(100_000, request.Deadlines.Sum(one => Math.Ceiling(one.Documents * request.Work.Of(one.Each).Value / 3600)) + 1));
        for (var (boxes, worse) = (plan.AlwaysOnBoxes + width, 0); boxes <= most && worse < WorseMost; boxes += width)
        {
            var found = more(boxes) is { } kept ? With(kept) : null;
            if (found is { } one && (best is null || one.Cost < best.Value.Cost)) (best, worse) = (one, 0);
            else if (best is not null) worse++;
        }
        return best;
    }

    /// <summary>The same with the plan's boxes always on, no more.</summary>
    private static (FleetPlan Plan, long Cost)? With(FleetPlan plan)
    {
        int[] elastic = [.. plan.Hours.Select(hour => hour.ElasticBoxes)];
        var idle = new double[elastic.Length];
        for (var hour = 0; hour < idle.Length; hour++) idle[hour] = IdleSeconds(plan, hour, elastic[hour]);
        foreach (var work in plan.Request.Deadlines.OrderBy(one => one.Due).ThenBy(one => one.From))
        {
            DeadlinePlan.Check(work, elastic.Length);
            var (each, left) = (plan.Request.Work.Of(work.Each).Value, work.Documents);
            for (var hour = work.From; hour < work.Due && left > 0; hour++) left -= Take(idle, hour, each, left);
            if (left == 0 || !CanRent(plan.Request)) continue;
            foreach (var (hour, boxes) in Rented(plan, elastic, work, each, left))
            {
                elastic[hour] += boxes;
                // What they add beyond the work is idle for the next.
                idle[hour] += IdleSeconds(plan, hour, elastic[hour]) - IdleSeconds(plan, hour, elastic[hour] - boxes);
            }
            for (var hour = work.From; hour < work.Due && left > 0; hour++) left -= Take(idle, hour, each, left);
        }
        var planned = FleetPlan.Of(plan.Request, plan.AlwaysOnBoxes, elastic, plan.Costs).WithDeadlines();
        return planned is null ? null : (planned, MixSearch.Cost(plan.Costs, plan.AlwaysOnBoxes, elastic) + planned.Deadline!.Results.Sum(result => FleetCosts.Nano(result.BatchCost.Value)));
    }

    // Boxes on spot are counted as those that are there; what sleeps between requests is no box by the hour.
    private static bool CanRent(FleetRequest request) => request.Elastic is { KeptUpPerRequest: null };

    // The fewest boxes at once that do it, since each is started, in as few hours as they need: from the first on, or those first in which a box has most time left over from requests that were bought.
    private static IReadOnlyList<(int Hour, int Boxes)> Rented(FleetPlan plan, int[] elastic, DeadlineWork work, double each, long left)
    {
        var level = 1;
        while (level < 1_000_000 && Done(level) < left) level *= 2;
        var least = level / 2;
        while (level - least > 1)
            if ((level + least) / 2 is var middle && Done(middle) >= left) level = middle;
            else least = middle;
        var hours = Enumerable.Range(work.From, work.Due - work.From).ToList();
        List<IReadOnlyList<(int Hour, int Boxes)>> ways = [Filled(hours), Filled([.. hours.OrderByDescending(hour => Added(hour, level))])];
        if (plan.Request.Batch is not { } batch) return ways.MinBy(way => CostOf(plan, elastic, way))!;
        // Batch for all of it, or for what the last box-hour would do, where that is less.
        ways = [[], .. ways, .. ways.Select(WithoutLast)];
        var price = (double)batch.Of(work.Each) * 1e9;
        return ways.MinBy(way => CostOf(plan, elastic, way) + price * Math.Max(0, left - way.Sum(one => (double)Added(one.Hour, one.Boxes))))!;

        IReadOnlyList<(int Hour, int Boxes)> Filled(IReadOnlyList<int> order)
        {
            var (found, open) = (new List<(int Hour, int Boxes)>(), left);
            foreach (var hour in order)
            {
                if (open <= 0) break;
                var boxes = level;
                while (boxes > 1 && Added(hour, boxes - 1) >= open) boxes--;
                if (Added(hour, boxes) is not (> 0 and var done)) continue;
                found.Add((hour, boxes));
                open -= Math.Min(open, done);
            }

            return found;
        }

        long Done(int boxes)
        {
            var done = 0L;
            for (var hour = work.From; hour < work.Due && done < left; hour++) done += Added(hour, boxes);
            return done;
        }

        long Added(int hour, int boxes) => (long)Math.Min(long.MaxValue / 1024, (IdleSeconds(plan, hour, elastic[hour] + boxes) - IdleSeconds(plan, hour, elastic[hour])) / each * (1 + 1e-12));
    }

    private static IReadOnlyList<(int Hour, int Boxes)> WithoutLast(IReadOnlyList<(int Hour, int Boxes)> way) =>
        [.. way.SkipLast(1), .. way is [.., (var hour, > 1 and var boxes)] ? [(hour, boxes - 1)] : Array.Empty<(int, int)>()];

    private static long CostOf(FleetPlan plan, int[] elastic, IReadOnlyList<(int Hour, int Boxes)> more)
    {
        int[] all = [.. elastic];
        foreach (var (hour, boxes) in more) all[hour] += boxes;
        return MixSearch.Cost(plan.Costs, plan.AlwaysOnBoxes, all);
    }

    private static long Take(double[] idle, int hour, double each, long left)
    {
        var done = Math.Min(left, DeadlinePlan.Fitting(idle[hour], each));
        idle[hour] = Math.Max(0, idle[hour] - done * each);
        return done;
    }

    private static double IdleSeconds(FleetPlan plan, int hour, int elastic)
    {
        var usable = plan.Costs.Usable(plan.AlwaysOnBoxes, CanRent(plan.Request) ? elastic : 0);
        return Math.Max(0, usable - plan.Costs.Levels[hour] * plan.Costs.HomeShare(hour, usable)) * 3600;
    }
}
