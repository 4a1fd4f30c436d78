using System.Text.Json;
using System.Text.RegularExpressions;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Capacities by simulation. Times hang on fits that go on, so no snapshot holds them: what is compared is the words around them, and sums.</summary>
public sealed class CapacityTests
{
    private const string Short = "capacity --traffic '2 requests/s, 500 in, 100 out' --model Dense-70B --gpu MI300X --seeds 2";

    private const string Bounded = Short + " --slo 'ttft p95 < 1 s, tpot p95 < 60 ms'";

    public static TheoryData<string, string> Mistaken => new()
    {
        { "neither", "capacity --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s'" },
        { "no-bound", $"{Short} --slo none" },
        { "bound", $"{Short} --slo 'ttft p95 > 1 s'" },
        { "seeds", "capacity --traffic '2 requests/s, 500 in, 100 out' --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s' --seeds 0" },
        { "documents", "capacity --traffic '10k documents of 900 tokens by 6h' --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s'" },
        { "too-few", $"{Short} --duration 1s --slo 'e2e p95 < 10 d'" },
        { "replicas", $"{Bounded} --replicas 0" },
        { "drafts", $"{Bounded} --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=2.5" },
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

    [Fact]
    public void What_even_a_little_traffic_misses_is_an_answer_of_no()
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split($"{Short} --slo 'ttft p95 < 1 ms'"));
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Snapshot.Match(outcome.Output);
    }

    // At the multiple found, simulate meets the bounds; a third above the most of the variants it does not.
    [Fact]
    public void Simulate_agrees()
    {
        var capacity = Json(Bounded).GetProperty("capacity");
        Assert.True(capacity.GetProperty("met").GetBoolean());
        var rate = capacity.GetProperty("requests_per_second").GetDouble();
        Assert.Equal(2 * capacity.GetProperty("multiple").GetDouble(), rate, 1e-9);
        Assert.Equal(500 * rate, capacity.GetProperty("input_tokens_per_second").GetDouble(), 1e-6);
        Assert.True(Met(0.97 * rate));
        Assert.False(Met(1.33 * capacity.GetProperty("requests_per_second_most").GetDouble()));

        // What simulate finds missed it answers "no".
        static bool Met(double rate)
        {
            var outcome = CliRun.Of([.. Documentation.ShellWords.Split(FormattableString.Invariant($"simulate --traffic '{rate:0.####} requests/s, 500 in, 100 out' --duration 15min --seed 77 --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s, tpot p95 < 60 ms'")), "--format", "json"]);
            var met = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("run").GetProperty("objectives").EnumerateArray().All(bound => bound.GetProperty("met").GetBoolean());
            Assert.Equal(met ? 0 : 1, outcome.Exit);
            return met;
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer()
    {
        Assert.Equal(CliRun.Of(Documentation.ShellWords.Split(Bounded)).Output, CliRun.Of(Documentation.ShellWords.Split(Bounded)).Output);
    }

    // Everything but figures.
    [Fact]
    public void The_page_reads_as_it_did()
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split(Bounded));
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        var text = Regex.Replace(outcome.Output, "limited by .*\n( {10,}.*\n)?|, #% below the variants' median", "LIMIT\n");
        text = Regex.Replace(text, "(?<![a-z0-9.-])[0-9][0-9,.]*%?(?![a-z0-9])", "#");
        text = Regex.Replace(text, "(, # below the variants' median)|# (less|more)|# (ms|s)$", match => match.Value.EndsWith("median", StringComparison.Ordinal) ? "" : "#", RegexOptions.Multiline);
        Snapshot.Match(Regex.Replace(text, " +", " "));
    }

    private static JsonElement Json(string arguments)
    {
        var outcome = CliRun.Of([.. Documentation.ShellWords.Split(arguments), "--format", "json"]);
        Assert.True(outcome.Exit == 0, outcome.ToString());
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
