using System.Text.Json;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What fine-tuning takes, on the catalogue that does not change.</summary>
public sealed class FineTuneTests
{
    private const string Plain = "finetune --model Dense-70B --gpu H100-SXM --tokens 100M";

    private static readonly string[] Wrong =
    [
        "finetune",
        "finetune --model Dense-70B --gpu H100-SXM",
        "finetune --model Dense-71B --gpu H100-SXM --tokens 100M",
        "finetune --model Dense-70B --gpu H100-SXN --tokens 100M",
        "finetune --model Dense-70B --gpu H100-SXM --tokens 0",
        "finetune --model Dense-70B --gpu H100-SXM --tokens all",
        $"{Plain} --method lorra",
        $"{Plain} --adapters experts",
        $"{Plain} --rank 0",
        $"{Plain} --rank 1.5",
        $"{Plain} --rank 5000",
        $"{Plain} --rank 1M",
        $"{Plain} --sequence 8",
        $"{Plain} --sequence 100M",
        $"{Plain} --mfu 0",
        $"{Plain} --mfu 2",
        $"{Plain} --mfu 0.4",
        $"{Plain} --mfu 140%",
    ];

    [Fact]
    public void Wrong_calls_get_one_line_each()
    {
        var said = Wrong.Select(call => (Call: call, Outcome: CliRun.Of(ShellWords.Split(call)))).ToList();
        Assert.All(said, one =>
        {
            Assert.Equal((2, ""), (one.Outcome.Exit, one.Outcome.Output));
            Assert.Matches(@"^breakeven: [^\n]+\n$", one.Outcome.Error);
        });
        Snapshot.Match(string.Join('\n', said.Select(one => $"$ breakeven {one.Call}\n{one.Outcome.Error}")));
    }

    [Theory]
    [InlineData("dense", Plain + " --explain")]
    [InlineData("mixture", "finetune --model Latent-671B --gpu MI300X --tokens 1B --method lora --method qlora --adapters all")]
    [InlineData("none", "finetune --model Latent-671B --gpu H100-SXM --tokens 1B --sequence 1M --method qlora")]
    public void The_page_reads_as_it_did(string name, string call) =>
        Snapshot.Match(new CliRun { Width = 120, Variables = { ["NO_COLOR"] = "1" } }.Run(ShellWords.Split(call)).ToString(), name);

    // Where one sequence is too much for a device the answer is no, and the GPU-hours are told all the same.
    [Fact]
    public void What_does_not_fit_is_an_answer_of_no()
    {
        var outcome = CliRun.Of(ShellWords.Split("finetune --model Latent-671B --gpu H100-SXM --tokens 1B --sequence 1M --method qlora --format json"));
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        using var json = JsonDocument.Parse(outcome.Output);
        var run = json.RootElement.GetProperty("runs")[0];
        Assert.Equal(JsonValueKind.Null, run.GetProperty("gpus").ValueKind);
        Assert.True(run.GetProperty("gpu_hours").GetDouble() > 0);
    }
}
