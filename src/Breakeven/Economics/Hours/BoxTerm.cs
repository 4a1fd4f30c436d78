using Breakeven.Catalog;
using Breakeven.Prices;

namespace Breakeven.Economics.Hours;

/// <summary>On what terms boxes are had, and what an hour of one costs.</summary>
public sealed record BoxTerm
{
    private BoxTerm()
    {
    }

    /// <summary>What it is called on the bill.</summary>
    public required string Name { get; init; }

    /// <summary>The offer's terms.</summary>
    public OfferTerms Terms { get; private init; }

    /// <summary>Dollars a box-hour that is paid: the price, or depreciation, of which work, idle and spares are told apart.</summary>
    public decimal PerHour { get; private init; }

    /// <summary>True where boxes are paid for the whole period, used or not.</summary>
    public bool Committed { get; private init; }

    /// <summary>How long a box is paid before it serves; zero where it is always on.</summary>
    public Seconds StartTime { get; private init; }

    /// <summary>What else a start costs, such as moving the weights.</summary>
    public Usd StartFee { get; private init; }

    /// <summary>How spot boxes are lost; null for other terms.</summary>
    public SpotRisk? Spot { get; private init; }

    /// <summary>Where billing is by the second and stops between requests: how long one request keeps a replica up, its own time and the wait before it is let go. Null where hours are billed.</summary>
    public Seconds? KeptUpPerRequest { get; private init; }

    /// <summary>What owning takes; null where boxes are rented.</summary>
    public OwnedBox? Owned { get; private init; }

    /// <summary>Boxes paid for the whole period at a price an hour, whether reserved for a term or rented on demand and never stopped.</summary>
    public static BoxTerm AlwaysOn(decimal perHour, OfferTerms terms = OfferTerms.Reserved) =>
        new() { Name = $"{Word(terms)}, always on", Terms = terms, PerHour = Price(perHour), Committed = true };

    /// <summary>Boxes owned, paid for whether used or not.</summary>
    public static BoxTerm OfOwned(OwnedBox box)
    {
        ArgumentNullException.ThrowIfNull(box);
        return new() { Name = Word(OfferTerms.Owned), Terms = OfferTerms.Owned, PerHour = Price(box.DepreciationPerHour), Committed = true, Owned = box };
    }

    /// <summary>Boxes rented by whole hours, each start paying its time and a fee: on demand, or a dedicated endpoint that may be stopped.</summary>
    public static BoxTerm ByTheHour(decimal perHour, Seconds startTime, Usd startFee = default, OfferTerms terms = OfferTerms.OnDemand) =>
        new() { Name = Word(terms), Terms = terms, PerHour = Price(perHour), StartTime = Time(startTime), StartFee = startFee };

    /// <summary>Spot boxes by whole hours: more of them than needed, since some are missing at any moment; each interruption is a start.</summary>
    public static BoxTerm OnSpot(decimal perHour, SpotRisk risk, Seconds startTime, Usd startFee = default) =>
        new() { Name = Word(OfferTerms.Spot), Terms = OfferTerms.Spot, PerHour = Price(perHour), StartTime = Time(startTime), StartFee = startFee, Spot = risk };

    /// <summary>Boxes billed by the second that scale to zero: the last one sleeps between requests, and each time it wakes pays a cold start.</summary>
    public static BoxTerm ScaleToZero(decimal perHour, Seconds coldStart, Seconds keptUpPerRequest, OfferTerms terms = OfferTerms.Serverless) =>
        new() { Name = $"{Word(terms)}, to zero", Terms = terms, PerHour = Price(perHour), StartTime = Time(coldStart), KeptUpPerRequest = Time(keptUpPerRequest) };

    /// <summary>Dollars that a box-hour costs in all, power and space of owned ones included.</summary>
    public decimal AllPerHour => PerHour + (Owned is { } box ? box.PowerPerHour + box.ColocationPerHour : 0);

    /// <summary>Dollars that a start costs.</summary>
    public decimal StartCost => StartFee.Value + PerHour * (decimal)StartTime.Value / 3600;

    /// <summary>The same at so many times the price; what is owed for a term stays.</summary>
    internal BoxTerm At(decimal factor) => Terms is OfferTerms.Reserved or OfferTerms.Owned ? this : this with { PerHour = Price(PerHour * factor), StartFee = new(StartFee.Value * factor) };

    private static string Word(OfferTerms terms) => terms switch
    {
        OfferTerms.OnDemand => "on demand",
        _ => terms.ToString().ToLowerInvariant(),
    };

    private static decimal Price(decimal perHour) => perHour > 0 ? perHour : throw new InputException($"a box at ${perHour}/h is no offer", "price", "give a price above 0, such as $2.10/h");

    private static Seconds Time(Seconds time) => time.Value is >= 0 and <= 7 * 86400.0 ? time : throw new InputException($"a start or wait of {time}", "start", "give a time from 0 to a week, such as 5min");
}
