using Breakeven.Cli.Tests.Documentation;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What compare says to a wrong call (exit 2, one line), and to a right one whose answer is no (exit 1, and why).</summary>
public class CompareMistakeTests
{
    private const string Traffic = "--traffic '400k requests/day, 1200 in, 300 out'";

    // On the small catalogue, so that the nearest names stay what they are.
    private static readonly string[] Wrong =
    [
        "compare",
        "compare --model Dense-70B",
        $"compare {Traffic}",
        "compare --model Dense-70B --traffic '0 requests/day, 1200 in, 300 out'",
        "compare --model Dense-70B --traffic '400k requests/day'",
        "compare --model Dense-70B --traffic '400k, 1200 in, 300 out'",
        "compare --model Dense-70B --traffic '-5 requests/day, 1200 in, 300 out'",
        $"compare --model Dense-70B {Traffic} --slo 'tpot p95 < 50'",
        $"compare --model Dense-70B {Traffic} --slo 'tpot p95 < 50 GiB'",
        $"compare --model Dense-70B {Traffic} --slo 'speed p95 < 50 ms'",
        $"compare --model Dens-70B {Traffic}",
        $"compare --model Dense-70B --gpu H10-SXM {Traffic}",
        $"compare --model Dense-70B {Traffic} --provider DigitlOcean",
        $"compare --model Dense-70B --model acme/Dense-70B {Traffic}",
        $"compare --model Dense-70B --gpu h100 --gpu H100-SXM {Traffic}",
        "compare --model Dense-70B --traffic '400k requests/day, 200k in, 300 out'",
        $"compare --model Dense-70B {Traffic} --precision nonsense",
        $"compare --model Dense-70B {Traffic} --layout tp=0",
        $"compare --model Dense-70B {Traffic} --layout 'tp=3; ep=4'",
        $"compare --model Dense-70B {Traffic} --layout tp=8,tp=4",
        $"compare --model Dense-70B {Traffic} --layout tp=8 --max-gpus 4",
        $"compare --model Dense-70B {Traffic} --layout eight",
        $"compare --model Dense-70B {Traffic} --engine vlm",
        $"compare --model Dense-70B {Traffic} --engine-setting max_num_sqs=8",
        $"compare --model Dense-70B {Traffic} --engine-setting gpu_memory_utilization=90",
        $"compare --model Dense-70B {Traffic} --tokens-ratio Latent-671B=1.1",
        $"compare --model Dense-70B {Traffic} --tokens-ratio Dense-70B=0",
        $"compare --model Dense-70B {Traffic} --tokens-ratio 1.1",
        $"compare --model Dense-70B {Traffic} --max-gpus 0",
        $"compare --model Dense-70B {Traffic} --max-gpus some",
        $"compare --model Dense-70B {Traffic} --spares -1",
        $"compare --model Dense-70B {Traffic} --terms weekly",
        $"compare --model Dense-70B {Traffic} --terms tokens",
    ];

    // Right calls on the catalogue that ships. What is sold by the token is left out, since those prices change.
    private static readonly (string Call, string Reason)[] No =
    [
        ($"compare --model Llama-3.3-70B-Instruct --gpu H100-SXM {Traffic} --slo 'ttft p95 < 1 ms'", "ttft p95 is "),
        ($"compare --model deepseek-ai/DeepSeek-V3 --gpu L4 {Traffic}", " short"),
        ($"compare --model Llama-3.3-70B-Instruct --gpu H100-SXM {Traffic} --layout tp=4,ep=4", "is dense and has no experts to spread over ep=4"),
        ($"compare --model Llama-3.3-70B-Instruct --gpu H100-SXM {Traffic} --layout tp=3", "64 query heads do not divide over tp=3; nearest: tp=2"),
        ($"compare --model Llama-3.3-70B-Instruct --gpu MI300X {Traffic} --engine tensorrt-llm", "tensorrt-llm is not known to run on AMD devices; nearest: vllm"),
        ($"compare --model Llama-3.3-70B-Instruct --gpu MI300X {Traffic} --terms reserved --provider DigitalOcean", "no offer from DigitalOcean holds MI300X on the terms asked for (reserved)"),
    ];

    [Fact]
    public void Wrong_calls_get_one_line_each()
    {
        var said = Wrong.Select(call => (call, Outcome: CliRun.Of(ShellWords.Split(call)))).ToList();
        Assert.All(said, one => AssertOneLine(one.call, one.Outcome));
        Snapshot.Match(string.Join('\n', said.Select(one => $"$ breakeven {one.call}\n{one.Outcome.Error}")));
    }

    [Fact]
    public void A_model_known_by_its_published_figures_alone_cannot_be_compared()
    {
        var folder = Directory.CreateTempSubdirectory("breakeven-");
        try
        {
            File.WriteAllText(
                Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, "models")).FullName, "me__Closed.json"),
                """
                { "schema_version": 1, "id": "me/Closed", "architecture": "unknown", "published_only": "no config is public", "source": { "where": "a page", "date": "2026-01-01" },
                  "published": { "total_parameters": 1e12, "source": { "where": "a page", "date": "2026-01-01" } } }
                """);
            var outcome = CliRun.Shipped.Run([.. ShellWords.Split($"compare --model me/Closed --gpu H200-SXM {Traffic}"), "--catalog", folder.FullName]);
            AssertOneLine("me/Closed", outcome);
            Assert.Contains("only published figures of me/Closed are known", outcome.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("{ \"model_type\": \"llama\", \"hidden_size\": 40")]
    [InlineData("{ \"model_type\": \"llama\", \"hidden_size\": -1 }")]
    [InlineData("{ \"model_type\": \"llama\", \"hidden_size\": 1e18, \"num_hidden_layers\": 1e18 }")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_hostile_config_gets_one_line(string text)
    {
        var folder = Directory.CreateTempSubdirectory("breakeven-");
        try
        {
            var path = Path.Combine(folder.FullName, "config.json");
            File.WriteAllText(path, text);
            var outcome = CliRun.Of([.. ShellWords.Split($"compare {Traffic} --model"), path]);
            AssertOneLine(text, outcome);
            Assert.Contains("config.json", outcome.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_right_call_whose_answer_is_no_says_why_and_exits_with_1()
    {
        foreach (var (call, reason) in No)
        {
            var outcome = CliRun.Shipped.Run(ShellWords.Split(call));
            Assert.True(outcome is { Exit: 1, Error: "" }, $"{call}: {outcome}");
            var after = outcome.Output[outcome.Output.IndexOf("Not an answer", StringComparison.Ordinal)..];
            Assert.Contains(reason, after[..after.IndexOf("\n\n", StringComparison.Ordinal)], StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_api_alone_answers_only_where_no_accelerator_and_no_latency_was_asked_for()
    {
        // Nobody sells reserved hardware in the small catalogue; Together AI sells the model by the token.
        var call = $"compare --model Dense-70B {Traffic} --terms reserved";
        Assert.Equal(0, CliRun.Of(ShellWords.Split(call)).Exit);
        Assert.Equal(1, CliRun.Of(ShellWords.Split(call + " --gpu MI300X")).Exit);
        var bounded = CliRun.Of(ShellWords.Split(call + " --slo 'ttft p95 < 1 s'"));
        Assert.Equal(1, bounded.Exit);
        Assert.Contains("nobody vouches for its latency", bounded.Output, StringComparison.Ordinal);
    }

    private static void AssertOneLine(string call, CliRun.Outcome outcome)
    {
        Assert.True(outcome.Exit == 2, $"{call}: exit {outcome.Exit}\n{outcome.Output}{outcome.Error}");
        Assert.Empty(outcome.Output);
        Assert.Matches(@"^breakeven: [^\n]+: [^\n]+; [^\n]+\n$", outcome.Error);
    }
}
