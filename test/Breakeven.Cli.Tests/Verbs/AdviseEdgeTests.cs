using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakeven.Cli.Tests.Documentation;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Advice at the edges: hardly any traffic, a part of an hour, boxes that are taken away.</summary>
public sealed class AdviseEdgeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("breakeven-edge-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // 730 h / 24 = 30.4 requests a month: 30 of 1,500 tokens at $0.88 a million are $0.0396.
    [Fact]
    public void One_request_a_day_gets_an_answer()
    {
        using var json = Json(CliRun.Of([.. ShellWords.Split("advise --model Dense-70B --provider 'Together AI' --traffic '1 requests/day, 1200 in, 300 out' --format json")]));
        var (month, answer) = (json.RootElement.GetProperty("month"), json.RootElement.GetProperty("answer"));
        Assert.Equal(30, month.GetProperty("requests").GetInt64());
        Assert.Equal("Dense-70B from Together AI", answer.GetProperty("choice").GetString());
        Assert.Equal(0.04m, answer.GetProperty("usd_per_month").GetDecimal());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_report_without_a_name_is_refused_before_the_work(string name)
    {
        var outcome = CliRun.Of("advise", "--model", "Dense-70B", "--traffic", "1 requests/s, 1200 in, 300 out", "--report", name);
        Assert.Equal((2, "", "breakeven: --report: it is empty; name a file, such as --report report.html\n"), (outcome.Exit, outcome.Output, outcome.Error));
    }

    // One request a minute for two hours, and ten more in the first 18 minutes of a third: 730 hours of 60, not a third of them quiet.
    [Fact]
    public void A_part_of_an_hour_at_a_traces_end_is_left_out_and_that_is_said()
    {
        var rows = new StringBuilder("arrival_s,input_tokens,output_tokens\n");
        for (var second = 0; second < 7200; second += 60) rows.Append(CultureInfo.InvariantCulture, $"{second},1200,300\n");
        for (var second = 7200; second <= 8280; second += 120) rows.Append(CultureInfo.InvariantCulture, $"{second},1200,300\n");
        var trace = Path.Combine(_folder, "trace.csv");
        File.WriteAllText(trace, rows.ToString());
        var outcome = CliRun.Of("advise", "--model", "Dense-70B", "--provider", "Together AI", "--trace", trace, "--format", "json");
        Assert.Equal($"breakeven: {trace}: its last 18 min are no whole hour and are left out\n", outcome.Error);
        using var json = Json(outcome with { Error = "" });
        Assert.Equal((730, 730 * 60L), (json.RootElement.GetProperty("month").GetProperty("hours").GetInt32(), json.RootElement.GetProperty("month").GetProperty("requests").GetInt64()));
    }

    // The same box at the same price, on demand and spot: the same hours of the same replicas at $2, and for spot those that stand in for what is taken away, each start of which is paid.
    [Fact]
    public void Spot_boxes_are_more_than_those_on_demand_and_start_more_often()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "prices"));
        File.WriteAllText(
            Path.Combine(_folder, "prices", "hardware.csv"),
            """
            provider,name,accelerator,gpus,usd_per_hour,terms,region,link,fabric_per_gpu,indicative,date,source,note
            Acme,box,H100-SXM,1,2.00,on-demand,,,,,2026-11-01,https://example.org/prices,
            Acme,spot box,H100-SXM,1,2.00,spot,,,,,2026-11-01,https://example.org/prices,

            """);
        using var spot = On("spot");
        using var demand = On("on-demand");
        var replicaHours = spot.RootElement.GetProperty("hours").EnumerateArray().Sum(hour => hour.GetProperty("replicas").GetInt32());
        Assert.Equal(2m * replicaHours, Line(spot, "work") + Line(spot, "idle"));
        Assert.Equal(2m * replicaHours, Line(demand, "work") + Line(demand, "idle"));
        Assert.True(Boxes(spot) > Boxes(demand));
        Assert.True(Line(spot, "spares") > 0);
        Assert.Equal(0, Line(demand, "spares"));
        Assert.True(Line(spot, "start_ups") > Line(demand, "start_ups"));
    }

    private JsonDocument On(string terms) => Json(CliRun.Shipped.Run(
        "advise", "--catalog", _folder, "--provider", "Acme", "--terms", terms, "--model", "Qwen/Qwen3-32B", "--gpu", "H100-SXM", "--no-tokens", "--traffic", "40 requests/s, 1200 in, 300 out, diurnal 4x", "--format", "json"));

    private static decimal Line(JsonDocument advice, string kind) =>
        advice.RootElement.GetProperty("answer").GetProperty("lines").EnumerateArray().Where(line => line.GetProperty("line").GetString() == kind).Sum(line => line.GetProperty("usd_per_month").GetDecimal());

    private static int Boxes(JsonDocument advice) => advice.RootElement.GetProperty("answer").GetProperty("always_on_boxes").GetInt32() + advice.RootElement.GetProperty("answer").GetProperty("elastic_boxes_max").GetInt32();

    private static JsonDocument Json(CliRun.Outcome outcome)
    {
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        return JsonDocument.Parse(outcome.Output);
    }
}
