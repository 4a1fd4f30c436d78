namespace Breakeven.Tests.Prices.Imports;

public sealed class LiteLlmImportTests
{
    private const string Source = "2026-11-10,BerriAI/litellm model_prices_and_context_window.json";

    // 2.3e-07 dollars a token are 0.23 a million; 1.0999e-06 are 1.0999, not 1.0998999999999999.
    [Fact]
    public void Prices_a_token_become_exact_prices_a_million_with_cached_input_and_batches()
    {
        var imported = Imported.Of("""
            {
              "deepinfra/meta-llama/Llama-3.3-70B-Instruct": { "litellm_provider": "deepinfra", "mode": "chat", "input_cost_per_token": 2.3e-07, "output_cost_per_token": 1.0999e-06 },
              "gpt-5-mini": { "litellm_provider": "openai", "mode": "responses", "input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06, "cache_read_input_token_cost": 2.5e-08,
                "input_cost_per_token_batches": 1.25e-07, "output_cost_per_token_batches": 1e-06 }
            }
            """, "litellm.json");
        Assert.Equal(
            [$"DeepInfra,meta-llama/Llama-3.3-70B-Instruct,deepinfra/meta-llama/Llama-3.3-70B-Instruct,0.23,,1.0999,,,{Source},", $"OpenAI,openai/gpt-5-mini,gpt-5-mini,0.25,0.025,2,0.125,1,{Source},"],
            imported.TokenLines);
    }

    [Theory]
    [InlineData("""{ "mode": "embedding", "input_cost_per_token": 1e-7, "output_cost_per_token": 0 }""", "not text to text (embedding)")]
    [InlineData("""{ "mode": "image_generation", "output_cost_per_image": 0.04 }""", "not text to text (image generation)")]
    [InlineData("""{ "mode": "chat", "input_cost_per_token": 0, "output_cost_per_token": 0 }""", "free, or its price is not stated")]
    [InlineData("""{ "mode": "chat", "input_cost_per_second": 0.01 }""", "no price by the token")]
    [InlineData("""{ "mode": "chat", "input_cost_per_token": -1e-6, "output_cost_per_token": 1e-6 }""", "a negative price")]
    [InlineData("""{ "mode": "chat", "input_cost_per_token": 0.0136, "output_cost_per_token": 0.0136 }""", "above $2000 a million tokens, which must be a wrong unit")]
    [InlineData("""{ "mode": "chat", "currency": "EUR", "input_cost_per_token": 1e-6, "output_cost_per_token": 1e-6 }""", "priced in EUR, not in US dollars")]
    [InlineData("""{ "mode": "chat", "input_cost_per_token": 1e-6 }""", "no price of output")]
    [InlineData("7", "not an entry of a model")]
    public void What_is_no_offer_is_skipped_with_its_reason(string entry, string reason)
    {
        var imported = Imported.Of($$"""{ "x/sold": { "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6 }, "x/odd": {{entry}} }""", "litellm.json");
        Assert.Single(imported.TokenLines);
        Assert.Equal(new("x/odd", reason), Assert.Single(imported.Result.Skipped));
    }

    // 2.5e-06 and 1.5e-05 above 200k tokens are 2.5 and 15 a million.
    [Fact]
    public void Of_tiers_the_lowest_is_taken_and_the_next_one_noted()
    {
        var imported = Imported.Of("""
            {
              "gemini/gemini-2.5-pro": { "litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05,
                "input_cost_per_token_above_200k_tokens": 2.5e-06, "output_cost_per_token_above_200k_tokens": 1.5e-05 },
              "dashscope/qwen-flash": { "litellm_provider": "dashscope", "mode": "chat", "tiered_pricing": [
                { "input_cost_per_token": 2.5e-07, "output_cost_per_token": 2e-06, "range": [256000, 1000000] }, { "input_cost_per_token": 5e-08, "output_cost_per_token": 4e-07, "range": [0, 256000] } ] }
            }
            """, "litellm.json");
        Assert.Equal(
            [
                $"Google,google/gemini-2.5-pro,gemini/gemini-2.5-pro,1.25,,10,,,{Source},for prompts up to 200k tokens; longer ones 2.5 in and 15 out",
                $"Alibaba Cloud,Qwen/qwen-flash,dashscope/qwen-flash,0.05,,0.4,,,{Source},\"for prompts up to 256,000 tokens; longer ones 0.25 in and 2 out\"",
            ], imported.TokenLines);
    }
}
