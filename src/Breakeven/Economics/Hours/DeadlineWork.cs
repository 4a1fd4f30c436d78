using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>Documents that are all there at an hour and due at another: an embedding run overnight, "10M documents by 6:00".</summary>
public sealed record DeadlineWork
{
    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>How many, above 0.</summary>
    public required long Documents
    {
        get;
        init => field = value > 0 ? value : throw new InputException($"{value} documents", "deadline", "count documents from 1, such as 10M");
    }

    /// <summary>What each is like.</summary>
    public required RequestKind Each { get; init; }

    /// <summary>The hour of the period at whose beginning they are there.</summary>
    public required int From { get; init; }

    /// <summary>The hour at whose beginning they must be done; the last that may work on them is the one before.</summary>
    public required int Due { get; init; }
}

/// <summary>What one hour does of the work with a deadline.</summary>
/// <param name="Documents">Done at home.</param>
/// <param name="ReplicaHours">Of replicas that were paid and would have idled.</param>
/// <param name="Batch">Dollars for what is bought in batch, in the hour at which it is there.</param>
public readonly record struct DeadlineHour(long Documents, double ReplicaHours, decimal Batch);

/// <summary>What became of one piece of work.</summary>
/// <param name="Work">The work.</param>
/// <param name="AtHome">Documents done at home.</param>
/// <param name="InBatch">Documents bought by the token at batch prices.</param>
/// <param name="DoneBy">The hour by whose end the last one at home was done; null where none was.</param>
/// <param name="ReplicaHours">Idle replica-hours that they took.</param>
/// <param name="Displaced">The money of that box time, which was on the idle line without them. It is paid either way.</param>
/// <param name="BatchCost">What the rest costs in batch.</param>
/// <param name="Saved">What those done at home would have cost in batch; null where no batch price is given.</param>
public sealed record DeadlineResult(DeadlineWork Work, long AtHome, long InBatch, int? DoneBy, double ReplicaHours, UsdEstimate Displaced, Usd BatchCost, Usd? Saved);

/// <summary>
/// Work with deadlines laid into what a plan pays for and does not need: earliest deadline first, each in its earliest idle hours, never above the level that an hour is sized for nor in
/// spares. What does not fit is bought at batch prices.
/// </summary>
public sealed record DeadlinePlan
{
    private DeadlinePlan(IReadOnlyList<DeadlineHour> hours, IReadOnlyList<DeadlineResult> results, TokenTariff? batch) => (Hours, Results, Batch) = (hours, results, batch);

    /// <summary>Hour by hour.</summary>
    public IReadOnlyList<DeadlineHour> Hours { get; }

    /// <summary>One for each piece of work, earliest deadline first.</summary>
    public IReadOnlyList<DeadlineResult> Results { get; }

    /// <summary>Whose batch prices are paid; null where none are given.</summary>
    public TokenTariff? Batch { get; }

    /// <summary>Lays work into a plan.</summary>
    /// <param name="plan">The boxes that are paid anyway.</param>
    /// <param name="works">What is to be done.</param>
    /// <param name="work">Replica-seconds of it, on the same replicas.</param>
    /// <param name="batch">Prices of what does not fit.</param>
    /// <exception cref="InputException">A deadline lies outside the period or before its beginning, or documents do not fit and no batch prices are given.</exception>
    public static DeadlinePlan Of(FleetPlan plan, IReadOnlyList<DeadlineWork> works, ReplicaWork work, TokenTariff? batch = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(works);
        ArgumentNullException.ThrowIfNull(work);
        batch = batch?.Checked();
        var hours = new DeadlineHour[plan.Hours.Count];
        // What scales to zero sleeps when it idles, and then is not paid.
        var sleeps = plan.Request.Elastic?.KeptUpPerRequest is not null;
        var idle = plan.Hours.Select(hour => Math.Max(0, (sleeps ? plan.Costs.Usable(plan.AlwaysOnBoxes, 0) : hour.Replicas) - hour.Level * hour.HomeShare) * 3600).ToArray();
        var results = new List<DeadlineResult>();
        foreach (var one in works.OrderBy(one => one.Due).ThenBy(one => one.From)) results.Add(Lay(plan, one, work.Of(one.Each).Value, batch, idle, hours));
        return new(hours, results, batch);
    }

    private static DeadlineResult Lay(FleetPlan plan, DeadlineWork work, double each, TokenTariff? batch, double[] idle, DeadlineHour[] hours)
    {
        Check(work, hours.Length);
        if (!(each > 0)) throw new InputException("documents that take no time", $"deadline of {work.Name}", "give the capacity in tokens a second, and documents with tokens");
        var (left, taken, displaced, last) = (work.Documents, 0.0, 0.0, (int?)null);
        for (var hour = work.From; hour < work.Due && left > 0; hour++)
        {
            var done = Math.Min(left, Fitting(idle[hour], each));
            if (done == 0) continue;
            (left, last) = (left - done, hour);
            idle[hour] = Math.Max(0, idle[hour] - done * each);
            var replicaHours = done * each / 3600;
            taken += replicaHours;
            displaced += WorkMoney(plan, hour, hours[hour].ReplicaHours + replicaHours) - WorkMoney(plan, hour, hours[hour].ReplicaHours);
            hours[hour] = hours[hour] with { Documents = hours[hour].Documents + done, ReplicaHours = hours[hour].ReplicaHours + replicaHours };
        }
        if (left > 0 && batch is null)
            throw new InputException($"{left} of {work.Documents} documents do not fit the idle hours before hour {work.Due}", $"deadline of {work.Name}", "move the deadline, add boxes, or give a batch price by the token");
        var price = batch?.Of(work.Each) ?? 0;
        hours[work.From] = hours[work.From] with { Batch = hours[work.From].Batch + left * price };
        return new(work, work.Documents - left, left, last, taken, new(displaced), new(left * price), batch is null ? null : new Usd((work.Documents - left) * price));
    }

    /// <summary>Documents that fit so many replica-seconds; a rounding error must not cost one that exactly fits.</summary>
    internal static long Fitting(double idle, double each) => (long)Math.Min(long.MaxValue / 2, idle / each * (1 + 1e-12));

    internal static void Check(DeadlineWork work, int hours)
    {
        if (work.From < 0 || work.Due <= work.From || work.Due > hours)
            throw new InputException($"from hour {work.From} to hour {work.Due} of {hours}", $"deadline of {work.Name}", "give hours of the period, the deadline after the beginning, such as from 22 to 30");
    }

    private static double WorkMoney(FleetPlan plan, int hour, double background)
    {
        var use = BoxUse.Of(plan, hour, background);
        return (double)(use.AlwaysOn.Work * (plan.Request.AlwaysOn?.PerHour ?? 0) + use.Elastic.Work * (plan.Request.Elastic?.PerHour ?? 0));
    }
}
