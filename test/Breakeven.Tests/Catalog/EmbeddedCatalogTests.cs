using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Prices;

namespace Breakeven.Tests.Catalog;

public sealed class EmbeddedCatalogTests
{
    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    [Fact]
    public void Every_accelerator_reads_and_bears_its_own_id()
    {
        Assert.True(Catalog.AcceleratorIds.Count >= 16, $"{Catalog.AcceleratorIds.Count} accelerators");
        Assert.All(Catalog.AcceleratorIds, id => Assert.Equal(id, Catalog.FindAccelerator(id)!.Id));
    }

    [Fact]
    public void Every_model_is_listed_and_reads_unless_only_its_published_figures_are_known()
    {
        Assert.True(Catalog.ModelIds.Count >= 25, $"{Catalog.ModelIds.Count} models");
        foreach (var id in Catalog.ModelIds)
        {
            var summary = Catalog.FindSummary(id)!;
            Assert.Equal(id, summary.Id);
            if (summary.NotSizable is null) Assert.Equal(id, Catalog.FindModel(id)!.Id);
            else Assert.Contains(summary.NotSizable, Assert.Throws<InputException>(() => Catalog.FindModel(id)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("META-LLAMA/llama-3.3-70b-instruct", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("Llama-3.1-70B-Instruct", "meta-llama/Llama-3.1-70B-Instruct")]
    [InlineData("Llama-4", null)]
    [InlineData("no-such-model", null)]
    public void A_model_is_found_without_its_organisation_when_only_one_can_be_meant(string text, string? id)
        => Assert.Equal(id, Catalog.FindSummary(text)?.Id);

    // A model may be sold by the token and never be published: then its id must still be OWNER/NAME, and not the other case of one of ours.
    [Fact]
    public void Every_offer_by_the_token_names_a_model_of_the_catalogue_or_one_that_only_has_a_price()
    {
        var sold = Catalog.TokenOffers.Select(offer => offer.Model).Distinct().ToList();
        Assert.All(sold, id => Assert.Matches("^[^/ ]+/[^/ ]+$", id));
        Assert.Equal(sold.Count, sold.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Empty(sold.Except(Catalog.ModelIds).Intersect(Catalog.ModelIds, StringComparer.OrdinalIgnoreCase));
        Assert.True(sold.Intersect(Catalog.ModelIds).Count() >= 20);
    }

    // 81,559 MiB = 79.65 GiB, not the 80 GB (74.5 GiB) nor the 80 GiB that the number on the box suggests.
    [Fact]
    public void An_H100_has_the_bytes_that_it_reports()
    {
        var accelerator = Catalog.FindAccelerator("H100-SXM")!;
        Assert.Equal(81_559.0 * 1_048_576, accelerator.Memory.Value);
        Assert.Equal(79.65, accelerator.Memory.Value / (1 << 30), 2);
        Assert.Equal("80 GB", accelerator.MarketedMemory);
    }

    // By hand: 4 x 79.65 = 318.6, 3 x 140.40 = 421.2, 2 x 191.98 = 383.97 of which 0.9 is 345.6.
    [Theory]
    [InlineData("H100-SXM", 4, 318.6)]
    [InlineData("H200-SXM", 3, 421.2)]
    [InlineData("MI300X", 2, 384.0)]
    public void The_boxes_of_the_worked_example_hold_what_it_says(string id, int devices, double gibibytes)
        => Assert.Equal(gibibytes, devices * Catalog.FindAccelerator(id)!.Memory.Value / (1 << 30), 1);

    [Fact]
    public void An_H100_multiplies_at_its_dense_rates_and_less_where_measured()
    {
        var accelerator = Catalog.FindAccelerator("H100-SXM")!;
        Assert.Equal(989e12, accelerator.DenseRates[NumberFormat.Bf16].Value);
        Assert.Equal(1979e12, accelerator.DenseRates[NumberFormat.Fp8].Value);
        Assert.Equal(794.5e12, accelerator.AchievableMatmul[NumberFormat.Bf16].Value);
        Assert.False(accelerator.DenseRates.ContainsKey(NumberFormat.Fp4));
        Assert.Equal(3.35e12, accelerator.MemoryBandwidth.Value);
        Assert.Equal(450e9, accelerator.Link.PerDirection.Value);
        Assert.True(accelerator.Link.Switched);
        Assert.Equal(8, accelerator.Link.Devices);
    }

    // Its sizes of 8 October 2026: 4.41, 4.47 and 2.59 a GPU, by 1 and by 8, in no region.
    [Theory]
    [InlineData("H100-SXM", 4.41)]
    [InlineData("H200-SXM", 4.47)]
    [InlineData("MI300X", 2.59)]
    public void What_is_listed_and_open_in_no_region_has_its_last_price_and_is_never_chosen(string accelerator, double perGpu)
    {
        var offers = Catalog.HardwareOffers.Where(offer => offer is { Provider: "DigitalOcean", Terms: OfferTerms.OnDemand } && offer.Accelerator == accelerator).ToList();
        Assert.Equal([1, 8], offers.Select(offer => offer.Gpus));
        Assert.All(offers, offer => Assert.Equal((decimal)perGpu * offer.Gpus, offer.Price.UsdPerHour));
        Assert.All(offers, offer => Assert.True(offer.Indicative));
    }

    // RunPod sells by the GPU, so eight at eight times the price of one; Crusoe sells H100 SXM, H200 SXM, A100 SXM and MI300X by eight and nothing less.
    [Fact]
    public void Who_sells_by_the_GPU_sells_boxes_of_each_size_and_who_sells_whole_boxes_no_part_of_one()
    {
        var pods = Catalog.HardwareOffers.Where(offer => offer.Provider == "RunPod" && offer.Name.StartsWith("secure ", StringComparison.Ordinal)).GroupBy(offer => offer.Accelerator).ToList();
        Assert.All(pods, sizes => Assert.Equal([1, 2, 4, 8], sizes.Select(offer => offer.Gpus)));
        Assert.All(pods, sizes => Assert.All(sizes, offer => Assert.Equal(sizes.First().Price.UsdPerHour * offer.Gpus, offer.Price.UsdPerHour)));
        Assert.Equal(3.99m * 8, pods.Single(sizes => sizes.Key == "H100-SXM").Last().Price.UsdPerHour);
        var whole = Catalog.HardwareOffers.Where(offer => offer is { Provider: "Crusoe", Accelerator: "H100-SXM" or "H200-SXM" or "A100-SXM-80GB" or "MI300X" }).ToList();
        Assert.Equal(4, whole.Count(offer => offer.Terms == OfferTerms.OnDemand));
        Assert.All(whole, offer => Assert.Equal(8, offer.Gpus));
    }

    [Fact]
    public void Hardware_is_offered_by_many_and_on_every_kind_of_terms()
    {
        Assert.True(Catalog.HardwareOffers.Count >= 60, $"{Catalog.HardwareOffers.Count} offers");
        Assert.True(Catalog.HardwareOffers.Where(offer => !offer.Indicative).Select(offer => offer.Provider).Distinct().Count() >= 6);
        Assert.Equal(Enum.GetValues<OfferTerms>(), Catalog.HardwareOffers.Select(offer => offer.Terms).Distinct().Order());
    }

    [Theory]
    [InlineData("h100-sxm", "H100-SXM")]
    [InlineData("B200", "B200-SXM")]
    [InlineData("rtx 4090", "RTX-4090")]
    [InlineData("H100", null)]
    [InlineData("A100", null)]
    [InlineData("H10", null)]
    public void A_short_name_is_accepted_when_only_one_accelerator_can_be_meant(string text, string? id)
        => Assert.Equal(id, Catalog.FindAccelerator(text)?.Id);
}
