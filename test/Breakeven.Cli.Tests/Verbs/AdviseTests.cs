using System.Text.Json;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What to run for a month, on the catalogue that does not change.</summary>
public sealed class AdviseTests
{
    private const string Flat = "advise --model Dense-70B --traffic '400k requests/day, 1200 in, 300 out'";

    private const string Swinging = "advise --model Dense-70B --model Latent-671B --traffic '400k requests/day, 1200 in, 300 out, diurnal 4x' --slo 'ttft p95 < 1 s, tpot p95 < 50 ms'";

    private static readonly string[] Wrong =
    [
        "advise",
        "advise --model Dense-70B",
        "advise --model Dense-70B --traffic '0 requests/day, 1200 in, 300 out'",
        "advise --model Dense-70B --traffic '1M documents of 900 tokens by 6h'",
        "advise --model Dense-70B --trace samples/traces/day.csv --traffic '1 requests/s, 1200 in, 300 out'",
        "advise --model Dense-70B --trace nowhere.csv",
        "advise --model Dense-71B --traffic '1 requests/s, 1200 in, 300 out'",
        $"{Flat} --max-cost 20000",
        $"{Flat} --max-cost '$0/month'",
        $"{Flat} --max-cost '-$5/month'",
        $"{Flat} --vendor NVIDEA",
        $"{Flat} --region us-west",
        $"{Flat} --license mit",
        $"{Flat} --gpu H100-SXN",
        $"{Flat} --provider RunPot",
        $"{Flat} --slo 'ttft p95 > 1 s'",
        $"{Flat} --growth 2",
        $"{Flat} --growth 2..0.5",
        $"{Flat} --finetune many",
        $"{Flat} --storage 2",
        $"{Flat} --no-token",
        $"{Flat} --within 0.5",
        $"{Flat} --owned '8x H100-SXM'",
        $"{Flat} --owned '8x H100-SXN, $280k a box, 4 years, 10.2 kW, $0.12/kWh'",
        $"{Flat} --owned '8x H100-SXM, $280k a box, 0 years, 10.2 kW, $0.12/kWh'",
        $"{Flat} --owned '8x H100-SXM, $280k a box, 4 years, 10.2 kW, $0.12/kWh, PUE 0.9'",
        $"{Flat} --owned '8x H100-SXM, $0 a box, 4 years, 10.2 kW, $0.12/kWh'",
        $"{Flat} --owned '8x H100-SXM, $280k a box, $290k a box, 4 years, 10.2 kW, $0.12/kWh'",
        $"{Flat} --owned '8x H100-SXM, $280k a box, 4 years, 10.2 kW, $0.12/kWh, resale $300k'",
        $"{Flat} --owned '8x H100-SXM, $280k a box, 4 years, 10.2 kW, $0.12/kWh, cheap'",
        $"{Flat} --documents 'some documents'",
        $"{Flat} --documents '1 requests/s, 900 in, 1 out'",
        $"{Flat} --documents '1M documents of 900 tokens by 20min'",
        $"{Flat} --documents '1M documents of 900 tokens by 6:30'",
        $"{Flat} --documents '1M documents of 900 tokens by 6h, from 25:00'",
        $"{Flat} --documents '1M documents of 900 tokens by 40d'",
    ];

    [Fact]
    public void Wrong_calls_get_one_line_each()
    {
        var said = Wrong.Select(call => (Call: call, Outcome: Run(call))).ToList();
        Assert.All(said, one =>
        {
            Assert.Equal((2, ""), (one.Outcome.Exit, one.Outcome.Output));
            Assert.Matches(@"^breakeven: [^\n]+\n$", one.Outcome.Error);
        });
        Snapshot.Match(string.Join('\n', said.Select(one => $"$ breakeven {one.Call}\n{one.Outcome.Error}")));
    }

    [Theory]
    [InlineData("tokens", Flat + " --provider 'Together AI'")]
    [InlineData("nothing", Flat + " --no-tokens --max-cost '$500/month' --vendor AMD")]
    [InlineData("mix", Swinging)]
    public void The_page_reads_as_it_did(string name, string call) =>
        Snapshot.Match(new CliRun { Width = 120, Variables = { ["NO_COLOR"] = "1" } }.Run(ShellWords.Split(call)).ToString(), name);

    [Theory]
    [InlineData("owned", Flat + " --no-tokens --gpu H100-SXM --owned '8x H100-SXM, $280k a box, 4 years, 10.2 kW, PUE 1.25, $0.12/kWh, colocation $1500/month, staff $2k/month, resale $30k'")]
    [InlineData("documents", Flat + " --gpu H100-SXM --documents '1M documents of 900 tokens by 6:00, 20 out, from 22:00'")]
    public void What_is_owned_and_what_has_a_deadline_read_as_they_did(string name, string call) =>
        Snapshot.Match(new CliRun { Width = 120, Variables = { ["NO_COLOR"] = "1" } }.Run(ShellWords.Split(call)).ToString(), name);

    // 400,000 / 24 x 730 = 12,166,667 whole requests; 1,200 and 300 tokens of each at $0.88 a million: $12,848.00 + $3,212.00. Half of them: $8,030.00.
    [Fact]
    public void What_is_bought_by_the_token_costs_its_tokens()
    {
        using var json = Json($"{Flat} --provider 'Together AI'");
        var (root, answer) = (json.RootElement, json.RootElement.GetProperty("answer"));
        Assert.Equal(12_166_667, root.GetProperty("month").GetProperty("requests").GetInt64());
        Assert.Equal(16_060.00m, answer.GetProperty("usd_per_month").GetDecimal());
        Assert.Equal([("input", 12_848.00m), ("output", 3_212.00m)], answer.GetProperty("lines").EnumerateArray().Select(line => (line.GetProperty("line").GetString()!, line.GetProperty("usd_per_month").GetDecimal())));
        Assert.Equal((1.0, JsonValueKind.Null), (answer.GetProperty("bought_share").GetDouble(), answer.GetProperty("accelerator").ValueKind));
        Assert.Equal([8_030.00m, 32_120.00m], root.GetProperty("traffic_shifts").EnumerateArray().Select(shift => shift.GetProperty("replanned_usd_per_month").GetDecimal()));
        Assert.All(root.GetProperty("traffic_shifts").EnumerateArray(), shift => Assert.Equal(0m, shift.GetProperty("regret_usd_per_month").GetDecimal()));
    }

    // Every hour alike, nothing by the token: boxes x price x 730 h, as compare bills them.
    [Fact]
    public void A_flat_month_at_home_costs_what_compare_says()
    {
        using var advised = Json($"{Flat} --gpu MI300X --no-tokens");
        using var compared = Json(Flat.Replace("advise", "compare", StringComparison.Ordinal) + " --gpu MI300X");
        var bill = compared.RootElement.GetProperty("contenders").EnumerateArray().Single(one => one.GetProperty("kind").GetString() == "hosted").GetProperty("usd_per_month").GetDouble();
        Assert.Equal(bill, advised.RootElement.GetProperty("answer").GetProperty("usd_per_month").GetDouble(), 0.005);
        // One box of 8 at $15.92: 730 x 15.92.
        Assert.Equal(11_621.60, bill, 1e-6);
    }

    [Fact]
    public void Lines_hours_and_the_total_add_up_to_the_cent()
    {
        using var json = Json(Swinging);
        var (root, answer) = (json.RootElement, json.RootElement.GetProperty("answer"));
        var total = answer.GetProperty("usd_per_month").GetDecimal();
        Assert.Equal(total, answer.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("usd_per_month").GetDecimal()));
        Assert.Equal(total, root.GetProperty("hours").EnumerateArray().Sum(hour => hour.GetProperty("usd").GetDecimal()));
        Assert.Equal(730, root.GetProperty("hours").GetArrayLength());
        Assert.Equal(root.GetProperty("month").GetProperty("requests").GetInt64(), root.GetProperty("hours").EnumerateArray().Sum(hour => hour.GetProperty("requests").GetInt64()));
        var expected = root.GetProperty("outlooks").EnumerateArray().Select(choice => choice.GetProperty("expected_usd_per_month").GetDouble()).ToList();
        Assert.Equal(expected.Order(), expected);
        Assert.Equal(1, root.GetProperty("outlooks").EnumerateArray().Sum(choice => choice.GetProperty("chance_cheapest").GetDouble()), 1e-9);
        Assert.True(JsonElement.DeepEquals(answer, root.GetProperty("choices")[0]));
        Assert.True(total <= root.GetProperty("single_ways").EnumerateArray().Min(way => way.GetProperty("usd_per_month").GetDecimal()) + 0.01m);
        Assert.StartsWith("breakeven advise --model Dense-70B --model Latent-671B --traffic \"400k requests/day", root.GetProperty("command").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_it_prints_asks_the_same()
    {
        using var json = Json($"{Flat} --max-cost '$20k/month'");
        var command = json.RootElement.GetProperty("command").GetString()!;
        Assert.Contains("'$20k/month'", command, StringComparison.Ordinal);
        using var again = Json(command);
        Assert.Equal(json.RootElement.GetRawText(), again.RootElement.GetRawText());
    }

    [Fact]
    public void Constraints_that_contradict_each_other_are_answered_with_the_tightest()
    {
        var outcome = Run($"{Flat} --gpu MI300X --no-tokens --max-cost '$500/month' --format json");
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        using var json = JsonDocument.Parse(outcome.Output);
        // One box of 8 is $11,621.60 and $500 allowed.
        Assert.Equal("nothing meets these: the tightest is --max-cost $500/month; without it Dense-70B on MI300X serves the month for $11,622, $11,122 above the $500 allowed.", json.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("answer").ValueKind);
        Assert.Equal([("--max-cost $500/month", true), ("--gpu MI300X", false), ("--no-tokens", false)], json.RootElement.GetProperty("if_dropped").EnumerateArray().Select(one => (one.GetProperty("without").GetString()!, one.GetProperty("best").ValueKind != JsonValueKind.Null)));
    }

    [Fact]
    public void A_constraint_leaves_out_what_does_not_meet_it()
    {
        Assert.Equal("MI300X", Accelerator($"{Flat} --no-tokens --vendor amd"));
        Assert.Equal("H100-SXM", Accelerator($"{Flat} --no-tokens --vendor NVIDIA"));
        // Only RunPod's boxes are placed anywhere, and no seller of tokens is.
        using var placed = Json($"{Flat} --region us-east");
        Assert.Equal(("RunPod", 0.0), (placed.RootElement.GetProperty("answer").GetProperty("offer").GetProperty("provider").GetString(), placed.RootElement.GetProperty("answer").GetProperty("bought_share").GetDouble()));
        // Of the two models one states its licence.
        using var licensed = Json($"{Swinging} --license llama3.3");
        Assert.All(licensed.RootElement.GetProperty("choices").EnumerateArray(), choice => Assert.Equal("acme/Dense-70B", choice.GetProperty("model").GetString()));
    }

    // As compare has it: nobody vouches for an API's latency.
    [Fact]
    public void Tokens_alone_meet_no_bound_on_latency()
    {
        Assert.Equal(0, Run($"{Flat} --provider 'Together AI'").Exit);
        Assert.Equal(1, Run($"{Flat} --provider 'Together AI' --slo 'ttft p95 < 1 s'").Exit);
    }

    [Fact]
    public void A_trace_of_less_than_an_hour_is_refused_and_one_of_a_day_repeated()
    {
        var day = Run("advise --model Dense-70B --trace samples/traces/day.csv --format json");
        Assert.Equal(0, day.Exit);
        using var json = JsonDocument.Parse(day.Output);
        var hours = json.RootElement.GetProperty("hours").EnumerateArray().Select(hour => hour.GetProperty("requests").GetInt64()).ToList();
        Assert.Equal(730, hours.Count);
        Assert.Equal(hours[..24], hours[24..48]);
        Assert.Equal(hours[..10], hours[720..]);
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "arrival_s,input_tokens,output_tokens\n0,100,10\n600,100,10\n");
            var brief = Run($"advise --model Dense-70B --trace {path} --format-of breakeven");
            Assert.Equal((2, "breakeven: --trace: it lasts 10 min, and a month is made of hours; give at least an hour of requests, or describe them with --traffic\n"), (brief.Exit, brief.Error));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string? Accelerator(string call)
    {
        using var json = Json(call);
        return json.RootElement.GetProperty("answer").GetProperty("accelerator").GetString();
    }

    private static CliRun.Outcome Run(string call) => CliRun.Of(ShellWords.Split(call));

    private static JsonDocument Json(string call)
    {
        var words = ShellWords.Split(call);
        var outcome = CliRun.Of([.. words is ["breakeven", ..] ? words.Skip(1) : words, .. words.Contains("--format") ? Array.Empty<string>() : ["--format", "json"]]);
        Assert.True(outcome.Exit == 0, outcome.ToString());
        return JsonDocument.Parse(outcome.Output);
    }
}
