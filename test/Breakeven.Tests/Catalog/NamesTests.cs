using Breakeven.Catalog;

namespace Breakeven.Tests.Catalog;

public sealed class NamesTests
{
    private static readonly string[] Accelerators = ["A100-PCIE-80GB", "A100-SXM-80GB", "B200-SXM", "GB200", "GH200", "H100-NVL", "H100-PCIE", "H100-SXM", "H200-SXM", "L4", "L40S", "MI300X", "MI325X", "MI355X", "RTX-4090", "RTX-PRO-6000"];

    private static readonly string[] Models =
    [
        "meta-llama/Llama-2-7b-hf", "meta-llama/Llama-3.1-70B-Instruct", "meta-llama/Llama-3.1-8B-Instruct", "meta-llama/Llama-3.3-70B-Instruct", "meta-llama/Llama-4-Maverick-17B-128E-Instruct",
        "mistralai/Mixtral-8x7B-Instruct-v0.1", "openai/gpt-oss-120b", "openai/gpt-oss-20b", "Qwen/Qwen3-235B-A22B", "Qwen/Qwen3-32B", "deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-V3", "moonshotai/Kimi-K2-Instruct", "moonshotai/Kimi-K2.5",
    ];

    [Theory]
    [InlineData("llama 3.3 70b", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("lama-3.3-70b", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("meta-llama/Llama-3.3-70B-Instuct", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("LLAMA3.3-70B", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("maverick", "meta-llama/Llama-4-Maverick-17B-128E-Instruct")]
    [InlineData("mixtral", "mistralai/Mixtral-8x7B-Instruct-v0.1")]
    [InlineData("gptoss120b", "openai/gpt-oss-120b")]
    [InlineData("deepseek v3", "deepseek-ai/DeepSeek-V3")]
    [InlineData("qwen 235b", "Qwen/Qwen3-235B-A22B")]
    public void A_misspelt_model_finds_the_one_meant_first(string text, string model) => Assert.Equal(model, Names.Nearest(text, Models)[0]);

    [Theory]
    [InlineData("H100", "H100-NVL H100-PCIE H100-SXM")]
    [InlineData("H1OO", "H100-NVL H100-PCIE H100-SXM")]
    [InlineData("mi300", "MI300X MI325X")]
    [InlineData("4090", "RTX-4090")]
    [InlineData("h200 sxm", "H200-SXM")]
    [InlineData("rtx 6000", "RTX-PRO-6000")]
    public void A_misspelt_accelerator_finds_those_that_may_be_meant(string text, string nearest)
    {
        var found = Names.Nearest(text, Accelerators);
        Assert.Equal(nearest.Split(' ').Order(), found.Take(nearest.Split(' ').Length).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("///")]
    [InlineData("xyzzy")]
    public void Nothing_is_suggested_for_noise(string text) => Assert.Empty(Names.Nearest(text, Models));

    [Theory]
    [InlineData("Llama-3.3-70B-Instruct", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("llama 3.3 70b", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("OPENAI/GPT-OSS-20B", "openai/gpt-oss-20b")]
    [InlineData("kimi-k2", "moonshotai/Kimi-K2-Instruct")]
    [InlineData("gpt-oss", null)]
    [InlineData("Llama-3.3", "meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("Llama-3", null)]
    [InlineData("Instruct", null)]
    public void A_short_name_is_accepted_only_when_it_can_mean_one_model(string text, string? model) => Assert.Equal(model, Names.Resolve(text, Models));

    [Fact]
    public void A_name_that_two_organisations_use_is_not_guessed()
        => Assert.Null(Names.Resolve("Llama-3.3-70B-Instruct", ["meta-llama/Llama-3.3-70B-Instruct", "unsloth/Llama-3.3-70B-Instruct"]));
}
