using Breakeven.Catalog;
using Breakeven.Testing;

namespace Breakeven.Tests.Prices;

public sealed class PriceListTests
{
    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    [Fact]
    public void The_committed_lists_have_the_columns_that_are_promised()
    {
        Assert.Equal("provider,name,accelerator,gpus,usd_per_hour,terms,region,link,fabric_per_gpu,indicative,date,source,note", Header("catalog/prices/hardware.csv"));
        Assert.Equal("provider,model,name,input_usd_per_million,cached_input_usd_per_million,output_usd_per_million,batch_input_usd_per_million,batch_output_usd_per_million,date,source,note", Header("catalog/prices/tokens.csv"));
    }

    [Fact]
    public void Enough_is_sold_by_the_token_some_of_it_cached_or_in_batches()
    {
        Assert.True(Catalog.TokenOffers.Count >= 70, $"{Catalog.TokenOffers.Count} offers");
        Assert.True(Catalog.TokenOffers.Count(offer => offer.CachedInput is not null) >= 10);
        Assert.True(Catalog.TokenOffers.Count(offer => offer.BatchInput is not null && offer.BatchOutput is not null) >= 20);
        Assert.True(Catalog.TokenOffers.Select(offer => offer.Provider).Distinct().Count() >= 20);
    }

    // Groq's page: gpt-oss-120b at 0.15 in, 0.075 cached, 0.60 out, and batches at half.
    [Fact]
    public void An_offer_by_the_token_has_all_its_prices()
    {
        var offer = Catalog.TokenOffers.Single(offer => offer is { Provider: "Groq", Model: "openai/gpt-oss-120b" });
        Assert.Equal([0.15m, 0.075m, 0.6m, 0.075m, 0.3m], [offer.Input.Value, offer.CachedInput!.Value.Value, offer.Output.Value, offer.BatchInput!.Value.Value, offer.BatchOutput!.Value.Value]);
        Assert.Equal(new(2026, 8, 6), offer.Source.Date);
    }

    // EFA's 3200 Gbit/s over eight GPUs is 400 Gbit/s or 50 GB/s each.
    [Fact]
    public void A_fabric_is_given_by_the_device_and_only_where_it_was_stated()
    {
        var offers = Catalog.HardwareOffers;
        Assert.Equal(3200e9 / 8 / 8, offers.Single(offer => offer.Name == "p5.48xlarge").FabricPerGpu!.Value.Value);
        Assert.All(offers.Where(offer => offer.Provider == "DigitalOcean"), offer => Assert.Null(offer.FabricPerGpu));
    }

    [Fact]
    public void Averages_and_auction_floors_are_marked_so_that_they_are_never_chosen()
        => Assert.All(Catalog.HardwareOffers.Where(offer => offer.Name.StartsWith("average", StringComparison.Ordinal) || offer.Name.StartsWith("starting at", StringComparison.Ordinal) || offer.Source.Note.Contains("auction", StringComparison.Ordinal)),
            offer => Assert.True(offer.Indicative, $"{offer.Provider} {offer.Name}"));

    [Fact]
    public void Boxes_without_an_own_link_say_what_joins_their_cards()
        => Assert.All(Catalog.HardwareOffers.Where(offer => Catalog.FindAccelerator(offer.Accelerator)!.Link.Name.StartsWith("PCIe", StringComparison.Ordinal)),
            offer => Assert.True(offer.Link.StartsWith("PCIe", StringComparison.Ordinal) || offer.Link == "NVLink bridge", $"{offer.Provider} {offer.Name}"));

    private static string Header(string file) => File.ReadLines(Repository.PathOf(file)).First();
}
