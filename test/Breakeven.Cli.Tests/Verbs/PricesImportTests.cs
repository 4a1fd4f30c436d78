using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

public sealed class PricesImportTests : IDisposable
{
    private const string List = """{ "gpt-5-mini": { "litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 2.5e-07, "output_cost_per_token": OUTPUT } }""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("breakeven-");

    private string Tokens => Path.Combine(_folder.FullName, "mine", "prices", "tokens.csv");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("litellm", "samples/prices/litellm.json --date 2026-11-10")]
    [InlineData("genai-prices", "samples/prices/genai-prices.json --date 2026-11-10")]
    [InlineData("skypilot", "samples/prices/lambda.csv --date 2026-11-10")]
    [InlineData("csv", "samples/prices/contract.csv")]
    [InlineData("csv-format", "samples/prices/lambda.csv --date 2026-11-10 --format csv")]
    public void It_shows_what_it_would_write(string name, string arguments)
        => Snapshot.Match(CliRun.Of([.. $"prices import {arguments} --dry-run --into my-catalog".Split(' ')]).ToString(), name);

    // 2.0 to 1.8 dollars is a tenth less.
    [Fact]
    public void A_second_import_changes_nothing_and_a_later_one_shows_the_difference()
    {
        Assert.Contains("1 added: written to", Import("2e-06", "2026-11-01").Output, StringComparison.Ordinal);
        var written = File.ReadAllText(Tokens);
        Assert.EndsWith("\nOpenAI,openai/gpt-5-mini,gpt-5-mini,0.25,,2,,,2026-11-01,BerriAI/litellm model_prices_and_context_window.json,\n", written, StringComparison.Ordinal);
        var again = Import("2e-06", "2026-11-01");
        Assert.Equal(0, again.Exit);
        Assert.Contains("1 unchanged: nothing changed in", again.Output, StringComparison.Ordinal);
        Assert.Equal(written, File.ReadAllText(Tokens));
        Assert.Contains("out 2.00 -> 1.80 (-10 %)", Import("1.8e-06", "2026-11-10").Output, StringComparison.Ordinal);
        Assert.Equal([Tokens], Directory.GetFiles(Path.GetDirectoryName(Tokens)!));
    }

    [Fact]
    public void What_was_imported_can_be_listed_and_compared()
    {
        var mine = Path.Combine(_folder.FullName, "mine");
        Import("2e-06", "2026-11-01");
        using var listed = JsonDocument.Parse(CliRun.Shipped.Run("prices", "list", "--model", "gpt-5-mini", "--provider", "OpenAI", "--catalog", mine, "--format", "json").Output);
        Assert.Equal(2m, Assert.Single(listed.RootElement.GetProperty("tokens").EnumerateArray()).GetProperty("output_usd_per_million").GetDecimal());
        var outcome = CliRun.Shipped.Run("compare", "--model", "openai/gpt-5-mini", "--provider", "OpenAI", "--traffic", "1M requests/day, 1000 in, 100 out", "--catalog", mine, "--format", "json");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        using var compared = JsonDocument.Parse(outcome.Output);
        // A month has 365 / 12 days: 1000 x 0.25 + 100 x 2 dollars are 450 a day, and 13,687.50 a month.
        Assert.Equal(13_687.5, compared.RootElement.GetProperty("contenders")[0].GetProperty("usd_per_month").GetDouble(), 0.5);
    }

    [Fact]
    public void Models_known_and_models_only_sold_compete_in_one_table()
    {
        var outcome = CliRun.Shipped.Run("compare", "--model", "openai/gpt-5-mini", "--model", "Qwen3-32B", "--gpu", "H100-SXM", "--traffic", "1M requests/day, 1000 in, 100 out", "--tokens-ratio", "gpt-5-mini=1.1", "--format", "json");
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        using var json = JsonDocument.Parse(outcome.Output);
        var contenders = json.RootElement.GetProperty("contenders").EnumerateArray().Select(one => (one.GetProperty("model").GetString(), one.GetProperty("kind").GetString(), one.GetProperty("tokens_ratio_input").GetDouble())).ToList();
        Assert.Contains(("openai/gpt-5-mini", "tokens", 1.1), contenders);
        Assert.Contains(("Qwen/Qwen3-32B", "hosted", 1.0), contenders);
        Assert.DoesNotContain(contenders, one => one is { Item1: "openai/gpt-5-mini", Item2: "hosted" });
    }

    // Nobody vouches for the latency of what is only sold, so that an objective has no known answer.
    [Fact]
    public void An_objective_cannot_be_answered_by_prices_alone()
    {
        var outcome = CliRun.Shipped.Run("compare", "--model", "openai/gpt-5-mini", "--traffic", "1M requests/day, 1000 in, 100 out", "--slo", "ttft p95 < 1 s");
        Assert.Equal(1, outcome.Exit);
        Assert.Contains("Of these models only the price of their tokens is known", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_folder_it_writes_to_the_users_own_catalogue_which_is_then_read()
    {
        var run = CliRun.Shipped with { UserCatalog = Path.Combine(_folder.FullName, "own") };
        var list = Write("list.json", List.Replace("OUTPUT", "7e-06", StringComparison.Ordinal));
        Assert.Equal(0, run.Run("prices", "import", list, "--date", "2026-11-01").Exit);
        Assert.Contains("7.00", run.Run("prices", "list", "--model", "gpt-5-mini", "--provider", "OpenAI").Output, StringComparison.Ordinal);
        Assert.DoesNotContain("7.00", CliRun.Shipped.Run("prices", "list", "--model", "gpt-5-mini", "--provider", "OpenAI").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_that_cannot_be_replaced_leaves_no_draft()
    {
        Directory.CreateDirectory(Tokens);
        var outcome = Import("2e-06", "2026-11-01");
        Assert.Equal(3, outcome.Exit);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Tokens)!));
    }

    [Fact]
    public void Wrong_lists_get_one_line_each()
    {
        const string Hardware = "provider,name,accelerator,gpus,usd_per_hour,terms,date,source\n";
        const string Sky = "InstanceType,AcceleratorName,AcceleratorCount,Price,Region\n";
        var said = new List<string>
        {
            Said("no such file", "absent.json"),
            Said("a folder", _folder.FullName),
            Said("empty", Write("empty.json", "")),
            Said("cut short", Write("cut.json", "{\n  \"a\": { \"input_cost_per_token\": 1e-6,")),
            Said("no prices in it", Write("other.json", "{ \"a\": 1 }"), "--date", "2026-11-01"),
            Said("no date", Write("undated.json", List.Replace("OUTPUT", "1e-6", StringComparison.Ordinal))),
            Said("a wrong date", Write("misdated.json", List), "--date", "1.11.2026"),
            Said("no providers", Write("providers.json", "[ { \"id\": \"p\" } ]"), "--date", "2026-11-01"),
            Said("no price list", Write("notes.csv", "a,b\n1,2\n")),
            Said("an unknown format", Write("list.json", List), "--format-of", "xml"),
            Said("a column missing", Write("short.csv", "provider,name,accelerator,gpus,terms,date,source\n")),
            Said("a column misspelt", Write("misspelt.csv", Hardware.Replace("terms", "termz", StringComparison.Ordinal))),
            Said("a negative price", Write("negative.csv", Hardware + "Acme,box,H100-SXM,8,20,spot,2026-11-01,x\nAcme,box2,H100-SXM,8,-20,spot,2026-11-01,x\n")),
            Said("another currency", Write("euro.csv", Hardware.Replace("source", "source,currency", StringComparison.Ordinal) + "Acme,box,H100-SXM,8,20,spot,2026-11-01,x,EUR\n")),
            Said("an unknown accelerator", Write("unknown.csv", Hardware + "Acme,box,H100-SXN,8,20,spot,2026-11-01,x\n")),
            Said("whose prices", Write("vms-copy.csv", Sky + "a,L4,1,1.0,x\n"), "--date", "2026-11-01"),
            Said("a price in words", Write("lambda.csv", Sky + "a,L4,1,cheap,x\n"), "--date", "2026-11-01"),
        };
        Snapshot.Match(string.Join('\n', said));
    }

    private CliRun.Outcome Import(string output, string date)
        => CliRun.Shipped.Run("prices", "import", Write("list.json", List.Replace("OUTPUT", output, StringComparison.Ordinal)), "--date", date, "--into", Path.Combine(_folder.FullName, "mine"));

    private string Said(string title, string file, params string[] more)
    {
        var outcome = CliRun.Of(["prices", "import", file, "--dry-run", .. more]);
        Assert.True(outcome.Exit == 2, $"{title}: exit {outcome.Exit}\n{outcome.Output}{outcome.Error}");
        Assert.Empty(outcome.Output);
        Assert.Single(outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return $"{title}\n    {outcome.Error.Replace(_folder.FullName + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(_folder.FullName, "FOLDER", StringComparison.Ordinal)}";
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
