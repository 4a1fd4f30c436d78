using Breakeven.Economics.Hours;
using Breakeven.Prices;

namespace Breakeven.Economics.Advice;

/// <summary>A way to have a model served: one deployment in boxes of one size, with the model's cheapest tokens for what is not served at home; or tokens alone.</summary>
public sealed record Way
{
    /// <summary>The contender of the comparison that it is of.</summary>
    public required Contender Contender { get; init; }

    /// <summary>The deployment; null where everything is bought by the token.</summary>
    public HostedOption? Hosted { get; init; }

    /// <summary>Boxes that come and go beside or instead of those that are always on; null where none are sold so.</summary>
    public BoxTerm? Elastic { get; init; }

    /// <summary>Whose boxes those are; null where there are none.</summary>
    public HardwareOffer? ElasticOffer { get; init; }

    /// <summary>Who sells the rest; null where nobody does, or nothing may be bought so.</summary>
    public Choice.PerToken? Tokens { get; init; }

    /// <summary>What owning a box of the deployment takes; null where it is rented.</summary>
    public OwnedBox? Owned { get; init; }

    /// <summary>Work with deadlines that is done on the side.</summary>
    public IReadOnlyList<DeadlineWork> Documents { get; init; } = [];

    /// <summary>Who does that work where the boxes do not: the model's cheapest tokens for it, at batch prices where they are sold; null where it must be done at home.</summary>
    public Choice.PerToken? Batch { get; init; }

    /// <summary>Who says what a replica carries.</summary>
    public CapacitySource Source { get; init; }

    /// <summary>The model's id.</summary>
    public string Model => Contender.ModelId;

    /// <summary>The ways of a comparison's contenders.</summary>
    public static IReadOnlyList<Way> Of(Contest contest, AdviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(contest);
        ArgumentNullException.ThrowIfNull(request);
        var sold = request.TokensAllowed ? contest.Contenders.OfType<Contender.ByTheToken>().ToDictionary(one => one.ModelId, one => (Live: (Choice.PerToken)one.Bill.Choice, Batch: BatchOf(one, request.Documents))) : [];
        return
        [
            .. contest.Contenders.OfType<Contender.OnAccelerator>().SelectMany(one => one.Options.Select(option => Beside(OnBoxes(contest, one, option, request.Owned)))),
            .. contest.Contenders.OfType<Contender.ByTheToken>().Where(one => sold.ContainsKey(one.ModelId)).Select(one => Beside(new() { Contender = one })),
        ];

        Way Beside(Way way)
        {
            var (tokens, batch) = sold.GetValueOrDefault(way.Model);
            return way with { Tokens = tokens, Documents = request.Documents, Batch = batch };
        }
    }

    // Batch has no latency to be vouched for, so it is bought whatever the objective.
    private static Choice.PerToken? BatchOf(Contender.ByTheToken contender, IReadOnlyList<DeadlineWork> documents) => documents.Count == 0 ? null
        : contender.Offers.Select(bill => (Choice.PerToken)bill.Choice).SelectMany(one => one.InBatch() is { } batch ? [one, batch] : new[] { one }).MinBy(one => documents.Sum(work => work.Documents * TokenTariff.Of(one).Of(work.Each)));

    /// <summary>What is to be planned for a demand.</summary>
    public FleetRequest Fleet(HourlyDemand demand) => Fleet(demand, Hosted?.Choice);

    /// <summary>The same where replicas' times have an error of this standard normal score; null where they then serve nothing within the objective.</summary>
    /// <param name="demand">To be served.</param>
    /// <param name="score">Above 0 they are longer than half of such deployments have.</param>
    /// <param name="unmeasured">The standard deviation of the logarithm where nothing of the kind was measured.</param>
    internal FleetRequest? FleetAt(HourlyDemand demand, double score, double unmeasured)
    {
        if (Hosted is null) return Fleet(demand);
        if (Hosted.Choice.Speed is not { } speed) return Fleet(demand, Hosted.Choice with { CapacityPerReplica = Hosted.Choice.CapacityPerReplica * Math.Exp(-score * unmeasured) });
        return speed.At(score) is { Value: >= 1e-9 } capacity ? Fleet(demand, Hosted.Choice.With(capacity, speed.Times.FactorAt(score))) : null;
    }

    private FleetRequest Fleet(HourlyDemand demand, Choice.Hosted? hosted)
    {
        var overflow = Tokens is null ? null : TokenTariff.Of(Tokens);
        // Without boxes nothing depends on what a replica carries.
        var fleet = hosted is null ? new() { Demand = demand, Work = ReplicaWork.OfRequests(new(1), CapacitySource.Given), Boxes = BoxPacking.Of(1, 1) } : FleetRequest.Of(hosted, demand, Source);
        return fleet with
        {
            AlwaysOn = hosted is null || hosted.ScalesToZero || hosted.Offer.Terms == OfferTerms.Spot ? null : Owned is null ? fleet.AlwaysOn : BoxTerm.OfOwned(Owned),
            Elastic = Elastic,
            Overflow = overflow,
            Deadlines = Documents,
            Batch = Batch is null ? null : TokenTariff.Of(Batch),
        };
    }

    /// <summary>How often spot boxes are taken for being taken away: assumed, as no provider says; once in twenty hours, and ten minutes until another serves.</summary>
    public static SpotRisk SpotAssumed { get; } = new() { InterruptionsPerHour = 0.05, Replacement = Seconds.Minutes(10) };

    private static Seconds StartOf(HostedOption option) => option.Start.Total;

    private static Way OnBoxes(Contest contest, Contender.OnAccelerator contender, HostedOption option, IReadOnlyList<OwnedOffer> owned)
    {
        var way = new Way { Contender = contender, Hosted = option, Owned = owned.FirstOrDefault(one => one.Offer == option.Choice.Offer)?.Box, Source = contest.Simulated.ContainsKey(option.Candidate) ? CapacitySource.Simulated : CapacitySource.ClosedForm };
        var (offer, price) = (option.Choice.Offer, option.Choice.Offer.Price.UsdPerHour);
        if (option.Choice.BilledPerRequest is { } billed) return way with { Elastic = BoxTerm.ScaleToZero(price, option.Load, billed - option.Load, offer.Terms), ElasticOffer = offer };
        if (offer.Terms == OfferTerms.Spot) return way with { Elastic = BoxTerm.OnSpot(price, SpotAssumed, StartOf(option)), ElasticOffer = offer };
        // A reserved box may be the cheapest to keep, and still the cheapest to add for an hour is another offer of the same box.
        var hourly = Contest.OffersOf(contest.Request, contender.Accelerator)
            .Where(one => one.Gpus == offer.Gpus && one.FabricPerGpu == offer.FabricPerGpu && one.Terms is OfferTerms.OnDemand or OfferTerms.Dedicated or OfferTerms.Serverless)
            .MinBy(one => one.Price.UsdPerHour);
        return hourly is null ? way : way with { Elastic = BoxTerm.ByTheHour(hourly.Price.UsdPerHour, StartOf(option), terms: hourly.Terms), ElasticOffer = hourly };
    }
}
