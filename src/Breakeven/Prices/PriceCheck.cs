using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Prices;

/// <summary>What in the price lists deserves a second look: `breakeven prices check`.</summary>
public static class PriceCheck
{
    /// <summary>Rents move by tens of percent in a quarter, so an older price is a guess.</summary>
    public const int StaleAfterDays = 90;

    // The dearest hyperscaler asks about 4.5 times the cheapest market for the same H100; beyond that a unit is wrong.
    private const double OutlierRatio = 5;

    // A median of fewer says nothing.
    private const int OutlierMinimum = 3;

    public static IReadOnlyList<Finding> Run(ICatalog catalog, DateOnly today, int staleAfterDays = StaleAfterDays) =>
    [
        .. catalog.HardwareOffers.SelectMany(offer => Age(SubjectOf(offer), offer.Source, today, staleAfterDays)),
        .. catalog.TokenOffers.SelectMany(offer => Age(SubjectOf(offer), offer.Source, today, staleAfterDays)),
        .. BoxDisagreements(catalog.HardwareOffers),
        .. Disagreements([.. catalog.TokenOffers, .. catalog.SecondOpinions], PriceFile.IdentityOf, SubjectOf, offer => $"{offer.Input} in and {offer.Output} out", offer => offer.Source),
        .. Outliers(catalog.HardwareOffers),
        .. catalog.TokenOffers.SelectMany(TokenPrices),
        .. catalog.TokenOffers.Select(offer => offer.Model).Distinct(StringComparer.OrdinalIgnoreCase).Except(catalog.ModelIds, StringComparer.OrdinalIgnoreCase)
            .Select(model => new Finding(FindingKind.LayersUnknown, model, "sold by the token, layers not known: it can be compared by its price and not be sized")),
    ];

    private static string SubjectOf(HardwareOffer offer) => $"{offer.Provider} {offer.Name} ({offer.Terms})";

    private static string SubjectOf(TokenOffer offer) => $"{offer.Provider} {offer.Name}";

    private static IEnumerable<Finding> Age(string subject, Source source, DateOnly today, int staleAfterDays)
    {
        var days = today.DayNumber - source.Date.DayNumber;
        if (days > staleAfterDays) yield return new(FindingKind.Stale, subject, $"the price of {Day(source.Date)} is {days} days old");
        if (days < 0) yield return new(FindingKind.Future, subject, $"the price is dated {Day(source.Date)}, after today ({Day(today)})");
    }

    private static IEnumerable<Finding> Disagreements<T>(IEnumerable<T> offers, Func<T, string> keyOf, Func<T, string> subjectOf, Func<T, string> priceOf, Func<T, Source> sourceOf)
        => offers.GroupBy(keyOf, StringComparer.OrdinalIgnoreCase)
            .Where(group => Contradicts([.. group.GroupBy(offer => sourceOf(offer).Where, offer => priceOf(offer))]))
            .Select(group => new Finding(FindingKind.Disagreement, subjectOf(group.First()),
                string.Join(", ", group.Select(offer => $"{priceOf(offer)} on {Day(sourceOf(offer).Date)} ({sourceOf(offer).Where})").Distinct())));

    // One source may list an offer at several prices, by region; two contradict each other where they share none.
    private static bool Contradicts(IReadOnlyList<IEnumerable<string>> bySource) =>
        bySource.SelectMany((prices, at) => bySource.Skip(at + 1).Select(others => prices.Intersect(others).Any())).Any(agree => !agree);

    // Two lists rarely write a box's name or its region alike: "gpu_8x_h100" is "gpu-8x-H100", and a list without regions speaks of all.
    private static IEnumerable<Finding> BoxDisagreements(IEnumerable<HardwareOffer> offers)
    {
        foreach (var group in offers.GroupBy(offer => (Letters(offer.Provider), Letters(offer.Name), offer.Accelerator, offer.Gpus, offer.Terms)))
        {
            var at = group.Where(offer => group.Any(other => Disagree(offer, other))).ToList();
            if (at.Count > 0)
                yield return new(FindingKind.Disagreement, SubjectOf(at[0]), string.Join(", ", at.Select(offer => $"{offer.Price} on {Day(offer.Source.Date)} ({offer.Source.Where})")));
        }
    }

    private static bool Disagree(HardwareOffer one, HardwareOffer other)
        => one.Price != other.Price && !one.Source.Where.Equals(other.Source.Where, StringComparison.OrdinalIgnoreCase) && Regions(one) is var regions && (regions.Length == 0 || Regions(other) is [] || regions.Intersect(Regions(other), StringComparer.OrdinalIgnoreCase).Any());

    private static string[] Regions(HardwareOffer offer)
        => offer.Region.StartsWith("all", StringComparison.OrdinalIgnoreCase) ? [] : offer.Region.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    // Spot prices and an owner's costs are meant to lie far from rents, so only rents are compared.
    private static IEnumerable<Finding> Outliers(IEnumerable<HardwareOffer> offers)
    {
        foreach (var group in offers.Where(offer => offer.Terms is not (OfferTerms.Spot or OfferTerms.Owned)).GroupBy(offer => offer.Accelerator))
        {
            var prices = group.Select(PerGpu).Order().ToArray();
            if (prices.Length < OutlierMinimum) continue;
            var median = (prices[(prices.Length - 1) / 2] + prices[prices.Length / 2]) / 2;
            foreach (var offer in group)
                if (PerGpu(offer) > median * OutlierRatio || PerGpu(offer) < median / OutlierRatio)
                    yield return new(FindingKind.Outlier, SubjectOf(offer),
                        string.Create(CultureInfo.InvariantCulture, $"${PerGpu(offer):0.00##} a GPU where the median of {prices.Length} rents of {group.Key} is ${median:0.00##}"));
        }
    }

    private static double PerGpu(HardwareOffer offer) => offer.Price.Estimated.Value / offer.Gpus;

    private static IEnumerable<Finding> TokenPrices(TokenOffer offer)
    {
        var subject = SubjectOf(offer);
        if (offer.Output.Value < offer.Input.Value)
            yield return new(FindingKind.OutputBelowInput, subject, $"output costs {offer.Output} and input {offer.Input}: they may be swapped");
        if (offer.CachedInput is { } cached && cached.Value > offer.Input.Value)
            yield return new(FindingKind.DiscountAbovePrice, subject, $"cached input costs {cached} and input {offer.Input}");
        if (offer.BatchInput is { } input && input.Value > offer.Input.Value)
            yield return new(FindingKind.DiscountAbovePrice, subject, $"batch input costs {input} and input {offer.Input}");
        if (offer.BatchOutput is { } output && output.Value > offer.Output.Value)
            yield return new(FindingKind.DiscountAbovePrice, subject, $"batch output costs {output} and output {offer.Output}");
    }

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
