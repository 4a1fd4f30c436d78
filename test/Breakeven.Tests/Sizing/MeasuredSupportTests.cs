using Breakeven.Catalog;
using Breakeven.Testing;

namespace Breakeven.Tests.Sizing;

public sealed class MeasuredSupportTests
{
    private const string Header = "id,source,measured,model,gpu,gpus,engine,engine_version,precision,tp,pp,ep,dp,scenario";

    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    [SkippableFact]
    public void The_committed_rows_are_what_the_measurements_convert_to()
    {
        string[] files = [.. new[] { "serving", "trtllm-offline", "h100-mi300x-405b", "decode-by-context" }.Select(name => ReferenceData.Require($"measurements/{name}.csv"))];
        var text = MeasuredSupport.Convert(files, Catalog);
        var committed = Repository.PathOf("catalog/support/measured.csv");
        if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1") File.WriteAllText(committed, text);
        Assert.True(File.Exists(committed) && File.ReadAllText(committed) == text, "catalog/support/measured.csv is not what the measurements convert to: run this test again with UPDATE_CATALOG=1 and read the diff");
    }

    // Three runs of one configuration: the first version counts. One without a version, one on an unknown card and one of unstated precision say nothing.
    [Fact]
    public void What_ran_is_a_yes_from_the_first_version_measured()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, $"""
            {Header}
            1,runs,2026-04-22,MiniMaxAI/MiniMax-M2.5,B200-SXM,2,vllm,0.19.0,fp8,2,1,1,1,closed-loop
            2,runs,2026-03-01,MiniMaxAI/MiniMax-M2.5,B200-SXM,2,vllm,0.18.1,fp8,2,1,1,1,closed-loop
            3,runs,2026-05-01,MiniMaxAI/MiniMax-M2.5,B200-SXM,2,vllm,0.20.0,fp8,2,1,1,1,closed-loop
            4,runs,,openai/gpt-oss-120b,H100-SXM,8,trtllm,v1.0 docs,fp4,8,1,8,,offline
            5,runs,,openai/gpt-oss-120b,H100-SXM,8,trtllm,,fp4,8,1,8,1,offline
            6,runs,,openai/gpt-oss-120b,H800 80GB,8,trtllm,1.0,fp4,8,1,8,1,offline
            7,runs,,openai/gpt-oss-120b,H100-SXM,8,trtllm,1.0,not stated,8,1,8,1,offline
            """);
        Assert.Equal(
            """
            engine,from,to,architecture,model,precision,hardware,layout,answer,date,source,note
            tensorrt-llm,1.0,,gpt_oss,,mxfp4,hopper,"tp=8,pp=1,dp=1,ep=8",yes,2026-08-22,"runs",measured with openai/gpt-oss-120b
            vllm,0.18.1,,minimax_m2,,fp8,blackwell,"tp=2,pp=1,dp=1,ep=1",yes,2026-03-01,"runs",measured with MiniMaxAI/MiniMax-M2.5

            """,
            MeasuredSupport.Convert([file], Catalog));
        File.Delete(file);
    }
}
