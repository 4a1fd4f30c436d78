using System.CommandLine;
using Breakeven.Catalog;
using Breakeven.Economics;
using Breakeven.Economics.Advice;
using Breakeven.Prices;

namespace Breakeven.Cli.Verbs;

/// <summary>What an advice must meet, each constraint under the name it was given by.</summary>
internal sealed class ConstraintOptions
{
    // A provider's word for all of its regions.
    private const string Anywhere = "all regions";

    public Option<string?> Vendor { get; } = new("--vendor") { Description = "Only accelerators of this maker, such as NVIDIA or AMD", HelpName = "name" };

    public Option<string?> Region { get; } = new("--region") { Description = "Only boxes that the price list places in this region, such as eu-north1; offers that state none, and tokens, are left out, your own boxes are not", HelpName = "name" };

    public Option<string[]> License { get; } = new("--license") { Description = "Only models under this licence, such as apache-2.0; give it once each", HelpName = "name" };

    public Option<string?> CostMost { get; } = new("--max-cost") { Description = "The most that the month may cost, such as '$20k/month' or '$250k/year'", HelpName = "amount" };

    public Option<bool> NoTokens { get; } = new("--no-tokens") { Description = "Buy nothing by the token: every request is served on boxes" };

    public Option<bool> OnPremises { get; } = new("--on-premises") { Description = "Only boxes that are owned, as --owned says or else the price list, and no tokens" };

    public Option<string?> Quality { get; } = new("--quality") { Description = "A CSV with the columns model and quality: how good you find models, more being better; without --model these are the models that are considered", HelpName = "file" };

    public Option<double?> QualityLeast { get; } = new("--min-quality") { Description = "Only models with at least this score in the file of --quality", HelpName = "score" };

    /// <summary>The scores of the file, by the models' ids; empty where none was given.</summary>
    public IReadOnlyDictionary<string, double> QualityOf(Invocation call)
    {
        if (call.Value(Quality) is not { } path)
            return call.Value(QualityLeast) is null ? new Dictionary<string, double>() : throw new InputException("no file says how good models are", QualityLeast.Name, "give one, such as --quality scores.csv with the columns model and quality");
        var scores = new Dictionary<string, double>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, quality) in QualityFile.Read(path))
            if (!scores.TryAdd(call.ModelId(name), quality)) throw new InputException($"{name} is scored twice, under two names", path, "give each model one score");
        return scores;
    }

    /// <summary>The constraints given.</summary>
    public IReadOnlyList<Constraint> Of(Invocation call, ContestOptions options, CompareRequest asked, IReadOnlyDictionary<string, double> quality) =>
    [
        .. Scores(call, quality),
        .. Accelerators(call, options, asked),
        .. Offers(call, asked, options),
        .. Models(call),
        .. Bounds(call, options, asked),
    ];

    private IEnumerable<Constraint> Accelerators(Invocation call, ContestOptions options, CompareRequest asked)
    {
        if (options.NamesAccelerators(call))
        {
            var ids = ContestOptions.AcceleratorsOf(call, call.Value(options.Gpu)!).Select(one => one.Id).ToList();
            var all = asked.Accelerators.Select(one => one.Id).ToHashSet();
            // Of an accelerator that is owned and not named, nothing is rented.
            yield return Narrowing($"--gpu {string.Join(" --gpu ", ids)}", compare => compare with
            {
                Accelerators = [.. compare.Accelerators.Where(one => all.Contains(one.Id))],
                HardwareOffers = [.. compare.HardwareOffers.Where(offer => offer.Terms == OfferTerms.Owned || ids.Contains(offer.Accelerator, StringComparer.OrdinalIgnoreCase))],
            });
        }
        if (call.Value(Vendor) is { } text)
        {
            var vendor = Known(text, call.Catalog.AcceleratorIds.Select(call.Accelerator).Select(one => one.Vendor), "maker", Vendor.Name);
            yield return Narrowing($"--vendor {vendor}", compare => compare with { Accelerators = [.. compare.Accelerators.Where(one => one.Vendor == vendor)] });
        }
    }

    private IEnumerable<Constraint> Offers(Invocation call, CompareRequest asked, ContestOptions options)
    {
        if (call.Value(Region) is { } text)
        {
            var region = Known(text, call.Catalog.HardwareOffers.SelectMany(RegionsOf), "region", Region.Name);
            yield return new($"--region {region}", request => request with
            {
                TokensAllowed = false,
                Compare = request.Compare with { HardwareOffers = [.. request.Compare.HardwareOffers.Where(offer => offer.Terms == OfferTerms.Owned || RegionsOf(offer).Any(one => one == region || one == Anywhere))] },
            });
        }
        if (asked.Providers.Count > 0)
            yield return Narrowing($"--provider {string.Join(" --provider ", asked.Providers.Where(name => name != OwnedText.Provider).Select(name => ShellLine.Of([name])))}", compare => compare with { Providers = asked.Providers });
    }

    private IEnumerable<Constraint> Models(Invocation call)
    {
        if ((call.Value(License) ?? []) is not { Length: > 0 } texts) yield break;
        var known = call.Catalog.ModelIds.Select(id => call.Catalog.FindSummary(id)?.License).OfType<string>().ToList();
        var licenses = texts.Select(text => Known(text, known, "licence", License.Name)).Distinct().ToList();
        yield return Narrowing($"--license {string.Join(" --license ", licenses)}", compare => compare with
        {
            Models = [.. compare.Models.Where(one => one.Model.License is { } license && licenses.Contains(license, StringComparer.OrdinalIgnoreCase))],
            SoldModels = [.. compare.SoldModels.Where(one => call.Catalog.FindSummary(one.Id)?.License is { } license && licenses.Contains(license, StringComparer.OrdinalIgnoreCase))],
        });
    }

    private IEnumerable<Constraint> Scores(Invocation call, IReadOnlyDictionary<string, double> quality)
    {
        if (call.Value(QualityLeast) is not { } least) yield break;
        bool IsGood(string id) => quality.TryGetValue(id, out var score) && score >= least;
        yield return Narrowing(FormattableString.Invariant($"--min-quality {least}"), compare => compare with { Models = [.. compare.Models.Where(one => IsGood(one.Model.Id))], SoldModels = [.. compare.SoldModels.Where(one => IsGood(one.Id))] });
    }

    private IEnumerable<Constraint> Bounds(Invocation call, ContestOptions options, CompareRequest asked)
    {
        if (asked.Objective.Bounds.Count > 0) yield return Narrowing($"--slo \"{call.Value(options.Slo)}\"", compare => compare with { Objective = asked.Objective });
        if (call.Value(CostMost) is { } text)
        {
            var most = CostText.Parse(text, CostMost.Name);
            yield return new($"--max-cost {text}", request => request with { CostMost = most });
        }
        if (call.Value(OnPremises)) yield return new("--on-premises", request => request with { TokensAllowed = false, Compare = request.Compare with { Terms = [OfferTerms.Owned] } });
        if (call.Value(NoTokens)) yield return new("--no-tokens", request => request with { TokensAllowed = false });
    }

    private static Constraint Narrowing(string name, Func<CompareRequest, CompareRequest> narrowed) => new(name, request => request with { Compare = narrowed(request.Compare) });

    private static string[] RegionsOf(HardwareOffer offer) => offer.Region.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Known(string text, IEnumerable<string> all, string what, string option)
    {
        var known = all.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal).ToList();
        return known.Find(one => one.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new InputException($"the catalogue knows no {what} \"{text}\"", option, Mistakes.DidYouMean(text, known, $"choose {Mistakes.Listed(known)}"));
    }
}
