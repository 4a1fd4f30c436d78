using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Comparisons whose capacities are simulated.</summary>
public sealed class CompareSimulateTests
{
    private const string Traffic = "--traffic '4 requests/s, 500 in cv 1, 100 out cv 1, peak 2x'";

    private const string Bounded = Traffic + " --slo 'ttft p95 < 1 s, tpot p95 < 60 ms'";

    private const string Two = $"compare --model Dense-70B --gpu MI300X --gpu H100-SXM {Bounded} --simulate";

    public static TheoryData<string, string> Mistaken => new()
    {
        { "no-bound", $"compare --model Dense-70B --gpu MI300X {Traffic} --simulate" },
        { "drafts", $"compare --model Dense-70B --gpu MI300X {Bounded} --simulate --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=2.5" },
        { "documents", "compare --model Dense-70B --gpu MI300X --traffic '10k documents of 900 tokens by 6h' --slo 'ttft p95 < 1 s' --simulate" },
    };

    [Theory]
    [MemberData(nameof(Mistaken))]
    public void A_mistake_gets_one_line(string name, string arguments)
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split(arguments));
        Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Snapshot.Match(outcome.Error, name);
    }

    // Replicas are the peak of 2 x 4 requests a second over what one was found to carry, whole; and both figures stand side by side.
    [Fact]
    public void Bills_are_for_what_was_simulated()
    {
        var contenders = Hosted(Two);
        Assert.Equal(2, contenders.Count);
        foreach (var one in contenders)
        {
            Assert.Equal("simulated", one.GetProperty("capacity_from").GetString());
            var simulated = one.GetProperty("simulated");
            var capacity = one.GetProperty("capacity_requests_per_second_per_replica").GetDouble();
            Assert.True(simulated.GetProperty("met").GetBoolean());
            Assert.Equal(simulated.GetProperty("requests_per_second_per_replica").GetDouble(), capacity);
            Assert.Equal((long)Math.Ceiling(8 / capacity), one.GetProperty("replicas").GetInt64());
            Assert.Equal(simulated.GetProperty("closed_form_requests_per_second_per_replica").GetDouble() / capacity - 1, simulated.GetProperty("closed_form_difference").GetDouble(), 1e-9);
        }

        Assert.All(Hosted(Two.Replace(" --simulate", "", StringComparison.Ordinal)), one =>
            Assert.Equal(("closed_form", JsonValueKind.Null), (one.GetProperty("capacity_from").GetString(), one.GetProperty("simulated").ValueKind)));
    }

    // The one search, asked by either verb of the same replica: without a peak, which capacity would carry and compare counts replicas for.
    [Fact]
    public void Capacity_finds_the_same()
    {
        var one = Hosted($"compare --model Dense-70B --gpu MI300X --precision native --layout tp=1 --engine-setting max_num_seqs=128 {Bounded} --simulate")[0];
        var outcome = CliRun.Of([.. Documentation.ShellWords.Split(
            $"capacity --model Dense-70B --gpu MI300X --layout tp=1 --engine-setting max_num_seqs=128 {Bounded.Replace(", peak 2x", "", StringComparison.Ordinal)} --seeds 3"), "--format", "json"]);
        var capacity = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("capacity").GetProperty("requests_per_second").GetDouble();
        Assert.Equal(capacity, one.GetProperty("capacity_requests_per_second_per_replica").GetDouble(), 0.03 * capacity);
    }

    [Fact]
    public void The_table_says_which_capacity_is_which()
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split(Two));
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        var lines = outcome.Output.Split('\n').SkipWhile(line => line != "What a replica carries, requests/s").Take(5).ToList();
        Assert.Matches(" used +from +simulated +of variants +closed form +off by", lines[1]);
        Assert.All(lines[3..5], line => Assert.Matches("Dense-70B on (MI300X|H100-SXM) .* simulated +[0-9.]+ +[0-9.]+( to [0-9.]+)? +[0-9.]+ +[+-]?[0-9]+ %$", line));
        Assert.Contains("simulated: what a replica of the 3 cheapest deployments of each model carries", outcome.Output, StringComparison.Ordinal);
    }

    private static List<JsonElement> Hosted(string arguments)
    {
        var outcome = CliRun.Of([.. Documentation.ShellWords.Split(arguments), "--format", "json"]);
        Assert.True(outcome.Exit == 0, outcome.ToString());
        return [.. JsonDocument.Parse(outcome.Output).RootElement.GetProperty("contenders").EnumerateArray().Select(one => one.GetProperty("hosted")).Where(one => one.ValueKind != JsonValueKind.Null)];
    }
}
