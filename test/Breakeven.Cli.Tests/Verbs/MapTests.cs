using System.Text.Json;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Who is the cheapest over traffic and one thing more, on the catalogue that does not change.</summary>
public sealed class MapTests
{
    private const string Both = "--model Dense-70B --model Latent-671B --slo 'ttft p95 < 2 s, tpot p95 < 60 ms'";

    private static readonly string[] Wrong =
    [
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out'",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over peek",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over peak --from 0.5x",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over peak --from 4x --to 2x",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over tpot --from 15",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over context --to 1.5",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over peak --rows 0",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over context --from 16k --to 512",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over context --to 100",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over context --from 10M",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over tpot --from 300ms",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over diurnal --from 99x",
        "map --model Dense-70B --traffic '1 requests/s, 1200 in, 300 out' --over peak --span 1",
        "map --model Dense-70B --traffic '0 requests/s, 1200 in, 300 out' --over peak",
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
    [InlineData("peak", "map " + Both + " --traffic '400k requests/day, 1200 in, 300 out' --over peak --rows 6")]
    [InlineData("nothing", "map --model Dense-70B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --over tpot --from 1ms --to 100ms --rows 5 --no-tokens")]
    public void The_page_reads_as_it_did(string name, string call) => Snapshot.Match(new CliRun { Width = 100, Variables = { ["NO_COLOR"] = "1" } }.Run(ShellWords.Split(call)).ToString(), name);

    // Every boundary of a row is a change of order that compare finds at that peak, in the same interval; and where compare's cheapest changes from one contender to another, the row has a boundary.
    [Theory]
    [InlineData("2")]
    [InlineData("5")]
    public void A_row_is_what_compare_says_at_its_value(string peak)
    {
        using var map = Json($"map {Both} --traffic '400k requests/day, 1200 in, 300 out' --over peak --from {peak}x --to {peak}x --rows 1 --span 100");
        using var compare = Json($"compare {Both} --traffic '400k requests/day, 1200 in, 300 out, peak {peak}x'");
        var changes = compare.RootElement.GetProperty("order_changes").EnumerateArray().Select(change => (At: change.GetProperty("tokens_per_day").GetDouble(), Low: change.GetProperty("tokens_per_day_low"), High: change.GetProperty("tokens_per_day_high"))).ToList();
        var crossings = Assert.Single(map.RootElement.GetProperty("rows").EnumerateArray()).GetProperty("crossings").EnumerateArray().ToList();
        Assert.NotEmpty(crossings);
        foreach (var crossing in crossings)
        {
            var at = crossing.GetProperty("tokens_per_day").GetDouble();
            Assert.Contains(changes, change => Math.Abs(change.At / at - 1) < 1e-9 && Same(change.Low, crossing.GetProperty("tokens_per_day_low")) && Same(change.High, crossing.GetProperty("tokens_per_day_high")));
        }
    }

    [Fact]
    public void Cells_hold_who_is_cheapest_in_their_middle()
    {
        using var json = Json($"map {Both} --traffic '400k requests/day, 1200 in, 300 out' --over peak --rows 4");
        var (root, grid) = (json.RootElement, json.RootElement.GetProperty("grid"));
        var winners = root.GetProperty("winners").EnumerateArray().Select(name => name.GetString()).ToList();
        var traffics = grid.GetProperty("tokens_per_day").EnumerateArray().Select(tokens => tokens.GetDouble()).ToList();
        // 600M tokens a day in the middle, a hundred times either way.
        Assert.Equal(6e6, root.GetProperty("from_tokens_per_day").GetDouble(), 1.0);
        Assert.Equal(6e10, root.GetProperty("to_tokens_per_day").GetDouble(), 10.0);
        Assert.Equal(Math.Pow(10, 4.0 / traffics.Count), traffics[1] / traffics[0], 1e-9);
        foreach (var (row, cells) in root.GetProperty("rows").EnumerateArray().Zip(grid.GetProperty("winners").EnumerateArray()))
            foreach (var (tokens, cell) in traffics.Zip(cells.EnumerateArray()))
            {
                var segment = row.GetProperty("segments").EnumerateArray().Single(one => one.GetProperty("from_tokens_per_day").GetDouble() < tokens && tokens <= one.GetProperty("to_tokens_per_day").GetDouble());
                Assert.Equal(segment.GetProperty("winner").GetString(), winners[cell.GetInt32()]);
            }
    }

    // One token in 1 ms no deployment gives; at 100 ms some do.
    [Fact]
    public void A_row_that_nothing_meets_says_what_comes_nearest()
    {
        using var json = Json("map --model Dense-70B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --over tpot --from 1ms --to 100ms --rows 2 --no-tokens");
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal((0, false), (rows[0].GetProperty("segments").GetArrayLength(), rows[0].GetProperty("any_hosted").GetBoolean()));
        Assert.Contains("tpot p95", rows[0].GetProperty("nearest").GetProperty("reason").GetString()!, StringComparison.Ordinal);
        Assert.True(rows[1].GetProperty("any_hosted").GetBoolean());
        Assert.Equal(JsonValueKind.Null, rows[1].GetProperty("nearest").ValueKind);
    }

    [Fact]
    public void A_map_that_nothing_meets_answers_no()
        => Assert.Equal(1, CliRun.Of(ShellWords.Split("map --model Dense-70B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --over tpot --from 1ms --to 2ms --rows 2 --no-tokens")).Exit);

    [Fact]
    public void Colour_changes_no_letter()
    {
        var words = ShellWords.Split($"map {Both} --traffic '400k requests/day, 1200 in, 300 out' --over peak --rows 3");
        var plain = new CliRun { Width = 100, Variables = { ["NO_COLOR"] = "1" } }.Run(words).Output;
        var coloured = new CliRun { Width = 100 }.Run(words).Output;
        Assert.Contains("\e[7;", coloured, StringComparison.Ordinal);
        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(coloured, "\e\\[[0-9;]*m", ""));
    }

    private static bool Same(JsonElement one, JsonElement other) => one.ValueKind == other.ValueKind && (one.ValueKind == JsonValueKind.Null || Math.Abs(one.GetDouble() / other.GetDouble() - 1) < 1e-9);

    private static JsonDocument Json(string call)
    {
        var outcome = CliRun.Of([.. ShellWords.Split(call), "--format", "json"]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        return JsonDocument.Parse(outcome.Output);
    }
}
