using Breakeven.Prices;

namespace Breakeven.Economics.Hours;

/// <summary>What was served where.</summary>
/// <param name="Home">On the plan's replicas.</param>
/// <param name="Bought">By the token.</param>
public readonly record struct ServedDemand(DemandHour Home, DemandHour Bought);

/// <summary>A plan's bill. Lines, hours and total add up to the cent.</summary>
public sealed record HourlyBill
{
    private HourlyBill(FleetPlan plan, IReadOnlyList<BillLine> lines, DeadlinePlan? deadline) => (Plan, Lines, Deadline) = (plan, lines, deadline);

    /// <summary>What it is for.</summary>
    public FleetPlan Plan { get; }

    /// <summary>The lines that hold money, boxes first.</summary>
    public IReadOnlyList<BillLine> Lines { get; }

    /// <summary>The work with a deadline that is in it; null for none.</summary>
    public DeadlinePlan? Deadline { get; }

    /// <summary>All of it.</summary>
    public Usd Total => new(Lines.Sum(line => line.CentsByHour.Sum()) / 100m);

    /// <summary>The money of an hour.</summary>
    public Usd Hour(int hour) => new(Lines.Sum(line => line.CentsByHour[hour]) / 100m);

    /// <summary>Lines of a kind together.</summary>
    public Usd Of(LineKind kind) => new(Lines.Where(line => line.Kind == kind).Sum(line => line.CentsByHour.Sum()) / 100m);

    /// <summary>Paid box time, spares left out, that served nothing: the idle line.</summary>
    public Usd Idle => Of(LineKind.Idle);

    /// <summary>Requests and tokens served at home and by the token; they add up to the demand.</summary>
    public ServedDemand Served
    {
        get
        {
            var (home, bought) = (default(DemandHour), default(DemandHour));
            for (var hour = 0; hour < Plan.Hours.Count; hour++)
            {
                var (here, there) = Split(Plan.Request.Demand.Hours[hour], Plan.Hours[hour].HomeShare);
                (home, bought) = (home + here, bought + there);
            }
            return new(home, bought);
        }
    }

    /// <summary>The bill of a plan.</summary>
    /// <param name="plan">The boxes.</param>
    /// <param name="deadline">Work that fills the plan's idle hours; null for the plan's own.</param>
    public static HourlyBill Of(FleetPlan plan, DeadlinePlan? deadline = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        deadline ??= plan.Deadline;
        var ledger = new Ledger(plan.Hours.Count);
        for (var hour = 0; hour < plan.Hours.Count; hour++)
        {
            Boxes(ledger, plan, hour, deadline?.Hours[hour].ReplicaHours ?? 0);
            if (plan.Request.Overflow is { } tariff) Tokens(ledger, plan, hour, tariff);
            if (deadline?.Batch is { } batch) ledger.Add(hour, LineKind.Batch, null, batch.Name, deadline.Hours[hour].Batch);
        }
        return new(plan, ledger.Lines(), deadline);
    }

    /// <summary>Whole requests and tokens at home, rounded down, and what is left.</summary>
    internal static (DemandHour Home, DemandHour Bought) Split(DemandHour demand, double share)
    {
        var home = share >= 1 ? demand : new DemandHour(Part(demand.Requests), new TokenCount(Part(demand.Uncached.Value)) + new TokenCount(Part(demand.Cached.Value)), new(Part(demand.Cached.Value)), new(Part(demand.Output.Value)));
        return (home, new(demand.Requests - home.Requests, demand.Input - home.Input, demand.Cached - home.Cached, demand.Output - home.Output));

        long Part(long all) => (long)Math.Floor(all * share);
    }

    private static void Tokens(Ledger ledger, FleetPlan plan, int hour, TokenTariff tariff)
    {
        var (_, bought) = Split(plan.Request.Demand.Hours[hour], plan.Hours[hour].HomeShare);
        ledger.Add(hour, LineKind.Input, null, tariff.Name, tariff.Of(bought.Uncached, default, default));
        ledger.Add(hour, LineKind.CachedInput, null, tariff.Name, tariff.Of(default, bought.Cached, default));
        ledger.Add(hour, LineKind.Output, null, tariff.Name, tariff.Of(default, default, bought.Output));
    }

    private static void Boxes(Ledger ledger, FleetPlan plan, int hour, double background)
    {
        var (request, use) = (plan.Request, BoxUse.Of(plan, hour, background));
        if (request.AlwaysOn is { } on && plan.AlwaysOnBoxes > 0)
        {
            BoxTime(ledger, hour, on, use.AlwaysOn);
            if (on.Owned is { } owned) Owning(ledger, hour, on, owned, plan.AlwaysOnBoxes);
        }
        if (request.Elastic is { } elastic && plan.Hours[hour].ElasticBoxes > 0)
        {
            BoxTime(ledger, hour, elastic, use.Elastic);
            ledger.Add(hour, LineKind.StartUps, elastic.Terms, elastic.Name, use.Starts * elastic.StartCost);
        }
    }

    private static void BoxTime(Ledger ledger, int hour, BoxTerm term, BoxHours hours)
    {
        ledger.Add(hour, LineKind.Work, term.Terms, term.Name, hours.Work * term.PerHour);
        ledger.Add(hour, LineKind.Idle, term.Terms, term.Name, hours.Idle * term.PerHour);
        ledger.Add(hour, LineKind.Spares, term.Terms, term.Name, hours.Spare * term.PerHour);
    }

    private static void Owning(Ledger ledger, int hour, BoxTerm term, OwnedBox owned, decimal boxes)
    {
        ledger.Add(hour, LineKind.Power, term.Terms, term.Name, boxes * owned.PowerPerHour);
        ledger.Add(hour, LineKind.Colocation, term.Terms, term.Name, boxes * owned.ColocationPerHour);
        ledger.Add(hour, LineKind.Staff, term.Terms, term.Name, owned.StaffPerHour);
    }

    private sealed class Ledger(int hours)
    {
        private readonly Dictionary<(LineKind Kind, OfferTerms? Terms, string Name), (RunningCount Cents, long[] ByHour)> _lines = [];

        public void Add(int hour, LineKind kind, OfferTerms? terms, string name, decimal dollars)
        {
            if (!_lines.TryGetValue((kind, terms, name), out var line)) _lines[(kind, terms, name)] = line = (new(), new long[hours]);
            line.ByHour[hour] += line.Cents.Add(dollars * 100);
        }

        // In the order in which kinds are declared; a line that never held anything is none.
        public IReadOnlyList<BillLine> Lines() => [.. _lines.Where(line => line.Value.ByHour.Any(cents => cents != 0)).OrderBy(line => line.Key.Kind).ThenBy(line => line.Key.Terms)
            .Select(line => new BillLine { Kind = line.Key.Kind, Terms = line.Key.Terms, Name = line.Key.Name, CentsByHour = line.Value.ByHour })];
    }
}
