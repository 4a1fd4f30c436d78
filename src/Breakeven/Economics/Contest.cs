using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Performance;
using Breakeven.Prices;
using Breakeven.Sizing;

namespace Breakeven.Economics;

/// <summary>The main job: every model on every accelerator and by the token, at equal traffic, cheapest first.</summary>
public sealed record Contest
{
    public required CompareRequest Request { get; init; }

    /// <summary>What can be bought and meets the objective, cheapest first.</summary>
    public required IReadOnlyList<Contender> Contenders { get; init; }

    /// <summary>What cannot, and why.</summary>
    public required IReadOnlyList<Excluded> Excluded { get; init; }

    /// <summary>The cheapest choice at every traffic of the range, over all contenders.</summary>
    public Envelope Cheapest => field ??= Envelope.Of([.. Contenders.SelectMany(Choices)], Request.Range);

    /// <summary>Every traffic at which two contenders change places.</summary>
    public IReadOnlyList<Crossing> OrderChanges => field ??= ChangesOf(Contenders, Request.Range);

    /// <summary>What replicas carry by simulation, of the candidates that were simulated; 0 for none within the objective. The others' is the closed form's.</summary>
    public IReadOnlyDictionary<Candidate, RequestsPerSecond> Simulated { get; private init; } = NoneSimulated;

    /// <summary>Runs a comparison.</summary>
    /// <param name="request">What to compare.</param>
    /// <param name="searched">Is called after each pair of model and accelerator, from several threads.</param>
    public static Contest Run(CompareRequest request, Action? searched = null) => Run(request, searched, null);

    /// <summary>The same where some of the pairs were searched before, for the same request.</summary>
    internal static Contest Run(CompareRequest request, Action? searched, Contest? before)
    {
        // Put together one by one, since a user's calibration may be read from a file meanwhile.
        var pairs = (from accelerator in request.Accelerators
                     let offers = OffersOf(request, accelerator)
                     where offers.Count > 0
                     from compared in request.Models
                     where request.LeftOut?.Invoke(compared, accelerator) != true && before?._searches.ContainsKey((compared.Model.Id, accelerator.Id)) != true
                     select SearchFor(request, compared, accelerator, offers)).ToList();
        var found = new SearchResult[pairs.Count];
        try
        {
            Parallel.For(0, pairs.Count, new() { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            {
                found[i] = DeploymentSearch.Run(pairs[i]);
                searched?.Invoke();
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<InputException>().OrderBy(one => one.Message, StringComparer.Ordinal).FirstOrDefault() is { } first)
        {
            // The user's to read, whichever thread came upon it.
            throw new InputException(first.What, first.Where, first.Remedy);
        }

        var searches = pairs.Zip(found).ToDictionary(one => (one.First.Model.Id, one.First.Accelerator.Id), one => one.Second);
        foreach (var (pair, known) in before?._searches ?? []) searches.TryAdd(pair, known);
        return Of(request, searches, NoneSimulated, before?._speeds);
    }

    /// <summary>The same deployments where the peak or the range looked at is another; all else of the request must be the same.</summary>
    internal Contest At(CompareRequest request) => Of(request, _searches, Simulated, _speeds);

    /// <summary>The same deployments in the order that simulated capacities give them.</summary>
    public Contest With(IReadOnlyDictionary<Candidate, RequestsPerSecond> simulated) => Of(Request, _searches, simulated);

    private static IReadOnlyDictionary<Candidate, RequestsPerSecond> NoneSimulated { get; } = new Dictionary<Candidate, RequestsPerSecond>();

    private Dictionary<(string Model, string Accelerator), SearchResult> _searches = [];

    private Dictionary<Candidate, CapacitySpread?> _speeds = [];

    private static Contest Of(
        CompareRequest request, Dictionary<(string Model, string Accelerator), SearchResult> searches, IReadOnlyDictionary<Candidate, RequestsPerSecond> simulated, Dictionary<Candidate, CapacitySpread?>? known = null)
    {
        var speeds = known ?? new(ReferenceEqualityComparer.Instance);
        var contenders = new List<Contender>();
        var excluded = new List<Excluded>();
        foreach (var compared in request.Models)
        {
            foreach (var accelerator in request.Accelerators)
            {
                if (request.LeftOut?.Invoke(compared, accelerator) == true && !searches.ContainsKey((compared.Model.Id, accelerator.Id))) continue;
                var (contender, exclusion) = OnAccelerator(request, compared, accelerator, searches.GetValueOrDefault((compared.Model.Id, accelerator.Id)), simulated, speeds);
                if (contender is not null) contenders.Add(contender);
                else excluded.Add(exclusion!);
            }

            if (ByTheToken(request, compared.Model.Id, compared.TokensRatio) is { } sold) contenders.Add(sold);
        }

        foreach (var (id, ratio) in request.SoldModels)
            if (ByTheToken(request, id, ratio) is { } sold) contenders.Add(sold);

        // Of equal bills the one with more to spare comes first.
        contenders = [.. contenders.OrderBy(one => Math.Round(one.Bill.PerMonth.Value, 2)).ThenBy(one => one.Bill.Utilisation ?? 0)];
        return new()
        {
            Request = request,
            Contenders = contenders,
            Excluded = excluded,
            Simulated = simulated,
            _searches = searches,
            _speeds = speeds,
        };
    }

    /// <summary>The boxes of an accelerator that may be bought.</summary>
    internal static List<HardwareOffer> OffersOf(CompareRequest request, Accelerator accelerator) =>
    [
        .. request.HardwareOffers.Where(offer =>
            offer.Accelerator.Equals(accelerator.Id, StringComparison.OrdinalIgnoreCase) && !offer.Indicative && request.Terms.Contains(offer.Terms)
            && (request.Providers.Count == 0 || request.Providers.Contains(offer.Provider, StringComparer.OrdinalIgnoreCase))),
    ];

    private static (Contender? Contender, Excluded? Excluded) OnAccelerator(
        CompareRequest request, ComparedModel compared, Accelerator accelerator, SearchResult? search, IReadOnlyDictionary<Candidate, RequestsPerSecond> simulated,
        Dictionary<Candidate, CapacitySpread?> speeds)
    {
        var (model, ratio) = compared;
        if (search is null) return (null, new(model, accelerator, NotSold(request, accelerator), null));
        Basis? basis = request.OwnCalibration(accelerator) is null ? null : Basis.Measured;
        var options = HostedOption.Of(search, OffersOf(request, accelerator), TrafficShape.Of(request.Traffic), ratio, request.Spares, request.Objective, simulated, basis, request.Storage);
        options = WithSpeeds(options, request, speeds);
        if (options.Count == 0)
        {
            if (search.Candidates.Count > 0 && search.Candidates.All(simulated.ContainsKey)) return (null, new(model, accelerator, MissesSimulated(search), search));
            var refused = Refused(search);
            return (null, new(model, accelerator, refused, search) { WithNearest = () => WithNearest(request, compared, accelerator, refused) });
        }

        var (best, bill) = options.Select(option => (Option: option, Bill: option.Choice.BillAt(request.Traffic.Rate))).MinBy(pair => pair.Bill.PerMonth.Value);
        return (new Contender.OnAccelerator
        {
            Model = model,
            ModelId = model.Id,
            Bill = bill,
            Envelope = Envelope.Of([.. options.Select(option => option.Choice)], request.Range),
            Accelerator = accelerator,
            Options = options,
            Best = best,
            Search = search,
        }, null);
    }

    /// <summary>The search behind one pair of model and accelerator; lengths are scaled to the model's own tokens.</summary>
    private static SearchRequest SearchFor(CompareRequest request, ComparedModel compared, Accelerator accelerator, IReadOnlyList<HardwareOffer> offers) => new()
    {
        Model = compared.Model,
        Precisions = request.PrecisionsOf(compared.Model),
        Accelerator = accelerator,
        Boxes = BoxShape.Of(offers),
        Traffic = request.Traffic with
        {
            Input = Scaled(request.Traffic.Input, compared.TokensRatio.Input),
            Output = Scaled(request.Traffic.Output, compared.TokensRatio.Output),
        },
        Objective = request.Objective,
        Calibration = request.CalibrationOf(accelerator),
        Engine = request.Engine,
        Settings = request.Settings?.Invoke(accelerator),
        Speculation = compared.Speculation,
        Layout = request.Layout,
        Support = request.Support,
        GpusMax = request.GpusMax,
    };

    private static TokenCount Scaled(TokenCount tokens, double ratio) => new(Math.Max(1, (long)Math.Round(tokens.Value * ratio)));

    private static Contender.ByTheToken? ByTheToken(CompareRequest request, string model, TokensRatio ratio)
    {
        var shape = TrafficShape.Of(request.Traffic);
        var bills = request.TokenOffers
            .Where(offer => offer.Model.Equals(model, StringComparison.OrdinalIgnoreCase)
                && (request.Providers.Count == 0 || request.Providers.Contains(offer.Provider, StringComparer.OrdinalIgnoreCase)))
            .SelectMany(offer => Choice.PerToken.AllOf(offer, $"{Contender.ShortName(offer.Model)} from {offer.Provider}", shape, ratio, request.Objective))
            .Select(choice => choice.BillAt(request.Traffic.Rate))
            .OrderBy(bill => bill.PerMonth.Value)
            .ToList();
        return bills.Count == 0 ? null : new()
        {
            ModelId = model,
            Bill = bills[0],
            Envelope = Envelope.Of([bills[0].Choice], request.Range),
            Offers = bills,
        };
    }

    private static Refusal NotSold(CompareRequest request, Accelerator accelerator)
    {
        var terms = string.Join(", ", request.Terms.Select(term => term == OfferTerms.OnDemand ? "on-demand" : term.ToString().ToLowerInvariant()));
        var from = request.Providers.Count == 0 ? "nobody in the catalogue sells" : $"no offer from {string.Join(" or ", request.Providers)} holds";
        var elsewhere = request.HardwareOffers
            .Where(offer => offer.Accelerator.Equals(accelerator.Id, StringComparison.OrdinalIgnoreCase) && !offer.Indicative)
            .MinBy(offer => offer.Price.UsdPerHour / offer.Gpus);
        return new(
            RefusalKind.NotSold,
            $"{from} {accelerator.Id} on the terms asked for ({terms})",
            elsewhere is null ? "" : $"{elsewhere.Provider}, {(elsewhere.Terms == OfferTerms.OnDemand ? "on-demand" : elsewhere.Terms.ToString().ToLowerInvariant())}");
    }

    // The refusal that came furthest; of several, the one that misses by least, and of those that of the most devices.
    private static Refusal Refused(SearchResult search) => search.Rejected
        .OrderByDescending(rejected => rejected.Refusal.Kind == RefusalKind.MissesObjective)
        .ThenByDescending(rejected => rejected.Refusal.Kind == RefusalKind.DoesNotFit)
        .ThenBy(rejected => rejected.Refusal.Overshoot)
        .ThenByDescending(rejected => rejected.Deployment.Layout.Gpus)
        .Select(rejected => rejected.Refusal with { Reason = $"{rejected.Deployment.Layout.Gpus}x {rejected.Deployment.Accelerator.Id} {rejected.Deployment.Precision.Name}, {rejected.Deployment.Layout}: {rejected.Refusal.Reason}" })
        .FirstOrDefault() ?? new(RefusalKind.NotSold, "no box in the catalogue holds a deployment that runs");

    // Every deployment that the closed form lets pass misses when it is replayed.
    private static Refusal MissesSimulated(SearchResult search)
    {
        var (deployment, capacity) = (search.Candidates[0].Deployment, search.Candidates[0].Capacity.Rate);
        return new(
            RefusalKind.MissesObjective,
            FormattableString.Invariant($"{deployment.Layout.Gpus}x {deployment.Accelerator.Id} {deployment.Precision.Name}, {deployment.Layout}: simulated, no load meets the objective; the closed form says {capacity}"));
    }

    // What would hold it, were it sold: the fewest devices on one link.
    private static Refusal WithNearest(CompareRequest request, ComparedModel compared, Accelerator accelerator, Refusal refusal)
    {
        if (refusal.Kind != RefusalKind.DoesNotFit || refusal.Nearest.Length > 0) return refusal;
        var nearest = request.PrecisionsOf(compared.Model)
            .Select(precision => SmallestLayout.Find(new()
            {
                Model = compared.Model,
                Precision = precision,
                Accelerator = accelerator,
                Engine = request.Engine,
                Settings = (request.Settings?.Invoke(accelerator) ?? DeploymentSearch.DefaultSettings(accelerator)) with { Speculation = compared.Speculation },
                Context = request.Traffic.Input + request.Traffic.Output,
                Concurrency = 1,
                Boxes = [],
                Support = request.Support,
            }).Best)
            .OfType<FittingLayout>()
            .MinBy(fitting => fitting.Layout.Gpus);
        return nearest is null
            ? refusal with { Nearest = "another accelerator or a lower precision" }
            : refusal with { Nearest = $"{nearest.Layout.Gpus}x {accelerator.Id} {nearest.Plan.Deployment.Precision.Name}, {nearest.Layout}, in no box on these terms" };
    }

    /// <summary>What a contender may choose from.</summary>
    internal static IEnumerable<Choice> Choices(Contender contender) => contender switch
    {
        Contender.OnAccelerator hosted => hosted.Options.Select(option => option.Choice),
        _ => [contender.Bill.Choice],
    };

    // Options of one candidate in several boxes share its spread.
    private static List<HostedOption> WithSpeeds(IReadOnlyList<HostedOption> options, CompareRequest request, Dictionary<Candidate, CapacitySpread?> speeds)
    {
        return [.. options.Select(option =>
        {
            if (!speeds.TryGetValue(option.Candidate, out var speed)) speeds[option.Candidate] = speed = CapacitySpread.Of(option.Candidate, request.Objective, request.Intervals);
            // What a simulation finds less than the closed form, it would find less at other speeds too.
            return option with { Choice = option.Choice with { Speed = speed?.Scaled(option.Choice.CapacityPerReplica / option.Candidate.Capacity.Rate) } };
        })];
    }

    private static List<Crossing> ChangesOf(IReadOnlyList<Contender> contenders, TrafficRange range)
    {
        var changes = new List<Crossing>();
        for (var i = 0; i < contenders.Count; i++)
            for (var j = i + 1; j < contenders.Count; j++)
            {
                var crossings = CrossingScan.Of(contenders[i].Envelope.Stretches, contenders[j].Envelope.Stretches).Crossings;
                var doubt = crossings.Count == 0 ? null : OrderDoubt.Between([.. Choices(contenders[i])], [.. Choices(contenders[j])], range);
                changes.AddRange(doubt is null ? crossings : crossings.Select(crossing => crossing with { Interval = doubt.Of(crossing) }));
            }
        changes.Sort((a, b) => a.Rate.Value.CompareTo(b.Rate.Value));
        return changes;
    }
}
