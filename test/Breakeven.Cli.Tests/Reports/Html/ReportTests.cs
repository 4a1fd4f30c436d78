using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Breakeven.Cli.Reports.Html;
using Breakeven.Cli.Verbs;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Reports.Html;

/// <summary>The page that advise writes: what is in it, and what is not.</summary>
public sealed partial class ReportTests : IDisposable
{
    private const int SizeMost = 2_000_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakeven-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(SamplePages.Mix)]
    [InlineData(SamplePages.Tokens)]
    [InlineData(SamplePages.Nothing)]
    [InlineData(SamplePages.Refit)]
    public void It_carries_the_record_that_json_prints(string call)
    {
        var (page, json, _) = SamplePages.Of(call);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(json.RootElement.GetRawText()), JsonNode.Parse(SamplePages.Carried(page))));
    }

    // 400,000 / 24 x 730 = 12,166,667 requests of 1,500 tokens at $0.88 a million.
    [Fact]
    public void The_figures_that_a_signer_wants_stand_at_its_head()
    {
        var (page, _, _) = SamplePages.Of(SamplePages.Tokens);
        Assert.Equal([("a month", "$16,060"), ("a million tokens", "$0.88")], Key(page).Take(2));
        Assert.Contains("<title>Dense-70B from Together AI, $16,060 a month</title>", page, StringComparison.Ordinal);
        Assert.Contains("$12,848.00", page, StringComparison.Ordinal);
        Assert.Contains("$3,212.00", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_figure_of_the_tables_is_the_records()
    {
        var (page, json, _) = SamplePages.Of(SamplePages.Mix);
        var (answer, shown) = (json.RootElement.GetProperty("answer"), WebUtility.HtmlDecode(SamplePages.Shown(page)));
        var outlook = json.RootElement.GetProperty("outlooks")[0];
        Assert.Equal(
            [
                Money(answer, "usd_per_month"), $"${answer.GetProperty("usd_per_million_tokens").GetDouble():0.00##}", $"{Money(outlook, "usd_per_month_low")} to {Money(outlook, "usd_per_month_high")}",
                Money(json.RootElement.GetProperty("choices")[1], "usd_per_month"), $"{outlook.GetProperty("chance_cheapest").GetDouble() * 100:0} %",
            ],
            Key(page).Select(one => one.Value));
        Assert.All(answer.GetProperty("lines").EnumerateArray(), line => Assert.Contains($"${line.GetProperty("usd_per_month").GetDecimal():#,0.00}", shown, StringComparison.Ordinal));
        foreach (var text in (string[])["reasons", "assumptions"])
            Assert.All(json.RootElement.GetProperty(text).EnumerateArray(), one => Assert.Contains(one.GetString()!, shown, StringComparison.Ordinal));
        Assert.Contains(json.RootElement.GetProperty("verdict").GetString()!, shown, StringComparison.Ordinal);
        Assert.Contains(json.RootElement.GetProperty("command").GetString()!, shown, StringComparison.Ordinal);
        Assert.All(json.RootElement.GetProperty("traffic_shifts").EnumerateArray(), shift => Assert.Contains(Money(shift, "replanned_usd_per_month"), shown, StringComparison.Ordinal));
    }

    [Fact]
    public void Hours_of_the_lines_add_up_to_the_cent_and_what_serves_an_hour_to_what_it_wants()
    {
        using var json = SamplePages.Of(SamplePages.Mix).Json;
        var (answer, detail, hours) = (json.RootElement.GetProperty("answer"), json.RootElement.GetProperty("detail"), json.RootElement.GetProperty("hours"));
        Assert.Equal(
            answer.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("usd_per_month").GetDecimal()),
            detail.GetProperty("bill").EnumerateArray().Select(line => line.GetProperty("cents_by_hour").EnumerateArray().Sum(cents => cents.GetInt64()) / 100m));
        Assert.Equal(730, detail.GetProperty("served_by").GetArrayLength());
        foreach (var (served, hour) in detail.GetProperty("served_by").EnumerateArray().Zip(hours.EnumerateArray()))
        {
            double Of(string way) => served.GetProperty(way).GetDouble();
            var wanted = hour.GetProperty("replicas_wanted").GetDouble();
            Assert.Equal(wanted, Of("always_on") + Of("by_the_hour") + Of("bought"), 1e-9);
            Assert.Equal(wanted * (1 - hour.GetProperty("home_share").GetDouble()), Of("bought"), 1e-9);
            Assert.InRange(Of("always_on"), 0, wanted);
        }
    }

    [Fact]
    public void Nothing_of_it_is_loaded_from_elsewhere()
    {
        foreach (var call in (string[])[SamplePages.Mix, SamplePages.Tokens, SamplePages.Nothing])
        {
            var page = SamplePages.Of(call).Page;
            Assert.Contains("content=\"default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; ", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
            Assert.DoesNotMatch(@"(?i)<(?:link|iframe|object|embed|img|base|video|audio)\b|\bsrc\s*=", SamplePages.Shown(page));
            Assert.DoesNotMatch(@"(?i)@import|url\(", Style().Match(page).Value);
            Assert.DoesNotMatch(@"\b(?:fetch|import|XMLHttpRequest|WebSocket|eval)\s*\(", ChartLibrary.Read("report.js"));
            // Links to what was read are no loads.
            Assert.All(Attribute().Matches(SamplePages.Shown(page)).Select(match => match.Groups[1].Value), target => Assert.Matches("^(?:#|https?://)", target));
        }
    }

    [Fact]
    public void A_name_from_a_file_stays_text()
    {
        var page = SamplePages.HostilePage();
        var shown = SamplePages.Shown(page);
        Assert.DoesNotContain("<img", shown, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"(?i)<[^>]*\son\w+\s*=", shown);
        Assert.DoesNotContain('\u202e', shown);
        Assert.DoesNotContain('\u0007', shown);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;&amp;amp;&quot;&#39;", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"javascript:", page, StringComparison.Ordinal);
        foreach (var id in (string[])["record", "maps"]) Assert.DoesNotContain('<', SamplePages.Carried(page, id));
        using var carried = JsonDocument.Parse(SamplePages.Carried(page));
        Assert.Equal(SamplePages.Hostile, carried.RootElement.GetProperty("verdict").GetString());
        // Four scripts and no more: the record, the maps, the library, the page's own.
        Assert.Equal(4, Regex.Count(page, "</script>"));
    }

    [Fact]
    public void What_nothing_meets_is_said_with_what_would()
    {
        var (page, json, outcome) = SamplePages.Of(SamplePages.Nothing);
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("<h1>Nothing meets these</h1>", page, StringComparison.Ordinal);
        Assert.Contains(json.RootElement.GetProperty("verdict").GetString()!, WebUtility.HtmlDecode(SamplePages.Shown(page)), StringComparison.Ordinal);
        Assert.Equal(json.RootElement.GetProperty("if_dropped").GetArrayLength(), Regex.Count(SamplePages.Shown(page), "<tr><th scope=\"row\">"));
        Assert.DoesNotContain("data-chart", SamplePages.Shown(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_is_drawn_where_there_is_one()
    {
        var record = SamplePages.Record(SamplePages.Mix);
        Assert.DoesNotContain("id=\"maps-title\"", AdvisePage.Of(record, [], new(2026, 11, 10)), StringComparison.Ordinal);
        var page = SamplePages.Shown(AdvisePage.Of(record, [SamplePages.Map], new(2026, 11, 10)));
        page = page[page.IndexOf("id=\"maps-title\"", StringComparison.Ordinal)..page.IndexOf("id=\"reasons-title\"", StringComparison.Ordinal)];
        Assert.Contains("data-chart=\"map-0\"", page, StringComparison.Ordinal);
        // 12 cells, one of which nothing serves.
        Assert.Equal(5, Regex.Count(page, "<td>Latent-671B from DeepInfra</td>"));
        Assert.Equal(3, Regex.Count(page, "<td>Dense-70B on MI300X</td>"));
        Assert.Equal(1, Regex.Count(page, "<td>nothing</td>"));
    }

    [Fact]
    public void A_page_of_the_largest_question_stays_below_two_megabytes()
    {
        var page = SamplePages.Of("advise --model openai/gpt-oss-120b --model Qwen/Qwen3-32B --traffic '2M requests/day, 1200 in, 300 out, 30% cached, diurnal 4x' --growth 0.8..2", CliRun.Shipped).Page;
        Assert.InRange(Encoding.UTF8.GetByteCount(page), 1_100_000, SizeMost);
    }

    // dist/echarts.min.js of the npm package echarts 6.0.0, which Apache publishes.
    [Fact]
    public void The_library_is_byte_for_byte_what_apache_publishes_and_its_licence_is_kept()
    {
        var script = ChartLibrary.Script;
        Assert.Equal("BAA8DFE7E1D9336B98E8986BA7E20EA15E7CDBEA1EF42A59D59478632FA45A1D", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(script))));
        Assert.Contains($"version=\"{ChartLibrary.Version}\"", script, StringComparison.Ordinal);
        Assert.StartsWith("\n/*\n* Licensed to the Apache Software Foundation (ASF)", script, StringComparison.Ordinal);
        var notice = RepositoryFiles.Read("NOTICE");
        Assert.Contains($"Apache ECharts {ChartLibrary.Version}", notice, StringComparison.Ordinal);
        Assert.Contains("Copyright 2017-2025 The Apache Software Foundation", notice, StringComparison.Ordinal);
        var page = SamplePages.Of(SamplePages.Tokens).Page;
        Assert.Contains(script, page, StringComparison.Ordinal);
        Assert.Contains("Copyright 2017-2025 The Apache Software Foundation", SamplePages.Shown(page), StringComparison.Ordinal);
    }

    [Fact]
    public void It_goes_where_it_is_told_and_says_so()
    {
        var file = Path.Combine(_folder.FullName, "report.html");
        File.WriteAllText(file, "what was here");
        var outcome = Report(file);
        Assert.Equal((0, $"breakeven: the report is in {file}\n"), (outcome.Exit, outcome.Error));
        Assert.StartsWith("<!DOCTYPE html>\n", File.ReadAllText(file), StringComparison.Ordinal);
        // The answer itself is the same as without it, but for the command.
        Assert.StartsWith("Buy Dense-70B by the token from Together AI: $16,060 a month", outcome.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_that_takes_no_file_is_refused_before_the_work()
    {
        var file = Path.Combine(_folder.FullName, "file");
        File.WriteAllText(file, "");
        var none = Path.Combine(_folder.FullName, "none", "report.html");
        Assert.Equal((2, "", $"breakeven: --report {_folder.FullName}: it is a folder; name a file in it\n"), Said(Report(_folder.FullName)));
        Assert.Equal((2, "", $"breakeven: --report {none}: there is no such folder; make it first, or name another\n"), Said(Report(none)));
        Assert.Equal((2, "", $"breakeven: --report {file}/x: {file} is a file, and no folder; name another place\n"), Said(Report(file + "/x")));
        Assert.False(Directory.Exists(Path.GetDirectoryName(none)));

        static (int, string, string) Said(CliRun.Outcome outcome) => (outcome.Exit, outcome.Output, outcome.Error);
    }

    [Theory]
    [InlineData("report-wide.png")]
    [InlineData("report-mix.png")]
    [InlineData("report-narrow-dark.png")]
    public void The_pictures_of_the_guide_are_small(string name) => Assert.InRange(new FileInfo(Repository.PathOf($"docs/guides/{name}")).Length, 20_000, 300_000);

    private static CliRun.Outcome Report(string path) => CliRun.Of([.. Documentation.ShellWords.Split(SamplePages.Tokens), "--report", path]);

    private static string Money(JsonElement of, string member) => $"${of.GetProperty(member).GetDecimal():#,0}";

    private static IEnumerable<(string Name, string Value)> Key(string page) =>
        Figure().Matches(page[..page.IndexOf("<nav", StringComparison.Ordinal)]).Select(match => (match.Groups[1].Value, match.Groups[2].Value));

    [GeneratedRegex("<dt>([^<]*)</dt><dd>([^<]*)<small>")]
    private static partial Regex Figure();

    [GeneratedRegex("<style>.*?</style>", RegexOptions.Singleline)]
    private static partial Regex Style();

    [GeneratedRegex("\\bhref=\"([^\"]*)\"")]
    private static partial Regex Attribute();
}
