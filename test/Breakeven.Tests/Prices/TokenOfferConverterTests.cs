using System.Text;
using Breakeven.Catalog;
using Breakeven.Prices;
using Breakeven.Prices.Imports;
using Breakeven.Testing;
using Breakeven.Tests.Catalog;

namespace Breakeven.Tests.Prices;

public sealed class TokenOfferConverterTests
{
    private static readonly DateOnly August = new(2026, 8, 21);

    [SkippableFact]
    public void The_committed_token_offers_are_what_the_lists_convert_to()
    {
        var lists = new Dictionary<string, TokenOfferConverter.PriceList>
        {
            ["litellm"] = new("BerriAI/litellm model_prices_and_context_window.json as in Prajwalsrinvas/token-tariff@dc2baf9d80f9", new(2026, 8, 6),
                LiteLlmPriceList.Read(File.ReadAllBytes(ReferenceData.Require("prices/litellm_model_prices_and_context_window.json"))).Prices),
            ["genai"] = new("pydantic/genai-prices@47df840a5ab1 prices/data.json", August,
                GenAiPriceList.Read(File.ReadAllBytes(ReferenceData.Require("prices/genai-prices/data.json")), August).Prices),
        };
        // Not matched with the catalogue's ids, so that the offers stay as they are when it gains a model.
        var (offers, opinions) = TokenOfferConverter.Convert(new ImportTables(), lists, []);
        Same("catalog/prices/tokens.csv", offers);
        Same("catalog/prices/second-opinions.csv", opinions);
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
        Assert.Equal(million, list.Prices.Single().Input.Value.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_row_that_looks_swapped_is_refused()
        => Assert.Contains("looks swapped", Assert.Throws<InputException>(() => Convert("a,k,P,m/n,,\n", ("a", "k", 1.41m, 0.35m))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_batch_discount_is_taken_off_both_prices_and_cited()
    {
        var (offers, _) = Convert("a,k,Moonshot,moonshotai/Kimi-K2.5,moonshot,\n", ("a", "k", 0.6m, 3m));
        Assert.Equal("Moonshot,moonshotai/Kimi-K2.5,k,0.6,,3,0.36,1.8,2026-08-06,a,batch at 60 % of the price: https://platform.kimi.ai/docs/pricing/batch", offers.Split('\n')[1]);
    }

    [Fact]
    public void What_the_other_list_says_of_an_offer_is_a_second_opinion_and_no_offer()
    {
        var (offers, opinions) = Convert("a,groq/qwen-72b,Groq,Qwen/Qwen2.5-72B-Instruct,,\n",
            ("a", "groq/qwen-72b", 0.3m, 0.4m), ("b", "groq/Qwen-72B", 0.5m, 0.6m), ("b", "groq/other", 1m, 2m));
        Assert.Equal(2, offers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("groq,Qwen/Qwen2.5-72B-Instruct,groq/Qwen-72B,0.5,,0.6,,,2026-08-21,b,", opinions.Split('\n', StringSplitOptions.RemoveEmptyEntries)[1]);
    }

    private static (string Offers, string SecondOpinions) Convert(string rows, params (string List, string Key, decimal Input, decimal Output)[] prices)
    {
        using var folder = new UserFolder().With("imports/models.csv", "list,key,provider,model,batch,note\n" + rows);
        var lists = new[] { "a", "b" }.ToDictionary(list => list, list => new TokenOfferConverter.PriceList(list, list == "b" ? August : new(2026, 8, 6),
            [.. prices.Where(price => price.List == list).Select(price => new ListedPrice { Key = price.Key, Seller = price.Key.Split('/')[0], Input = new(price.Input), Output = new(price.Output) })]));
        return TokenOfferConverter.Convert(new ImportTables(folder.Path), lists, []);
    }

    private static void Same(string file, string text)
    {
        var committed = Repository.PathOf(file);
        if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1") File.WriteAllText(committed, text);
        Assert.True(File.ReadAllText(committed) == text, $"{file} is not what the lists convert to: run this test again with UPDATE_CATALOG=1 and read the diff");
    }
}
