using System.Text.Json;
using Breakeven.Cli.Tests.Documentation;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>An advice answered again after a change, on the catalogue that does not change.</summary>
public sealed class WhatifTests : IDisposable
{
    // 12,166,667 requests at $0.88 a million tokens: $16,060.00.
    private const string Tokens = "advise --model Dense-70B --traffic '400k requests/day, 1200 in, 300 out' --provider 'Together AI'";

    private readonly string _folder = Directory.CreateTempSubdirectory("breakeven-whatif-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_change_nothing_changes()
    {
        using var json = Json(Stored(Tokens));
        var root = json.RootElement;
        Assert.Equal("Nothing was asked otherwise, and the answer stays: Dense-70B from Together AI for $16,060.00 a month; give an option of breakeven advise to change, such as --traffic-factor 2.", root.GetProperty("verdict").GetString());
        Assert.Equal((0m, true, 0), (root.GetProperty("difference_usd_per_month").GetDecimal(), root.GetProperty("same_choice").GetBoolean(), root.GetProperty("changes").GetArrayLength()));
    }

    // Ranks and prices of an advice that is merely read again say nothing, and a stored price that is no longer so says that prices have changed.
    [Fact]
    public void Without_a_change_no_order_is_shown_unless_the_answer_is_another()
    {
        var stored = Stored(Tokens);
        var same = CliRun.Of("whatif", stored);
        Assert.Equal((0, ""), (same.Exit, same.Error));
        Assert.DoesNotContain("The cheapest choices", same.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("What was changed", same.Output, StringComparison.Ordinal);
        File.WriteAllText(stored, System.Text.RegularExpressions.Regex.Replace(File.ReadAllText(stored), @"(?<=""usd_per_month"": )16060(\.0+)?", "16000"));
        var other = CliRun.Of("whatif", stored).Output.ReplaceLineEndings(" ");
        Assert.StartsWith("Nothing was asked otherwise, and yet the answer is another, since the catalogue or Breakeven has changed. The choice stays, Dense-70B from Together AI: $16,060.00 a month, $60.00", other, StringComparison.Ordinal);
        Assert.Contains("The cheapest choices", other, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--traffic-factor 2", 16_060.00, "--traffic")]
    [InlineData("--price-factor tokens=0.5", -8_030.00, "--price-factor")]
    [InlineData("--traffic '100k requests/day, 1200 in, 300 out'", -12_045.00, "--traffic")]
    public void A_change_is_told_by_what_it_does_to_the_bill(string change, double difference, string option)
    {
        using var json = Json(Stored(Tokens), ShellWords.Split(change));
        var root = json.RootElement;
        Assert.Equal((decimal)difference, root.GetProperty("difference_usd_per_month").GetDecimal(), 1);
        Assert.Equal(option, Assert.Single(root.GetProperty("changes").EnumerateArray()).GetProperty("option").GetString());
        Assert.Equal(root.GetProperty("difference_usd_per_month").GetDecimal(), root.GetProperty("lines").EnumerateArray().Sum(line => line.GetProperty("difference_usd_per_month").GetDecimal()));
    }

    // The command that is printed asks the changed question by itself.
    [Fact]
    public void The_command_gives_the_same_answer()
    {
        using var json = Json(Stored(Tokens), "--drop", "provider", "--gpu", "MI300X", "--no-tokens");
        var root = json.RootElement;
        Assert.Equal(["--gpu", "--provider", "--no-tokens"], root.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("option").GetString()).OrderBy(name => name switch { "--gpu" => 0, "--provider" => 1, _ => 2 }));
        var again = CliRun.Of([.. ShellWords.Split(root.GetProperty("command").GetString()!).Skip(1), "--format", "json"]);
        using var advice = JsonDocument.Parse(again.Output);
        // One box of 8 is $11,621.60.
        Assert.Equal(11_621.60m, advice.RootElement.GetProperty("answer").GetProperty("usd_per_month").GetDecimal());
        Assert.Equal(11_621.60m, root.GetProperty("after").GetProperty("usd_per_month").GetDecimal());
        Assert.Equal("The choice changes from Dense-70B from Together AI to Dense-70B on MI300X: $11,621.60 a month after $16,060.00; what was chosen before is no longer among those that cost less than twice as much.", root.GetProperty("verdict").GetString());
    }

    [Fact]
    public void A_change_that_leaves_nothing_answers_no()
    {
        var outcome = CliRun.Of("whatif", Stored(Tokens), "--max-cost", "$1/month");
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Assert.StartsWith("Dense-70B from Together AI for $16,060.00 no longer does: nothing meets these", outcome.Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    // The advice was asked for beside its trace, and is answered again from elsewhere.
    [Fact]
    public void A_trace_is_found_beside_the_file_that_names_it()
    {
        var name = $"day-{Path.GetFileName(_folder)}.csv";
        File.Copy(Repository.PathOf("samples/traces/day.csv"), Path.Combine(_folder, name));
        var stored = Stored($"advise --model Dense-70B --trace '{Path.Combine(_folder, name)}' --provider 'Together AI'");
        File.WriteAllText(stored, File.ReadAllText(stored).Replace(_folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal));
        using var json = Json(stored);
        Assert.StartsWith("Nothing was asked otherwise, and the answer stays", json.RootElement.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        Assert.Equal(2, CliRun.Of("whatif", stored, "--traffic-factor", "2").Exit);
        using var described = Json(stored, "--traffic", "400k requests/day, 1200 in, 300 out");
        Assert.Equal(16_060.00m, described.RootElement.GetProperty("after").GetProperty("usd_per_month").GetDecimal());
    }

    [Fact]
    public void The_page_of_the_advice_stays_as_it_is()
    {
        var page = Path.Combine(_folder, "report.html");
        var stored = Stored(Tokens);
        File.WriteAllText(stored, File.ReadAllText(stored).Replace("breakeven advise ", $"breakeven advise --report {page} ", StringComparison.Ordinal));
        using var json = Json(stored, "--traffic-factor", "2");
        Assert.False(File.Exists(page));
        Assert.DoesNotContain("--report", json.RootElement.GetProperty("command").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_reads_as_it_did()
    {
        var stored = Stored("advise --model Dense-70B --model Latent-671B --traffic '400k requests/day, 1200 in, 300 out, diurnal 4x' --slo 'ttft p95 < 1 s, tpot p95 < 50 ms'");
        Snapshot.Match(new CliRun { Width = 120, Variables = { ["NO_COLOR"] = "1" } }.Run("whatif", stored, "--traffic-factor", "4", "--drop", "slo").ToString());
    }

    [Fact]
    public void What_is_no_advice_is_refused_in_one_line()
    {
        var stored = Stored(Tokens);
        File.WriteAllText(Path.Combine(_folder, "other.json"), CliRun.Of("gpus", "list", "--format", "json").Output);
        File.WriteAllText(Path.Combine(_folder, "text.json"), "no json");
        File.WriteAllText(Path.Combine(_folder, "shell.json"), File.ReadAllText(stored).Replace("breakeven advise ", "breakeven gpus list; breakeven advise ", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_folder, "stray.json"), File.ReadAllText(stored).Replace("breakeven advise ", "breakeven advise --gqu H100-SXM ", StringComparison.Ordinal));
        string[][] calls =
        [
            ["whatif"], ["whatif", Path.Combine(_folder, "none.json")], ["whatif", _folder], ["whatif", Path.Combine(_folder, "other.json")], ["whatif", Path.Combine(_folder, "text.json")],
            ["whatif", Path.Combine(_folder, "shell.json")], ["whatif", Path.Combine(_folder, "stray.json")], ["whatif", stored, "--drop", "slo"], ["whatif", stored, "--drop", "provider", "--provider", "RunPod"],
            ["whatif", stored, "--traffic-factor", "0"], ["whatif", stored, "--traffic-factor", "1000000"], ["whatif", stored, "--growth", "2"], ["whatif", stored, "--token-prices", "-1..2"], ["whatif", stored, "--price-factor", "gpu"], ["whatif", stored, "--price-factor", "power=2"], ["whatif", stored, "--gpu", "H100-SXN"],
        ];
        var said = calls.Select(call => (Call: call, Outcome: CliRun.Of(call))).ToList();
        Assert.All(said, one =>
        {
            Assert.Equal((2, ""), (one.Outcome.Exit, one.Outcome.Output));
            Assert.Matches(@"^breakeven: [^\n]+\n$", one.Outcome.Error);
        });
        Snapshot.Match(string.Join('\n', said.Select(one => $"$ breakeven {string.Join(' ', one.Call)}\n{one.Outcome.Error}")).Replace(_folder, "folder", StringComparison.Ordinal));
    }

    private string Stored(string call)
    {
        var outcome = CliRun.Of([.. ShellWords.Split(call), "--format", "json"]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        var path = Path.Combine(_folder, "advice.json");
        File.WriteAllText(path, outcome.Output);
        return path;
    }

    private static JsonDocument Json(string stored, params IReadOnlyList<string> change)
    {
        var outcome = CliRun.Of(["whatif", stored, .. change, "--format", "json"]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        return JsonDocument.Parse(outcome.Output);
    }
}
