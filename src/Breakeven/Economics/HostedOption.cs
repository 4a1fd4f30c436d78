using Breakeven.Performance;
using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Economics;

/// <summary>A deployment in the boxes of one offer: what the comparison ranks, with all that explains it.</summary>
public sealed record HostedOption(Candidate Candidate, Choice.Hosted Choice)
{
    /// <summary>Every candidate of a search in every offer that holds it, without those that another beats at any traffic.</summary>
    /// <param name="search">The candidates.</param>
    /// <param name="offers">Boxes that can be rented.</param>
    /// <param name="shape">Of the traffic.</param>
    /// <param name="ratio">Of the model's tokens to the traffic's.</param>
    /// <param name="spares">Replicas beyond what the peak needs.</param>
    /// <param name="objective">Which replicas must stay on for.</param>
    /// <param name="simulated">Capacities to be used in place of the candidates' own; a candidate with 0 is none.</param>
    /// <param name="basis">What capacities rest on, if not what the candidates say.</param>
    /// <param name="storage">What weights are read at when a replica starts.</param>
    public static IReadOnlyList<HostedOption> Of(
        SearchResult search, IEnumerable<HardwareOffer> offers, TrafficShape shape, TokensRatio ratio, int spares, Objective objective,
        IReadOnlyDictionary<Candidate, RequestsPerSecond>? simulated = null, Basis? basis = null, BytesPerSecond? storage = null)
    {
        var all = new List<HostedOption>();
        foreach (var offer in Cheapest(offers))
            foreach (var candidate in search.Candidates)
                if (InBoxesOf(offer, candidate, shape, ratio, spares, simulated?.TryGetValue(candidate, out var known) == true ? known : candidate.Capacity.Rate, basis) is { } found)
                {
                    var option = found with { Start = ColdStart.Of(candidate.Plan, storage) };
                    all.Add(option);
                    // A start takes minutes, so whoever bounds latency keeps replicas on.
                    if (offer.Terms == OfferTerms.Serverless && objective.Bounds.Count == 0) all.Add(ScaledToZero(option));
                }

        return Undominated(all);
    }

    // How long a replica stays up after its last request; providers let users set it, a minute is a usual default.
    private static readonly Seconds s_keptWarm = new(60);

    /// <summary>What a replica's weights are read at when it starts, unless told otherwise.</summary>
    public static BytesPerSecond Storage => ColdStart.UsualStorage;

    /// <summary>From weights that are read to the first request: starting processes, compiling, capturing graphs.</summary>
    public static Seconds WarmUp => ColdStart.WarmUp;

    /// <summary>What starting a replica takes.</summary>
    public ColdStart Start { get; init; } = ColdStart.Of(Candidate.Plan);

    /// <summary>How long a replica reads its weights when it starts.</summary>
    public Seconds Load => Start.Load;

    private static HostedOption ScaledToZero(HostedOption option)
    {
        var (candidate, choice) = option;
        var alone = candidate.Serving.Alone.EndToEnd;
        return option with { Choice = choice with { Label = $"{choice.Label}, scaled to zero", BilledPerRequest = alone + option.Load + s_keptWarm } };
    }

    // Of offers that differ only in who asks how much, the cheapest is enough.
    private static IEnumerable<HardwareOffer> Cheapest(IEnumerable<HardwareOffer> offers) =>
        offers.Where(offer => !offer.Indicative)
            .GroupBy(offer => (offer.Accelerator, offer.Gpus, offer.Terms, offer.FabricPerGpu))
            .Select(group => group.MinBy(offer => offer.Price.UsdPerHour)!);

    private static HostedOption? InBoxesOf(HardwareOffer offer, Candidate candidate, TrafficShape shape, TokensRatio ratio, int spares, RequestsPerSecond capacity, Basis? basis)
    {
        if (capacity.Value < LeastCapacity) return null;
        var (deployment, gpus) = (candidate.Deployment, candidate.Deployment.Layout.Gpus);
        var spans = gpus > offer.Gpus;
        if (spans && (offer.FabricPerGpu is null || deployment.Fabric != offer.FabricPerGpu || gpus % offer.Gpus != 0 || deployment.BoxGpus != offer.Gpus)) return null;
        return new(candidate, new()
        {
            Label = $"{ShortName(deployment.Model.Id)} {deployment.Precision.Name} on {gpus}x {deployment.Accelerator.Id} {deployment.Layout} ({offer.Provider})",
            Model = deployment.Model.Id,
            Shape = shape,
            TokensRatio = ratio,
            CapacityPerReplica = capacity,
            CapacityBasis = basis ?? candidate.Serving.Basis,
            Offer = offer,
            ReplicasPerBox = spans ? 1 : offer.Gpus / gpus,
            BoxesPerReplica = spans ? gpus / offer.Gpus : 1,
            SpareReplicas = spares,
            PrefillShare = candidate.Capacity.PrefillShare,
        });
    }

    private static List<HostedOption> Undominated(List<HostedOption> all)
    {
        var kept = new List<Priced>();
        foreach (var option in all.Select(one => new Priced(one, one.Choice.BillAt(Least).PerMonth.Value, PerCapacity(one.Choice))).OrderBy(one => one.First).ThenBy(one => one.PerCapacity))
            if (!kept.Exists(other => Dominates(other, option)))
                kept.Add(option);
        return [.. kept.Select(one => one.Option)];
    }

    // With what every comparison of two asks for.
    private sealed record Priced(HostedOption Option, double First, double PerCapacity)
    {
        public Choice.Hosted Choice => Option.Choice;
    }

    // One staircase lies nowhere above another if it does not at the other's edges, where the other has bought nothing it does not use.
    // Beyond the edge where a whole first bill of the one is less than what it saves by then, its lower slope settles the rest.
    private static bool Dominates(Priced cheap, Priced dear)
    {
        if (cheap.PerCapacity > dear.PerCapacity) return false;
        var (one, other) = (cheap.Choice, dear.Choice);
        // A flat month tells nothing of what cannot be stopped, may be taken away, or needs people: such boxes are weighed beside others, hour by hour.
        if (one.Offer.Terms != other.Offer.Terms && !(IsHourly(one.Offer.Terms) && IsHourly(other.Offer.Terms))) return false;
        if (other.ScalesToZero) return one.ScalesToZero;
        if (one.ScalesToZero) return true;
        var edge = other.CapacityPerBox / other.Shape.PeakToMean;
        var (first, rest) = (cheap.First, 1 - cheap.PerCapacity / dear.PerCapacity);
        for (var steps = 1; steps <= EdgesMax; steps++)
        {
            var rate = edge * steps;
            var bill = other.BillAt(rate).PerMonth.Value;
            if (one.BillAt(rate).PerMonth.Value > bill) return false;
            if (first <= bill * rest) return true;
        }

        return true;
    }

    private static bool IsHourly(OfferTerms terms) => terms is OfferTerms.OnDemand or OfferTerms.Dedicated or OfferTerms.Serverless;

    private const int EdgesMax = 4096;

    // Of a choice; below it nothing is served.
    private const double LeastCapacity = 1e-9;

    private static readonly RequestsPerSecond Least = new(1e-6);

    // Dollars an hour for each request a second, when nothing idles.
    private static double PerCapacity(Choice.Hosted choice) => choice.Offer.Price.Estimated.Value
        * (choice.BilledPerRequest is { } billed ? billed.Value * choice.BoxesPerReplica / choice.ReplicasPerBox : 1 / choice.CapacityPerBox.Value);

    private static string ShortName(string id) => id[(id.LastIndexOf('/') + 1)..];
}
