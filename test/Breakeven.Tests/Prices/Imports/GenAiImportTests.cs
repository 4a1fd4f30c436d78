namespace Breakeven.Tests.Prices.Imports;

public sealed class GenAiImportTests
{
    [Theory]
    [InlineData("""{ "input_mtok": 0.15, "cache_read_mtok": 0.07, "output_mtok": 0.6 }""", "0.15,0.07,0.6", "")]
    [InlineData("""{ "input_mtok": { "base": 3, "tiers": [ { "start": 200000, "price": 6 } ] }, "output_mtok": { "base": 15, "tiers": [ { "start": 200000, "price": 22.5 } ] } }""", "3,,15", "\"for prompts up to 200,000 tokens; longer ones 6 in and 22.5 out\"")]
    [InlineData("""{ "input_mtok": 1, "output_mtok": 1, "requests_kcount": 5 }""", "1,,1", "and $5 a thousand requests")]
    // A price that begins the next day is not yet charged; one that began on the day is.
    [InlineData("""[ { "prices": { "input_mtok": 2, "output_mtok": 10 } }, { "constraint": { "start_date": "2026-11-11" }, "prices": { "input_mtok": 3, "output_mtok": 15 } } ]""", "2,,10", "")]
    [InlineData("""[ { "prices": { "input_mtok": 2, "output_mtok": 10 } }, { "constraint": { "start_date": "2026-11-10" }, "prices": { "input_mtok": 3, "output_mtok": 15 } } ]""", "3,,15", "")]
    // Cheap at night: the day's price stands for both.
    [InlineData("""[ { "prices": { "input_mtok": 0.135, "output_mtok": 0.55 } }, { "constraint": { "start_time": "00:30:00Z", "end_time": "16:30:00Z" }, "prices": { "input_mtok": 0.55, "output_mtok": 2.19 } } ]""", "0.55,,2.19", "the dearest of its prices by the hour of day")]
    public void The_price_of_the_day_is_taken(string prices, string expected, string note)
    {
        var imported = Imported.Of($$"""[ { "id": "novita", "models": [ { "id": "acme/some", "prices": {{prices}} } ] } ]""", "data.json");
        Assert.Equal($"Novita,acme/some,novita/acme/some,{expected},,,2026-11-10,pydantic/genai-prices prices/data.json,{note}", Assert.Single(imported.TokenLines));
    }

    [Fact]
    public void What_has_no_price_of_output_is_skipped()
    {
        var imported = Imported.Of("""[ { "id": "p", "models": [ { "id": "embed", "prices": { "input_mtok": 0.1 } }, { "id": "free", "prices": {} }, { "id": "m", "prices": { "input_mtok": 1, "output_mtok": 2 } } ] } ]""", "data.json");
        Assert.Equal((1, 1), (imported.Skipped("no price of output"), imported.Skipped("no price by the token")));
        Assert.Single(imported.TokenLines);
    }

    [Fact]
    public void Only_the_providers_asked_for_are_taken_over()
    {
        const string List = """[ { "id": "groq", "models": [ { "id": "a", "prices": { "input_mtok": 1, "output_mtok": 2 } } ] }, { "id": "novita", "models": [ { "id": "b", "prices": { "input_mtok": 1, "output_mtok": 2 } } ] } ]""";
        var imported = Imported.Of(List, "data.json", with: request => request with { Providers = ["novita"] });
        Assert.StartsWith("Novita,", Assert.Single(imported.TokenLines), StringComparison.Ordinal);
        Assert.Equal(1, imported.Skipped("another provider"));
        Assert.Null(Imported.Of(List, "data.json", with: request => request with { KnownModelsOnly = true }).Tokens);
    }
}
