using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>What of an hour replicas are counted for.</summary>
public enum DemandLevel
{
    /// <summary>The busiest window within the hour.</summary>
    PeakWithinHour,

    /// <summary>The hour's mean, where a capacity already allows for the arrivals' unevenness.</summary>
    HourMean,
}

/// <summary>
/// A demand, what a replica carries of it, and what can be bought: boxes that are always on, boxes that come and go, tokens. What is null is not bought; where tokens are not, every hour
/// must be served at home.
/// </summary>
public sealed record FleetRequest
{
    /// <summary>Hour by hour.</summary>
    public required HourlyDemand Demand { get; init; }

    /// <summary>What it takes of a replica.</summary>
    public required ReplicaWork Work { get; init; }

    /// <summary>How replicas lie in boxes.</summary>
    public required BoxPacking Boxes { get; init; }

    /// <summary>Replicas kept beyond those counted on, as long as any runs.</summary>
    public int Spares
    {
        get;
        init => field = value is >= 0 and <= 10_000 ? value : throw new InputException($"{value} spare replicas", "spares", "count spares from 0, such as 1");
    }

    /// <summary>What of an hour replicas are counted for.</summary>
    public DemandLevel SizedFor { get; init; } = DemandLevel.PeakWithinHour;

    /// <summary>Terms of boxes that are paid for all of the period.</summary>
    public BoxTerm? AlwaysOn
    {
        get;
        init => field = value is null or { Committed: true } ? value : throw new ArgumentException($"Boxes \"{value.Name}\" come and go.", nameof(value));
    }

    /// <summary>Terms of boxes that come and go by the hour.</summary>
    public BoxTerm? Elastic
    {
        get;
        init => field = value is null or { Committed: false } ? value : throw new ArgumentException($"Boxes \"{value.Name}\" are always on.", nameof(value));
    }

    /// <summary>Prices of what is sent to a provider by the token.</summary>
    public TokenTariff? Overflow
    {
        get;
        init => field = value?.Checked();
    }

    /// <summary>Work with deadlines beside the demand, on the same replicas; none unless given.</summary>
    public IReadOnlyList<DeadlineWork> Deadlines { get; init; } = [];

    /// <summary>Prices at which that work is bought instead; null where it must be done at home.</summary>
    public TokenTariff? Batch
    {
        get;
        init => field = value?.Checked();
    }

    /// <summary>
    /// A hosted choice of the comparison, on its offer's boxes, always on: the same capacity, boxes, spares and price, so that a flat month costs here what it costs there. Boxes that come and go and
    /// tokens are added by whoever has them.
    /// </summary>
    public static FleetRequest Of(Choice.Hosted choice, HourlyDemand demand, CapacitySource source = CapacitySource.ClosedForm)
    {
        ArgumentNullException.ThrowIfNull(choice);
        var (capacity, shape) = (choice.CapacityPerReplica, choice.Shape);
        return new()
        {
            Demand = demand,
            Work = shape.CachedShare < 1 || choice.PrefillShare == 0 ? ReplicaWork.OfShape(capacity, shape, choice.PrefillShare, source) : ReplicaWork.OfRequests(capacity, source),
            Boxes = BoxPacking.Of(choice),
            Spares = choice.SpareReplicas,
            AlwaysOn = BoxTerm.AlwaysOn(choice.Offer.Price.UsdPerHour, choice.Offer.Terms),
        };
    }
}
