using System.Text;
using Breakeven.Catalog;
using Breakeven.Prices;
using Breakeven.Testing;

namespace Breakeven.Tests.Prices;

public sealed class TokenOfferConverterTests
{
    private const string Header = "list,key,provider,model,batch,note\n";

    [SkippableFact]
    public void The_committed_token_offers_are_what_the_lists_convert_to()
    {
        var lists = new Dictionary<string, TokenOfferConverter.PriceList>
        {
            ["litellm"] = new("BerriAI/litellm model_prices_and_context_window.json as in Prajwalsrinvas/token-tariff@dc2baf9d80f9", new(2026, 8, 6),
                LiteLlmPriceList.Read(File.ReadAllBytes(ReferenceData.Require("prices/litellm_model_prices_and_context_window.json")))),
            ["genai"] = new("pydantic/genai-prices@47df840a5ab1 prices/data.json", new(2026, 8, 21),
                GenAiPriceList.Read(File.ReadAllBytes(ReferenceData.Require("prices/genai-prices/data.json")))),
        };
        var map = File.ReadAllBytes(Repository.PathOf("test/Breakeven.Tests/Prices/token-offers.map.csv"));
        var text = TokenOfferConverter.Convert(map, lists);
        var committed = Repository.PathOf("catalog/prices/tokens.csv");
        if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1") File.WriteAllText(committed, text);
        Assert.True(File.ReadAllText(committed) == text, "catalog/prices/tokens.csv is not what the lists convert to: run this test again with UPDATE_CATALOG=1 and read the diff");
    }

    // 7.1e-07 dollars a token is 0.71 a million, to the last digit; 1.5000999999999998e-07 is 0.15001 with the noise of a product in binary.
    [Theory]
    [InlineData("7.1e-07", "0.71")]
    [InlineData("1.5000999999999998e-07", "0.15001")]
    [InlineData("3.625e-09", "0.003625")]
    [InlineData("1.6e-05", "16")]
    public void A_price_a_token_becomes_a_price_a_million_without_noise(string token, string million)
    {
        var list = LiteLlmPriceList.Read(Encoding.UTF8.GetBytes($$"""{ "p/m": { "input_cost_per_token": {{token}}, "output_cost_per_token": {{token}} } }"""));
        Assert.Equal(million, list.Single().Input.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Free_tiers_and_entries_without_an_output_price_are_no_offers()
        => Assert.Empty(LiteLlmPriceList.Read("""
            { "free": { "input_cost_per_token": 0, "output_cost_per_token": 0 }, "embedding": { "input_cost_per_token": 1e-7 }, "sample_spec": { "input_cost_per_token": "a text", "output_cost_per_token": 1e-7 } }
            """u8.ToArray()));

    [Fact]
    public void Cached_input_and_batch_prices_are_read_where_they_are_sold()
    {
        var price = LiteLlmPriceList.Read("""
            { "m": { "input_cost_per_token": 2.4e-07, "output_cost_per_token": 9.7e-07, "cache_read_input_token_cost": 1e-08, "input_cost_per_token_batches": 1.2e-07, "output_cost_per_token_batches": 4.85e-07 } }
            """u8.ToArray()).Single();
        Assert.Equal([0.24m, 0.97m, 0.01m, 0.12m, 0.485m],
            [price.Input.Value, price.Output.Value, price.CachedInput!.Value.Value, price.BatchInput!.Value.Value, price.BatchOutput!.Value.Value]);
    }

    [Fact]
    public void Prices_by_the_hour_of_day_are_left_out_of_the_second_list()
    {
        var prices = GenAiPriceList.Read("""
            [{ "id": "p", "models": [
                { "id": "plain", "prices": { "input_mtok": 0.15, "cache_read_mtok": 0.07, "output_mtok": 0.6 } },
                { "id": "by-hour", "prices": [{ "prices": { "input_mtok": 1, "output_mtok": 2 } }] },
                { "id": "by-length", "prices": { "input_mtok": { "base": 1, "tiers": [] }, "output_mtok": 2 } },
                { "id": "free", "prices": {} }] }]
            """u8.ToArray());
        Assert.Equal("p/plain", prices.Single().Key);
        Assert.Equal(0.07m, prices.Single().CachedInput!.Value.Value);
    }

    [Theory]
    [InlineData("wandb", 71_000, 71_000, "wrong unit")]
    [InlineData("azure", 1.41, 0.35, "looks swapped")]
    public void A_row_that_cannot_be_a_price_is_refused(string key, double input, double output, string why)
    {
        var list = new TokenOfferConverter.PriceList("list", new(2026, 8, 6), [new() { Key = key, Input = new((decimal)input), Output = new((decimal)output) }]);
        var refusal = Assert.Throws<InputException>(() => TokenOfferConverter.Convert(
            Encoding.UTF8.GetBytes(Header + $"litellm,{key},P,m,,\n"), new Dictionary<string, TokenOfferConverter.PriceList> { ["litellm"] = list }));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_discount_is_taken_off_both_prices_and_cited()
    {
        var list = new TokenOfferConverter.PriceList("list", new(2026, 8, 6), [new() { Key = "k", Input = new(0.6m), Output = new(3m), CachedInput = new(0.1m) }]);
        var text = TokenOfferConverter.Convert(Encoding.UTF8.GetBytes(Header + "litellm,k,Moonshot,moonshotai/Kimi-K2.5,moonshot,\n"), new Dictionary<string, TokenOfferConverter.PriceList> { ["litellm"] = list });
        Assert.Equal("Moonshot,moonshotai/Kimi-K2.5,k,0.6,0.1,3,0.36,1.8,2026-08-06,list,batch at 60 % of the price: https://platform.kimi.ai/docs/pricing/batch", text.Split('\n')[1]);
    }
}
