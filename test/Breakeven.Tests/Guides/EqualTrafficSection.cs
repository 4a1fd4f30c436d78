using Breakeven.Economics;
using Breakeven.Prices;
using Breakeven.Quantities;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Guides;

/// <summary>Equal utilisation is not equal traffic; and what is cheapest at the traffics that keep the dense GPU busy so far.</summary>
internal static class EqualTrafficSection
{
    /// <summary>A choice on the article's box with the throughput that its figures imply.</summary>
    public static Choice.Hosted ChoiceOf(ArticleBox box, string model, TokensPerSecond throughput)
    {
        var shape = TrafficShape.Of(Article.Traffic);
        return new()
        {
            Label = box.Name,
            Model = model,
            Shape = shape,
            CapacityPerReplica = shape.RateOf(throughput),
            CapacityBasis = Basis.Assumed,
            PrefillShare = 0.5,
            Offer = new()
            {
                Provider = "the article",
                Name = box.Name,
                Accelerator = box.Accelerator,
                Gpus = box.Gpus,
                Price = box.PerGpu * box.Gpus,
                Terms = OfferTerms.OnDemand,
                Region = "",
                Source = new(Article.Address, new(2026, 5, 28)),
            },
        };
    }

    public static Contest ContestAt(RequestsPerSecond rate, string? provider = null) => Contest.Run(new()
    {
        Models = [new(Model(Article.Dense), TokensRatio.One), new(Model(Article.Mixture), TokensRatio.One)],
        Accelerators = [Accelerator("H100-SXM"), Accelerator("H200-SXM"), Accelerator("MI300X")],
        HardwareOffers = [.. Facts.Catalog.HardwareOffers.Where(offer => provider is null || offer.Provider == provider)],
        TokenOffers = Facts.Catalog.TokenOffers,
        Traffic = Article.Traffic.At(rate),
        Objective = Article.Objective,
        Precisions = ["fp8"],
    });

    public static void Write(GuidePage page)
    {
        page.Heading(2, "Equal utilisation is not equal traffic");
        foreach (var use in Article.Utilisations.Reverse())
        {
            var rate = TrafficShape.Of(Article.Traffic).RateOf(Article.DenseThroughput * use);
            foreach (var provider in new[] { "DigitalOcean", null })
            {
                var contest = ContestAt(rate, provider);
                page.Text($"{use} {provider}");
                page.Table(["c", "u", "$/mo", "$/M", "label"], contest.Contenders.Select(c => (IReadOnlyList<string>)[c.Name, Said.Percent(c.Bill.Utilisation ?? 0), Said.Money(c.Bill.PerMonth), Said.PerMillion(c.Bill.Blended), c.Bill.Choice.Label]));
                page.Items(contest.Excluded.Select(e => (FormattableString)$"{e.Model.Id} {e.Accelerator.Id} {e.Refusal.Reason}"));
            }
        }
    }
}
