using System.CommandLine;
using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Hardware;
using Breakeven.Prices;
using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven advise is asked.</summary>
internal sealed class AdviseOptions
{
    public AdviseOptions(KnownNames known)
    {
        Contest = new(known);
        Contest.Model.Required = false;
        Contest.Model.Description = "A model to consider: an id, the part of it that only it has, or the path of a config.json; give it once a model. Without it, the models of --quality, or all that the catalogue describes";
    }

    public ContestOptions Contest { get; }

    public ConstraintOptions Constraints { get; } = new();

    public TraceChoice Traces { get; } = new();

    public Option<string?> Trace { get; } = new("--trace") { Description = "What arrives: a file of requests of any layout that breakeven traffic reads, repeated until the month is full", HelpName = "file" };

    public Option<string?> Traffic { get; } = new("--traffic") { Description = "Or a description of it, such as \"2M requests/day, 1200 in, 300 out, 30% cached, diurnal 4x\"", HelpName = "text" };

    public Option<string[]> Documents { get; } = new("--documents") { Description = "Work with a deadline beside the traffic, every day, such as \"1M documents of 900 tokens by 6:00, 20 out, from 22:00\"; it fills idle hours first", HelpName = "text" };

    public Option<string[]> Owned { get; } = new("--owned") { Description = "A box that you own or would buy, such as '8x H100-SXM, $280k a box, 4 years, 10.2 kW, PUE 1.25, $0.12/kWh, colocation $1500/month, staff $8k/month'; give it once a kind", HelpName = "box" };

    public Option<string?> Growth { get; } = new("--growth") { Description = "Between what the traffic will lie, over what was described, in nine of ten cases, such as 0.8..2; log-normal", HelpName = "least..most" };

    public Option<string?> BoxPrices { get; } = new("--box-prices") { Description = "Between what boxes will cost, over today's prices, in nine of ten cases, such as 0.7..1.1; what is reserved or owned stays", HelpName = "least..most" };

    public Option<string?> TokenPrices { get; } = new("--token-prices") { Description = "The same of tokens, such as 0.5..1", HelpName = "least..most" };

    public Option<bool> Cautious { get; } = new("--cautious") { Description = "Advise what is regretted least where all turns out worst, rather than what costs least on the mean" };

    public Option<bool> Simulate { get; } = new("--simulate") { Description = "Find by simulation what replicas of the likeliest choices carry, and replay the advised plan request by request, its neighbours beside it; takes longer" };

    public Option<bool> SimulateAll { get; } = new("--simulate-all") { Description = "The same of every choice that is listed: takes minutes" };

    public Option<double> Within { get; } = new("--within") { Description = "Choices are listed up to so many times what the cheapest costs", HelpName = "times", DefaultValueFactory = _ => 2 };

    public Option<string[]> PriceFactor { get; } = new("--price-factor") { Description = "Prices that are not as listed: gpu=0.8 for all boxes, tokens=0.5 for all that is sold by the token", HelpName = "what=times" };

    public Option<string?> Finetune { get; } = new("--finetune") { Description = "Tokens that the model is to be fine-tuned on, all epochs counted, such as 100M; says what that takes beside the serving", HelpName = "tokens" };

    public Option<string?> Storage { get; } = new("--storage") { Description = "What weights are read at when a replica starts, such as 2GB/s [default: 1GB/s, a network disk]", HelpName = "rate" };

    public Option<string?> Report { get; } = new("--report") { Description = "Write the answer as a page with charts too, one file that needs no network, such as report.html", HelpName = "file" };

    /// <summary>In the order in which the help lists them: what arrives, what may serve it, what it must meet, what is not known, how it is answered.</summary>
    public IEnumerable<Option> All =>
    [
        Traffic, Trace, Documents, Contest.Model, Constraints.Quality, Contest.Gpu, Contest.Slo,
        Constraints.CostMost, Constraints.QualityLeast, Constraints.Vendor, Constraints.Region, Contest.Provider, Constraints.License, Constraints.NoTokens, Constraints.OnPremises, Owned,
        Growth, BoxPrices, TokenPrices, Cautious, PriceFactor, Finetune, Storage, Within, Simulate, SimulateAll, Report,
        Contest.Deployment.Precision, Contest.Deployment.Layout, Contest.Deployment.Engine, Contest.Deployment.Setting, Contest.Ratio, Contest.TermsOf, Contest.Spares, Contest.GpusMax, Traces.SkipBad, Traces.FormatOf,
    ];

    /// <summary>What arrives.</summary>
    public MonthOfTraffic MonthOf(Invocation call) => new(call, call.Value(Trace), call.Value(Traffic), Traces);

    /// <summary>The models, accelerators and prices to consider, at a mean traffic.</summary>
    public CompareRequest AskedOf(Invocation call, Traffic mean, IReadOnlyDictionary<string, double> quality)
    {
        var asked = call.Value(Contest.Model) is { Length: > 0 } named ? Contest.RequestOf(call, mean, named)
            : quality.Count > 0 ? Contest.RequestOf(call, mean, [.. quality.Keys])
            : Contest.RequestOfAll(call, mean);
        asked = PriceFactors.Of(call.Value(PriceFactor) ?? [], PriceFactor.Name).Applied(asked) with { Storage = FleetChoice.Rate(call.Value(Storage)) };
        return OwnedOf(call) is { Count: > 0 } owned ? Beside(asked, [.. owned.Select(one => one.Offer)], owned.Select(one => call.Accelerator(one.Offer.Accelerator))) : asked;
    }

    // What is owned costs what was paid for it, whatever happens to prices, and is had from no provider. Whoever says what a box of theirs costs is not answered with somebody else's.
    private static CompareRequest Beside(CompareRequest asked, IReadOnlyList<HardwareOffer> own, IEnumerable<Accelerator> accelerators) => asked with
    {
        HardwareOffers = [.. asked.HardwareOffers.Where(offer => offer.Terms != OfferTerms.Owned), .. own],
        Accelerators = [.. asked.Accelerators, .. accelerators.DistinctBy(one => one.Id).Where(one => asked.Accelerators.All(other => other.Id != one.Id))],
        Terms = [.. asked.Terms.Union([OfferTerms.Owned])],
        Providers = asked.Providers.Count > 0 ? [.. asked.Providers, OwnedText.Provider] : [],
    };

    /// <summary>Boxes that are owned, each with its offer.</summary>
    public IReadOnlyList<OwnedOffer> OwnedOf(Invocation call) => [.. (call.Value(Owned) ?? []).Select(text => OwnedText.Parse(text, Owned.Name, name => call.Accelerator(name).Id, call.Today))];

    /// <summary>What may turn out otherwise.</summary>
    public AdviceRequest Weighed(Invocation call, AdviceRequest request) => request with
    {
        Growth = RangeOf(call, Growth),
        BoxPrices = RangeOf(call, BoxPrices),
        TokenPrices = RangeOf(call, TokenPrices),
        Cautious = call.Value(Cautious),
        Within = call.Value(Within) is >= 1 and <= 1000 and var times ? times : throw new InputException("choices are listed from 1 to 1,000 times the cheapest", Within.Name, $"write a factor, such as {Within.Name} 3"),
        Documents = [.. (call.Value(Documents) ?? []).SelectMany(text => DocumentsText.Parse(text, Documents.Name, request.Demand.Hours.Count))],
        Owned = OwnedOf(call),
        FineTuneTokens = call.Value(Finetune) is { } text ? FineTuneOptions.Tokens(text, Finetune.Name) : null,
    };

    private static Growth RangeOf(Invocation call, Option<string?> option)
    {
        if (call.Value(option) is not { } text) return Economics.Advice.Growth.None;
        var parts = text.Split("..");
        return parts.Length == 2 && Number(parts[0]) is >= 0.001 and var least && Number(parts[1]) is <= 1000 and var most && least <= most
            ? Economics.Advice.Growth.Between(least, most)
            : throw new InputException($"\"{text}\" are no two factors", option.Name, $"write the least and the most, such as {option.Name} 0.8..2");

        static double Number(string part) => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }
}
