using System.Text;
using Breakeven.Catalog;
using Breakeven.Sizing;

namespace Breakeven.Tests.Sizing;

public sealed class AcceptanceTableTests
{
    private const string Header = "model,method,thinking,length_1,length_2,length_3,length_4,length_5,length_6,length_7,length_8,date,source,note\n";

    // Of what was published: DeepSeek V4 Pro with its own draft layer, thinking, three tokens drafted.
    [Theory]
    [InlineData("deepseek-ai/DeepSeek-V4-Pro", "mtp", 3, 2.49)]
    [InlineData("nvidia/DeepSeek-V4-Pro-NVFP4", "mtp", 1, 1.79)]
    [InlineData("zai-org/GLM-5.2", "mtp", 8, 4.06)]
    [InlineData("nvidia/Kimi-K2.5-NVFP4", "eagle3", 2, 2.43)]
    [InlineData("moonshotai/Kimi-K3", "dspark", 3, 2.87)]
    [InlineData("nvidia/MiniMax-M3-NVFP4", "eagle3", 3, 2.83)]
    [InlineData("Qwen/Qwen3.5-397B-A17B", "mtp", 8, 5.21)]
    public void The_catalogue_knows_what_was_measured_of_a_model_and_its_copies(string model, string method, int drafted, double length)
    {
        var found = Facts.Catalog.Acceptance.Find(Facts.Model(model))!;

        Assert.Equal((method, true, length), (found.Method, found.Thinking, found.Lengths[drafted - 1]));
        Assert.StartsWith("https://github.com/SemiAnalysisAI/InferenceX/actions/runs/", found.Source.Where, StringComparison.Ordinal);
        Assert.Contains("coding prompts", found.Source.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct")]
    [InlineData("nvidia/Kimi-K2.6-NVFP4")]
    [InlineData("deepseek-ai/DeepSeek-V4-Flash")]
    public void Nothing_is_made_up_for_a_model_that_was_not_measured(string model) => Assert.Null(Facts.Catalog.Acceptance.Find(Facts.Model(model)));

    [Fact]
    public void A_longer_name_and_a_chain_of_drafts_come_first()
    {
        var table = Read("Kimi,dspark,on,1.9,,,,,,,,2026-11-22,a,\nKimi,mtp,off,1.8,,,,,,,,2026-11-22,a,\nKimi-K2.5,dspark,on,1.7,2.1,,,,,,,2026-11-22,a,\n");

        Assert.Equal([1.7, 2.1], table.Find(Facts.Model("moonshotai/Kimi-K2.5"))!.Lengths);
        Assert.Equal([1.8], table.Find(Facts.Model("moonshotai/Kimi-K3"))!.Lengths);
    }

    [Theory]
    [InlineData("M,mtp,on,2.1,,,,,,,,2026-11-22,a,", "test.csv:2, length_1: \"2.1\" is no number of tokens that 1 drafted ones can yield; write tokens from 1 to 2, such as 1.79")]
    [InlineData("M,mtp,on,,2.1,,,,,,,2026-11-22,a,", "test.csv:2, length_1: \"\" is no number of tokens that 1 drafted ones can yield; write tokens from 1 to 2, such as 1.79")]
    [InlineData("M,ngram,on,1.5,,,,,,,,2026-11-22,a,", "test.csv:2, method: \"ngram\" is no drafter that is known; write mtp or eagle3 or dspark")]
    [InlineData("M,mtp,yes,1.5,,,,,,,,2026-11-22,a,", "test.csv:2, thinking: \"yes\" is neither on nor off; write on or off")]
    [InlineData("M,mtp,on,1.5,,,,,,,,2026-11-22,,", "test.csv:2, source: it is empty; write something such as https://...")]
    public void A_row_that_cannot_be_gets_one_line(string row, string line)
    {
        var wrong = Assert.Throws<InputException>(() => Read(row + "\n"));

        Assert.Equal(line, $"{wrong.Where}: {wrong.What}; {wrong.Remedy}");
    }

    private static AcceptanceTable Read(string rows) => AcceptanceTable.Read(Encoding.UTF8.GetBytes(Header + rows), "test.csv");
}
