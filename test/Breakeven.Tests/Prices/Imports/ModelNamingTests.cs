using Breakeven.Prices.Imports;

namespace Breakeven.Tests.Prices.Imports;

public sealed class ModelNamingTests
{
    private static readonly ModelNaming Names = new(new ImportTables(), ["meta-llama/Llama-3.3-70B-Instruct", "Qwen/Qwen3-8B"]);

    [Theory]
    [InlineData("us.anthropic.claude-sonnet-4-20250514-v1:0", "claude-sonnet-4-20250514")]
    [InlineData("vertex_ai/claude-sonnet-4@20250514", "claude-sonnet-4-20250514")]
    [InlineData("deepinfra/meta-llama/Llama-3.3-70B-Instruct", "llama-3.3-70b-instruct")]
    [InlineData("gpt-4.1-mini", "gpt-4.1-mini")]
    [InlineData("ai21.jamba-1-5-large-v1:0", "jamba-1-5-large")]
    [InlineData("vertex_ai/qwen/qwen3-next-80b-a3b-instruct-maas", "qwen3-next-80b-a3b-instruct")]
    [InlineData("databricks/databricks-claude-opus-4", "claude-opus-4")]
    public void Two_lists_names_of_one_model_end_alike(string key, string tail) => Assert.Equal(tail, ModelNaming.Tail(key));

    [Theory]
    // The table of models, by the key itself.
    [InlineData("litellm", "groq", "groq/llama-3.3-70b-versatile", "Groq", "meta-llama/Llama-3.3-70B-Instruct")]
    // A name that ends as an id of the catalogue does, or as a key of the table.
    [InlineData("litellm", "nscale", "nscale/Qwen/qwen3-8b", "Nscale", "Qwen/Qwen3-8B")]
    [InlineData("litellm", "novita", "novita/some/llama-3.3-70b-versatile", "Novita", "meta-llama/Llama-3.3-70B-Instruct")]
    // Neither: under its maker, whoever sells it.
    [InlineData("litellm", "azure", "azure/eu/gpt-9-mini", "Azure OpenAI", "openai/gpt-9-mini")]
    [InlineData("genai", "aws", "aws/eu.anthropic.claude-9-v1:0", "AWS Bedrock", "anthropic/claude-9")]
    [InlineData("litellm", "deepinfra", "deepinfra/Gryphe/MythoMax-L2-13b", "DeepInfra", "gryphe/mythomax-l2-13b")]
    [InlineData("litellm", "a-newcomer", "a-newcomer/thing", "a-newcomer", "a-newcomer/thing")]
    [InlineData("litellm", "", "somebody/thing", "somebody", "somebody/thing")]
    public void A_key_gets_our_names_of_seller_and_model(string list, string seller, string key, string provider, string model)
    {
        var named = Names.Of(list, new() { Key = key, Seller = seller, Input = new(1), Output = new(2) });
        Assert.Equal((provider, model), (named.Provider, named.Model));
    }

    [Fact]
    public void The_tables_are_whole()
    {
        var tables = new ImportTables();
        var keys = tables.Rows("models", ImportTables.ModelColumns).Select(row => (row.Text("list", ""), row.Text("key", ""))).ToList();
        Assert.True(keys.Count >= 400, $"{keys.Count} keys");
        Assert.Equal(keys.Count, keys.Distinct().Count());
        var providers = tables.Rows("providers", "list", "id", "provider").Select(row => (row.Text("list", ""), row.Text("id", ""), row.Text("provider", ""))).ToList();
        Assert.Equal(providers.Count, providers.Select(row => (row.Item1, row.Item2)).Distinct().Count());
        Assert.True(tables.Rows("accelerators", "name", "cloud", "hint", "gibibytes", "accelerator").Count() >= 50);
    }
}
