namespace Breakeven.Economics.Hours;

/// <summary>What a kind of request costs where, given the plan's boxes, which are paid either way.</summary>
/// <param name="Kind">Its tokens.</param>
/// <param name="Work">Replica time that it takes at home.</param>
/// <param name="ByTheToken">What it costs by the token.</param>
/// <param name="InSlack">What it costs at home in an hour with room: nothing, the boxes being paid.</param>
/// <param name="InOverflow">What it costs at home in the mean hour without room: the tokens that must then be bought for what it displaces.</param>
/// <param name="AtHome">The mean over the hours in which the demand's requests come.</param>
/// <param name="WorthPerReplicaHour">What it saves for each replica-hour it takes: its price by the token over its work; null where it takes none. Where there is no room, the kinds with the most belong at home.</param>
/// <param name="BelongsAtHome">True where it saves at least what it displaces, even in an hour without room.</param>
public readonly record struct KindPrice(RequestKind Kind, Seconds Work, UsdEstimate ByTheToken, UsdEstimate InSlack, UsdEstimate InOverflow, UsdEstimate AtHome, UsdPerHour? WorthPerReplicaHour, bool BelongsAtHome);

/// <summary>What a step of boxes always on is worth over the period, all else as it is.</summary>
/// <param name="Saves">Tokens that need not be bought.</param>
/// <param name="Costs">What the boxes cost.</param>
public readonly record struct BoxWorth(UsdEstimate Saves, UsdEstimate Costs);

/// <summary>
/// The dual prices of a plan. Of an hour: dollars for one more replica-hour of work at home in it, which is what the tokens displaced by it cost: zero with room (slack), the demand's price by the token over
/// its work where the hour overflows. Of the fleet: what one more box always on would save, and what the last one does. They are of the demand as a whole, each hour a mixture of equal requests, and short-run:
/// the boxes stay as they are.
/// </summary>
public sealed record DualPrices
{
    private DualPrices(FleetPlan plan, IReadOnlyList<UsdPerHour> hours, double overflowShare, UsdPerHour inOverflow)
        => (Plan, PerReplicaHour, OverflowShare, InOverflow) = (plan, hours, overflowShare, inOverflow);

    /// <summary>Whose prices they are.</summary>
    public FleetPlan Plan { get; }

    /// <summary>Dollars for one more replica-hour of work at home, by the hour.</summary>
    public IReadOnlyList<UsdPerHour> PerReplicaHour { get; }

    /// <summary>Hours without room.</summary>
    public int OverflowHours => Plan.Hours.Count(hour => hour.HomeShare < 1);

    /// <summary>Hours with room.</summary>
    public int SlackHours => Plan.Hours.Count - OverflowHours;

    /// <summary>The share of the demand's requests that come in hours without room.</summary>
    public double OverflowShare { get; }

    /// <summary>The price of a replica-hour in the hours without room, weighted by their work; zero where there are none. A router keeps at home, in those hours, the kinds whose worth per replica-hour is above it.</summary>
    public UsdPerHour InOverflow { get; }

    /// <summary>What one more box always on (as many as a replica spans) would save in tokens over the period, and what it would cost; null where none are offered or no tokens are bought.</summary>
    public BoxWorth? OneMoreBox { get; private init; }

    /// <summary>What the last box always on saves, and what it costs; null where there is none.</summary>
    public BoxWorth? LastBox { get; private init; }

    /// <summary>The prices of a plan.</summary>
    public static DualPrices Of(FleetPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var (request, hours) = (plan.Request, new UsdPerHour[plan.Hours.Count]);
        var (money, work, requests) = (0.0, 0.0, 0.0);
        for (var hour = 0; hour < hours.Length; hour++)
        {
            if (plan.Hours[hour].HomeShare >= 1) continue;
            var (demand, taken) = (request.Demand.Hours[hour], request.Work.Mean(request.Demand.Hours[hour]));
            var bought = (double)request.Overflow!.Of(demand);
            hours[hour] = new(taken > 0 ? bought / taken : 0);
            (money, work, requests) = (money + bought, work + taken, requests + demand.Requests);
        }
        var width = request.Boxes.BoxesPerReplica;
        return new(plan, hours, requests / request.Demand.Total.Requests, new(work > 0 ? money / work : 0))
        {
            OneMoreBox = request.AlwaysOn is null || request.Overflow is null ? null : Step(plan, plan.AlwaysOnBoxes, plan.AlwaysOnBoxes + width),
            LastBox = plan.AlwaysOnBoxes < width || request.Overflow is null ? null : Step(plan, plan.AlwaysOnBoxes - width, plan.AlwaysOnBoxes),
        };
    }

    /// <summary>What a kind of request costs at home and by the token; null where no tokens are sold.</summary>
    public KindPrice? Of(RequestKind kind)
    {
        if (Plan.Request.Overflow is not { } tariff) return null;
        var (work, bought) = (Plan.Request.Work.Of(kind), new UsdEstimate((double)tariff.Of(kind)));
        var displaced = InOverflow * work;
        UsdPerHour? worth = work.Value > 0 ? new UsdPerHour(bought.Value / work.Value * 3600) : null;
        return new(kind, work, bought, UsdEstimate.Zero, displaced, displaced * OverflowShare, worth, bought.Value >= displaced.Value * (1 - 1e-12));
    }

    /// <summary>The prices of kinds by total length, the share of it that is output, and the share of the input that is cached; empty where no tokens are sold.</summary>
    /// <param name="lengths">Input and output together, at least 2 tokens.</param>
    /// <param name="outputShares">0 to 1; each kind has at least one token of both.</param>
    /// <param name="cachedShares">0 to 1.</param>
    public IReadOnlyList<KindPrice> Table(IReadOnlyList<TokenCount> lengths, IReadOnlyList<double> outputShares, IReadOnlyList<double> cachedShares)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(outputShares);
        ArgumentNullException.ThrowIfNull(cachedShares);
        return [.. from length in lengths from output in outputShares from cached in cachedShares let price = Of(KindOf(length, output, cached)) where price is not null select price.Value];
    }

    private static RequestKind KindOf(TokenCount length, double outputShare, double cachedShare)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length.Value, 2, nameof(length));
        var output = Math.Clamp((long)Math.Round(length.Value * outputShare), 1, length.Value - 1);
        var input = length.Value - output;
        return new(new(input), new((long)Math.Floor(input * Math.Clamp(cachedShare, 0, 1))), new(output));
    }

    private static BoxWorth Step(FleetPlan plan, int from, int to)
    {
        var (costs, saved) = (plan.Costs, 0.0);
        for (var hour = 0; hour < plan.Hours.Count; hour++)
            saved += costs.Overflow(hour, costs.Usable(from, plan.Hours[hour].ElasticBoxes)) - costs.Overflow(hour, costs.Usable(to, plan.Hours[hour].ElasticBoxes));
        return new(new(saved / 1e9), new((costs.AlwaysOn(to) - costs.AlwaysOn(from)) / 1e9));
    }
}
