using Breakeven.Catalog;
using Breakeven.Prices;
using Breakeven.Tests.Catalog;

namespace Breakeven.Tests.Prices;

public sealed class PriceCheckTests
{
    private static readonly DateOnly Today = new(2026, 8, 22);

    private static readonly HardwareOffer Box = new()
    {
        Provider = "Acme",
        Name = "h100x8",
        Accelerator = "H100-SXM",
        Gpus = 8,
        Price = new(24m),
        Terms = OfferTerms.OnDemand,
        Region = "",
        Source = new("https://acme.example/prices", Today),
    };

    private static readonly TokenOffer Tokens = new()
    {
        Provider = "Acme",
        Model = "meta-llama/Llama-3.3-70B-Instruct",
        Name = "llama-3.3-70b",
        Input = new(0.6m),
        Output = new(0.8m),
        Source = new("https://acme.example/prices", Today),
    };

    // 24 May to 22 August are 7 + 30 + 31 + 22 = 90 days; 23 May is one more.
    [Fact]
    public void A_price_is_stale_after_ninety_days()
    {
        Assert.Empty(Check(Box with { Source = new("s", new(2026, 5, 24)) }));
        var finding = Assert.Single(Check(Box with { Source = new("s", new(2026, 5, 23)) }));
        Assert.Equal(new(FindingKind.Stale, "Acme h100x8 (OnDemand)", "the price of 2026-05-23 is 91 days old"), finding);
    }

    [Fact]
    public void A_price_from_the_future_is_found() => Assert.Equal(FindingKind.Future, Assert.Single(Check(Box with { Source = new("s", new(2026, 8, 23)) })).Kind);

    [Fact]
    public void Two_sources_with_two_prices_for_one_offer_are_found()
    {
        var finding = Assert.Single(Check(Box, Box with { Price = new(30m), Source = new("a screener", Today) }));
        Assert.Equal(new(FindingKind.Disagreement, "Acme h100x8 (OnDemand)", "$24.00/h on 2026-08-22 (https://acme.example/prices), $30.00/h on 2026-08-22 (a screener)"), finding);
        Assert.Empty(Check(Box, Box with { Source = new("a screener", Today) }));
    }

    // One list has no regions, one writes the name with other separators: each speaks of the same box, and 24 is not 25.
    [Theory]
    [InlineData("H100_x8", "", 25, 1)]
    [InlineData("h100x8", "nyc1/tor1", 25, 1)]
    [InlineData("h100x8", "all regions", 25, 1)]
    [InlineData("h100x8", "nyc1", 24, 0)]
    [InlineData("h100x8 reserved", "", 25, 0)]
    public void A_box_is_recognised_in_another_list(string name, string region, int dollars, int findings)
        => Assert.Equal(findings, Check(Box, Box with { Name = name, Region = region, Price = new(dollars), Source = new("a screener", Today) }).Count);

    [Fact]
    public void Two_regions_may_have_two_prices()
        => Assert.Empty(Check(Box with { Region = "nyc1" }, Box with { Region = "fra1", Price = new(30m), Source = new("a screener", Today) }));

    // Per GPU 3, 3.5 and 4: the median is 3.5, so 17.5 passes and 17.51 does not; nor does 0.69, below 0.70.
    [Theory]
    [InlineData(140.0, 0)]
    [InlineData(140.08, 1)]
    [InlineData(5.6, 0)]
    [InlineData(5.52, 1)]
    public void A_rent_five_times_from_the_median_is_found(double dollars, int findings)
    {
        HardwareOffer[] market = [.. new[] { 24m, 28m, 28m, 28m, 32m }.Select((price, at) => Box with { Name = $"box {at}", Price = new(price) })];
        var found = Check([.. market, Box with { Name = "odd", Price = new((decimal)dollars) }]);
        Assert.Equal(findings, found.Count(finding => finding is { Kind: FindingKind.Outlier, Subject: "Acme odd (OnDemand)" }));
        Assert.Equal(findings, found.Count);
    }

    [Fact]
    public void Spot_prices_are_not_held_against_rents()
        => Assert.Empty(Check(Box, Box with { Name = "b" }, Box with { Name = "c" }, Box with { Terms = OfferTerms.Spot, Price = new(1m) }));

    [Fact]
    public void Output_cheaper_than_input_is_found()
        => Assert.Equal(new(FindingKind.OutputBelowInput, "Acme llama-3.3-70b", "output costs $0.35/M and input $1.41/M: they may be swapped"), Assert.Single(Check(Tokens with { Input = new(1.41m), Output = new(0.35m) })));

    [Fact]
    public void A_discount_above_the_price_is_found()
    {
        Assert.Equal("cached input costs $0.61/M and input $0.60/M", Assert.Single(Check(Tokens with { CachedInput = new(0.61m) })).What);
        Assert.Equal(2, Check(Tokens with { BatchInput = new(0.7m), BatchOutput = new(0.9m) }).Count);
        Assert.Empty(Check(Tokens with { CachedInput = new(0.6m), BatchInput = new(0.3m), BatchOutput = new(0.4m) }));
    }

    [Fact]
    public void The_committed_prices_have_no_doubt_but_age()
    {
        var doubts = PriceCheck.Run(EmbeddedCatalog.Open(), new(2026, 11, 22)).Where(finding => finding.Kind is not (FindingKind.Stale or FindingKind.LayersUnknown or FindingKind.Disagreement));
        Assert.Empty(doubts.Select(finding => $"{finding.Kind} {finding.Subject}: {finding.What}"));
    }

    // The catalogue ages by itself, so old prices are counted and never forbidden. Everything in it was read by its own last day, and nothing is stale
    // ninety days after the first; a day later the oldest are.
    [Fact]
    public void Every_committed_price_becomes_stale_on_its_day()
    {
        var catalog = EmbeddedCatalog.Open();
        var dates = catalog.HardwareOffers.Select(offer => offer.Source.Date).Concat(catalog.TokenOffers.Select(offer => offer.Source.Date)).ToList();
        Assert.Empty(Stale(dates.Min().AddDays(PriceCheck.StaleAfterDays)));
        Assert.Equal(dates.Count(date => date == dates.Min()), Stale(dates.Min().AddDays(PriceCheck.StaleAfterDays + 1)).Count);
        Assert.Equal(dates.Count, Stale(dates.Max().AddDays(PriceCheck.StaleAfterDays + 1)).Count);

        List<Finding> Stale(DateOnly today) => [.. PriceCheck.Run(catalog, today).Where(finding => finding.Kind == FindingKind.Stale)];
    }

    [Fact]
    public void There_are_enough_offers_of_boxes_from_enough_providers()
    {
        var offers = EmbeddedCatalog.Open().HardwareOffers;
        Assert.True(offers.Count >= 240 && offers.Select(offer => offer.Provider).Distinct().Count() >= 30, $"{offers.Count} offers");
    }

    // OVHcloud's gpt-oss-120b: 0.08 and 0.40 in LiteLLM of 6 August, 0.09 and 0.47 in genai-prices of 21 August. Both are kept.
    [Fact]
    public void The_committed_second_opinions_show_where_the_public_lists_disagree()
    {
        var catalog = EmbeddedCatalog.Open();
        var found = PriceCheck.Run(catalog, new(2026, 8, 22)).Where(finding => finding.Kind == FindingKind.Disagreement).ToList();
        var finding = found.Single(finding => finding.Subject.StartsWith("OVHcloud", StringComparison.Ordinal) && finding.Subject.EndsWith("gpt-oss-120b", StringComparison.Ordinal));
        Assert.Contains("$0.08/M in and $0.40/M out on 2026-08-06", finding.What, StringComparison.Ordinal);
        Assert.Contains("$0.09/M in and $0.47/M out on 2026-08-21", finding.What, StringComparison.Ordinal);
        Assert.True(catalog.SecondOpinions.Count > found.Count, "no second opinion agrees");
    }

    [Fact]
    public void Two_lists_that_price_one_offer_differently_are_found_whatever_they_call_it()
    {
        var other = Tokens with { Name = "acme/Llama_3.3-70B", Input = new(0.65m), Source = new("another list", Today) };
        var finding = Assert.Single(PriceCheck.Run(Sold(Tokens) with { SecondOpinions = [other] }, Today));
        Assert.Equal(new(FindingKind.Disagreement, "Acme llama-3.3-70b", "$0.60/M in and $0.80/M out on 2026-08-22 (https://acme.example/prices), $0.65/M in and $0.80/M out on 2026-08-22 (another list)"), finding);
        Assert.Empty(PriceCheck.Run(Sold(Tokens) with { SecondOpinions = [other with { Input = new(0.6m) }] }, Today));
        Assert.Empty(PriceCheck.Run(Sold(Tokens) with { SecondOpinions = [other with { Name = "llama-3.3-70b-turbo" }] }, Today));
    }

    // By region one source has 0.60 and 0.65, the other 0.65: they agree on a price.
    [Fact]
    public void Prices_that_differ_by_region_are_no_disagreement()
        => Assert.Empty(PriceCheck.Run(Sold(Tokens, Tokens with { Name = "eu/llama-3.3-70b", Input = new(0.65m) }) with { SecondOpinions = [Tokens with { Input = new(0.65m), Source = new("another list", Today) }] }, Today));

    [Fact]
    public void A_model_that_is_only_sold_by_the_token_is_found_once()
        => Assert.Equal(new(FindingKind.LayersUnknown, "acme/closed", "sold by the token, layers not known: it can be compared by its price and not be sized"),
            Assert.Single(PriceCheck.Run(Sold(Tokens with { Model = "acme/closed" }, Tokens with { Model = "acme/closed", Name = "b" }), Today)));

    private static IReadOnlyList<Finding> Check(params HardwareOffer[] offers) => PriceCheck.Run(new SmallCatalog { HardwareOffers = offers }, Today);

    private static IReadOnlyList<Finding> Check(TokenOffer offer) => PriceCheck.Run(Sold(offer), Today);

    private static SmallCatalog Sold(params TokenOffer[] offers) => new() { TokenOffers = offers, ModelIds = [Tokens.Model] };
}
