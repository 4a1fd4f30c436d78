using System.Text.Json;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>A small model first and a larger one for what is escalated, on the catalogue that does not change.</summary>
public sealed class CascadeVerbTests
{
    // By the token alone: $0.27 in and $1.10 out a million, 1200 and 300 of them, are $0.654 a thousand requests; at $0.88 both ways $1.32. Batch prices are not for whom latency is bound.
    private const string Sold = "cascade --small Latent-671B --large Dense-70B --provider DeepInfra --provider 'Together AI' --traffic '400k requests/day, 1200 in, 300 out' --slo 'ttft p95 < 1 s'";

    private static readonly string[] Wrong =
    [
        "cascade --small Dense-70B --traffic '1 requests/s, 1200 in, 300 out'",
        "cascade --small Dense-70B --large Dense-70B --traffic '1 requests/s, 1200 in, 300 out'",
        "cascade --small Dense-71B --large Latent-671B --traffic '1 requests/s, 1200 in, 300 out'",
        $"{Sold} --quality-small 0.7",
        $"{Sold} --quality-small 71 --quality-large 83",
        $"{Sold} --quality-small 0.71 --quality-large 0.83 --quality-kept 0.9",
        $"{Sold} --quality-small 0.71 --quality-large 0.83 --quality-kept 0.2 --escalate 30%",
        $"{Sold} --quality-small 0.71 --quality-large 0.83 --graded samples/graded/prompts.csv",
        $"{Sold} --graded nowhere.csv",
        $"{Sold} --graded samples/measurements/runs.csv",
        $"{Sold} --min-quality 0.8",
        $"{Sold} --written 150%",
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
        Snapshot.Match(string.Join('\n', said.Select(one => $"$ breakeven {one.Call}\n{one.Outcome.Error.Replace(Repository.Root, "", StringComparison.Ordinal)}")));
    }

    [Theory]
    [InlineData("tokens", Sold + " --quality-small 0.71 --quality-large 0.83 --escalate 30%")]
    [InlineData("boxes", "cascade --small Dense-70B --large Latent-671B --gpu MI300X --gpu H100-SXM --traffic '4M requests/day, 1200 in, 300 out' --no-tokens --graded samples/graded/prompts.csv --min-quality 0.9 --written 20%")]
    [InlineData("nothing", "cascade --small Dense-70B --large Latent-671B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --no-tokens --slo 'tpot p95 < 1 ms'")]
    public void The_page_reads_as_it_did(string name, string call) => Snapshot.Match(new CliRun { Width = 140, Variables = { ["NO_COLOR"] = "1" } }.Run(ShellWords.Split(call)).ToString(), name);

    // 12,166,666.7 requests a month: $7,957.00 for the smaller, $16,060.00 for the larger one. 0.654 + p x 1.32 = 1.32 at p = 0.666 / 1.32.
    [Fact]
    public void By_the_token_the_bills_meet_where_they_do_on_paper()
    {
        using var json = Json($"{Sold} --quality-small 0.71 --quality-large 0.83 --escalate 30%");
        var root = json.RootElement;
        Assert.Equal(7_957, root.GetProperty("small").GetProperty("usd_per_month").GetDouble(), 0.01);
        Assert.Equal(16_060, root.GetProperty("large_alone").GetProperty("usd_per_month").GetDouble(), 0.01);
        var crossing = Assert.Single(root.GetProperty("crossings").EnumerateArray());
        Assert.Equal(0.666 / 1.32, crossing.GetProperty("share").GetDouble(), 1e-9);
        Assert.Equal(("large_alone", "level"), (crossing.GetProperty("cheaper_above").GetString(), crossing.GetProperty("kind").GetString()));
        var asked = root.GetProperty("asked");
        // 7,957 + 0.3 x 16,060; 0.71 + 0.3 x 0.12; at most min(1, 0.71 + 0.3).
        Assert.Equal((12_775.0, 0.746, 1.0), (Math.Round(asked.GetProperty("usd_per_month").GetDouble(), 2), Math.Round(asked.GetProperty("quality").GetDouble(), 9), asked.GetProperty("quality_bound").GetDouble()));
        Assert.Equal(0.746 * 400_000 / 24 * 730 / 12_775, asked.GetProperty("good_answers_per_usd").GetDouble(), 0.01);
    }

    // The larger one reads the draft too: 1,500 tokens in instead of 1,200. 1.32 becomes 1,800 x 0.88 / 1000 = 1.584: 0.654 + 1.584 p = 1.32.
    [Fact]
    public void A_draft_that_is_passed_on_is_paid_as_input()
    {
        using var json = Json($"{Sold} --pass-on 100%");
        Assert.Equal(0.666 / 1.584, Assert.Single(json.RootElement.GetProperty("crossings").EnumerateArray()).GetProperty("share").GetDouble(), 1e-9);
    }

    [Fact]
    public void The_bill_of_either_model_is_the_one_of_compare()
    {
        const string terms = "--gpu MI300X --gpu H100-SXM --traffic '4M requests/day, 1200 in, 300 out, peak 2x'";
        using var json = Json($"cascade --small Dense-70B --large Latent-671B {terms}");
        foreach (var (side, model) in new[] { ("small", "Dense-70B"), ("large_alone", "Latent-671B") })
        {
            using var compare = Json($"compare --model {model} {terms}");
            Assert.Equal(compare.RootElement.GetProperty("contenders")[0].GetProperty("usd_per_month").GetDouble(), json.RootElement.GetProperty(side).GetProperty("usd_per_month").GetDouble(), 1e-6);
        }
    }

    [Fact]
    public void A_quality_that_nothing_reaches_answers_no()
    {
        Assert.Equal(1, CliRun.Of(ShellWords.Split($"{Sold} --quality-small 0.71 --quality-large 0.83 --min-quality 0.9")).Exit);
        using var json = Json($"{Sold} --quality-small 0.71 --quality-large 0.83 --min-quality 0.74");
        // 0.71 + 0.12 p = 0.74 at a quarter.
        Assert.Equal(0.25, json.RootElement.GetProperty("cheapest_good_enough").GetProperty("share").GetDouble(), 1e-9);
    }

    // 0.71 + 0.12 p = 0.7328 at 19 %, which is no row of its own; 33 % neither.
    [Fact]
    public void The_asked_and_the_advised_share_are_rows_with_a_mark()
    {
        var apart = Marked("--min-quality 0.7328 --escalate 33%");
        Assert.Equal(["+ 19 %", "* 33 %"], apart);
        // A row that is there already is marked, and not repeated.
        Assert.Equal(["*+ 25 %"], Marked("--min-quality 0.74 --escalate 25%"));
        Assert.Empty(Marked(""));

        static IEnumerable<string> Marked(string more)
        {
            var outcome = new CliRun { Width = 140, Variables = { ["NO_COLOR"] = "1" } }.Run(ShellWords.Split($"{Sold} --quality-small 0.71 --quality-large 0.83 {more}"));
            Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
            return [.. System.Text.RegularExpressions.Regex.Matches(outcome.Output, "^ *([*+]+ [0-9]+ %) ", System.Text.RegularExpressions.RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        }
    }

    // $16,060.00 a month for Dense-70B and $7,957.00 for Latent-671B.
    [Theory]
    [InlineData("--small Latent-671B --large Dense-70B", "0.71", "0.83", null)]
    [InlineData("--small Latent-671B --large Dense-70B", "0.83", "0.83", "The one that answers first is at least as good as the other")]
    [InlineData("--small Dense-70B --large Latent-671B", "0.71", "0.83", "The one that answers first costs more than the other, $16,060 a month for every request: --small and --large may be swapped, or")]
    [InlineData("--small Dense-70B --large Latent-671B", "0.83", "0.71", "The one that answers first costs more than the other, $16,060 a month for every request, and is at least as good: --small and --large may be swapped.")]
    public void A_smaller_model_that_is_dearer_or_no_worse_is_remarked_on(string models, string small, string large, string? said)
    {
        using var json = Json($"cascade {models} --provider DeepInfra --provider 'Together AI' --traffic '400k requests/day, 1200 in, 300 out' --slo 'ttft p95 < 1 s' --quality-small {small} --quality-large {large}");
        var verdict = json.RootElement.GetProperty("verdict").GetString()!;
        if (said is null) Assert.DoesNotContain("The one that answers first", verdict, StringComparison.Ordinal);
        else Assert.Contains(said, verdict, StringComparison.Ordinal);
    }

    private static JsonDocument Json(string call)
    {
        var outcome = CliRun.Of([.. ShellWords.Split(call), "--format", "json"]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        return JsonDocument.Parse(outcome.Output);
    }
}
