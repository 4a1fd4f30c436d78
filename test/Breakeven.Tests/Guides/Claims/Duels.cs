using Breakeven.Economics;
using Breakeven.Prices;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides.Claims;

/// <summary>A dense model against a mixture: all they can be run on, and who sells their tokens.</summary>
internal sealed record Duel(string Dense, string Mixture, Contest Contest)
{
    public string Name => $"{Contender.ShortName(Dense)} / {Contender.ShortName(Mixture)}";

    public IReadOnlyList<Choice.Hosted> Hosted(string model) => [.. Contest.Contenders.OfType<Contender.OnAccelerator>().Where(one => one.ModelId == model).SelectMany(one => one.Options.Select(option => option.Choice))];

    /// <summary>The cheapest bill on hired hardware.</summary>
    public Bill CheapestAt(string model, RequestsPerSecond rate) => Hosted(model).Select(choice => choice.BillAt(rate)).MinBy(bill => bill.PerMonth.Value)!;

    /// <summary>The deployment that is cheapest by the token when nothing idles, and its dollars a million. Of boxes that one replica fills, since a duty cycle is that of one box.</summary>
    public (Choice.Hosted Choice, UsdPerMillion Cost) Full(string model) => Hosted(model).Where(choice => choice.ReplicasPerBox == 1).Select(choice => (choice, FullCost(choice))).MinBy(one => one.Item2.Value);

    /// <summary>The smallest box that serves it, by price.</summary>
    public Choice.Hosted Smallest(string model) => Hosted(model).MinBy(choice => choice.BillAt(Least).PerMonth.Value)!;

    /// <summary>The cheapest offer by the token; null where nobody sells it.</summary>
    public Choice.PerToken? Sold(string model) => Contest.Contenders.OfType<Contender.ByTheToken>().FirstOrDefault(one => one.ModelId == model)?.Bill.Choice as Choice.PerToken;

    public UsdPerMillion SoldCost(string model) => Sold(model)!.BillAt(Least).Blended;

    public static UsdPerMillion FullCost(Choice.Hosted choice) => UtilisationCost.Of(choice.Offer.Price.Estimated, choice.CapacityPerBox * choice.Shape.Tokens, 1);

    /// <summary>Where on hired hardware the mixture becomes the cheaper one first, and for good; null where it does not up to the end of the range.</summary>
    public (TokensPerSecond? First, TokensPerSecond? ForGood) Crossings()
    {
        var range = TrafficRange.SevenDecades;
        var scan = CrossingScan.Of(Envelope.Of(Hosted(Dense), range).Stretches, Envelope.Of(Hosted(Mixture), range).Stretches);
        if (scan.Crossings.Count == 0) return scan.AtStart == Standing.SecondCheaper ? (range.From, range.From) : (null, null);
        TokensPerSecond? first = scan.AtStart == Standing.SecondCheaper ? range.From : scan.Crossings.Where(one => one.Above == Standing.SecondCheaper).Select(one => (TokensPerSecond?)one.Tokens).FirstOrDefault();
        return (first, scan.Crossings[^1].Above == Standing.SecondCheaper ? scan.Crossings[^1].Tokens : null);
    }

    private static RequestsPerSecond Least { get; } = new(1e-6);
}

/// <summary>The pairs of the page.</summary>
internal static class Duels
{
    public const string Llama = "meta-llama/Llama-3.3-70B-Instruct";
    public const string Maverick = "meta-llama/Llama-4-Maverick-17B-128E-Instruct";
    public const string GptOss = "openai/gpt-oss-120b";
    public const string Qwen32 = "Qwen/Qwen3-32B";

    public static IReadOnlyList<string> Accelerators { get; } = ["H100-SXM", "H200-SXM"];

    public static TrafficShape Shape { get; } = new() { Input = new(1200), Output = new(300) };

    public static Objective Bounds { get; } = ObjectiveText.Parse("ttft p95 < 1 s, tpot p95 < 50 ms");

    /// <summary>Within the bounds.</summary>
    public static IReadOnlyList<Duel> Bounded { get; } = Of(Bounds);

    /// <summary>At any latency, so that batches grow as far as the cache lets them.</summary>
    public static IReadOnlyList<Duel> Unbounded { get; } = Of(Objective.None);

    public static RequestsPerSecond RateOf(double tokensADay) => Shape.RateOf(TokensPerSecond.PerDay(tokensADay));

    public static Contest ContestOf(IEnumerable<string> models, Objective objective, Traffic traffic, IEnumerable<string>? accelerators = null, IReadOnlyList<string>? precisions = null) => Contest.Run(new()
    {
        Models = [.. models.Select(id => new ComparedModel(Model(id), TokensRatio.One))],
        Accelerators = [.. (accelerators ?? Accelerators).Select(Accelerator)],
        HardwareOffers = Facts.Catalog.HardwareOffers,
        TokenOffers = Facts.Catalog.TokenOffers,
        Traffic = traffic,
        Objective = objective,
        Precisions = precisions ?? [],
        Terms = [OfferTerms.OnDemand],
    });

    private static IReadOnlyList<Duel> Of(Objective objective) =>
    [
        .. new[]
        {
            (Llama, Maverick), (Llama, "meta-llama/Llama-4-Scout-17B-16E-Instruct"), (Llama, GptOss), (Qwen32, "Qwen/Qwen3-30B-A3B"), (Qwen32, "Qwen/Qwen3-235B-A22B"), ("Qwen/Qwen3.5-27B", "Qwen/Qwen3.5-35B-A3B"),
        }.Select(pair => new Duel(pair.Item1, pair.Item2, ContestOf([pair.Item1, pair.Item2], objective, Shape.At(new(1))))),
    ];
}
