using Breakeven.Economics;
using Breakeven.Prices;

namespace Breakeven.Tests.Guides;

/// <summary>Equal utilisation is not equal traffic: the article's own boxes and throughputs, at the traffic of its dense GPU.</summary>
internal static class EqualTrafficSection
{
    /// <summary>A choice on one of the article's boxes, with the throughput that its figures imply, and as many of them as the traffic takes.</summary>
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
                Source = new(Article.Address, Article.Date),
            },
        };
    }

    public static Choice.Hosted Dense { get; } = ChoiceOf(Article.DenseBox, Article.Dense, Article.DenseThroughput);

    public static IReadOnlyList<Choice.Hosted> Mixtures { get; } =
        [.. Article.MixtureBoxes.Select(box => ChoiceOf(box, Article.Mixture, ArticleSection.Implied(box, Article.MixtureCosts)))];

    /// <summary>The request rates at which one dense GPU, passing what the article implies, is busy 10, 40 and 90 % of the time.</summary>
    public static IReadOnlyList<RequestsPerSecond> Rates { get; } = [.. Article.Utilisations.Reverse().Select(use => Dense.CapacityPerReplica * use)];

    public static void Write(GuidePage page)
    {
        page.Heading(2, "4. Equal utilisation is not equal traffic");
        page.Text($"Grant the article its boxes and its throughputs for a moment. Its rows compare a dense GPU that is busy 10 % of the time with a mixture that is busy 10 % of the time. But 10 % of {Said.Rate(Article.DenseThroughput)} tokens/s is one traffic and 10 % of {string.Join(", ", Mixtures.Select(choice => Said.Rate(choice.CapacityPerReplica * choice.Shape.Tokens)))} tokens/s are others, up to {Mixtures[^1].CapacityPerReplica / Dense.CapacityPerReplica:0.0} times as large. Whoever has the first traffic does not have the others. Here is what each box does at the traffic of the dense one:");
        page.Table(
            ["dense GPU busy", "tokens/s", "tokens a day", $"{Dense.Label}, dense", .. Mixtures.Select(choice => $"{choice.Label}, mixture")],
            Rates.Select(rate => (IReadOnlyList<string>)
            [
                Said.Percent(Dense.BillAt(rate).Utilisation!.Value), Said.Rate(rate * Dense.Shape.Tokens), Said.PerDay(rate * Dense.Shape.Tokens), Said.PerMillion(Dense.BillAt(rate).Blended),
                .. Mixtures.Select(choice => $"{Said.PerMillion(choice.BillAt(rate).Blended)}, busy {Said.Percent(choice.BillAt(rate).Utilisation!.Value)}"),
            ]));
        page.Text($"At equal traffic the mixture's throughput drops out. As long as one dense GPU carries the traffic, each side pays for one box, so the mixture costs {string.Join(", ", Mixtures.Select(choice => FormattableString.Invariant($"{choice.Offer.Price.Estimated / Dense.Offer.Price.Estimated:0.00}")))} times as much on its three boxes, which is the ratio of the hourly prices and nothing else, where the article's rows say {Article.MixtureCosts[2] / Article.DenseCosts[2]:0.00}. Its capacity pays only once the traffic needs more dense GPUs than one:");
        page.Items([.. Mixtures.Select(Crossing)]);
    }

    private static FormattableString Crossing(Choice.Hosted mixture)
    {
        var found = BreakEvens.Between(Dense, mixture, TrafficRange.SevenDecades);
        var filled = (long)Math.Round(found.Crossings[0].Rate / Dense.CapacityPerReplica);
        return $"{mixture.Label}: cheaper first above {Said.PerDay(found.Crossings[0].Tokens)} tokens a day, where {(filled == 1 ? "one dense GPU is" : $"{filled} dense GPUs are")} full, and for good above {Said.PerDay(found.Crossings[^1].Tokens)}.";
    }
}
