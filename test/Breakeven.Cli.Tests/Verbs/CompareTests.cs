using System.Globalization;
using System.Text.Json;
using Breakeven.Economics;
using Breakeven.Testing;
using Breakeven.Workloads;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>The main job, on a catalogue that does not change: a dense 70B, a mixture of 671B, two accelerators.</summary>
public class CompareTests
{
    private const string Traffic = "400k requests/day, 1200 in, 300 out";

    private static readonly string[] Both = ["compare", "--model", "Dense-70B", "--model", "Latent-671B", "--traffic", Traffic];

    private static readonly string[] Bounded = [.. Both, "--slo", "ttft p95 < 1 s, tpot p95 < 50 ms"];

    [Theory]
    [InlineData(80)]
    [InlineData(140)]
    public void The_tables_read_as_they_did_and_fit_the_terminal(int width)
    {
        var outcome = new CliRun { Width = width, Variables = { ["NO_COLOR"] = "1" } }.Run(Bounded);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= width, line));
        Assert.EndsWith("\n", outcome.Output, StringComparison.Ordinal);
        Snapshot.Match(outcome.Output, width.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("markdown")]
    public void Other_formats_read_as_they_did(string format) => Snapshot.Match(CliRun.Of([.. Bounded, "--format", format]).ToString(), format);

    [Fact]
    public void Without_an_objective_latencies_are_medians()
    {
        var output = CliRun.Of(Both).Output;
        Assert.Contains("objective  none: any latency will do", output, StringComparison.Ordinal);
        Assert.Contains("Each replica at this traffic (latency: median)", output, StringComparison.Ordinal);
        Assert.Contains("Each replica at this traffic (latency: p95)", CliRun.Of(Bounded).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Contenders_are_ranked_by_bill_and_the_verdict_names_the_first()
    {
        foreach (var call in (string[][])[Both, Bounded])
        {
            using var json = Json(call);
            var contenders = Contenders(json);
            Assert.True(contenders.Count >= 4, "both models on both accelerators or by the token");
            var bills = contenders.Select(one => one.GetProperty("usd_per_month").GetDouble()).ToList();
            Assert.Equal(bills.Order(), bills);
            Assert.Equal(Enumerable.Range(1, contenders.Count), contenders.Select(one => one.GetProperty("rank").GetInt32()));
            Assert.Contains($"the cheapest is {contenders[0].GetProperty("label").GetString()}:", json.RootElement.GetProperty("verdict").GetString(), StringComparison.Ordinal);
        }
    }

    // 730 hours of so many boxes; tokens a month = 400,000 x 1,500 / 86,400 x 2,628,000 s.
    [Fact]
    public void A_bill_is_the_hours_of_the_boxes_and_its_parts_add_up()
    {
        using var json = Json(Bounded);
        const double requests = 400_000.0 / 86_400 * 730 * 3600;
        foreach (var one in Contenders(json))
        {
            var bill = one.GetProperty("usd_per_month").GetDouble();
            var (input, output) = (one.GetProperty("usd_per_million_input_tokens").GetDouble(), one.GetProperty("usd_per_million_output_tokens").GetDouble());
            Assert.Equal(bill, requests * (1200 * input + 300 * output) / 1e6, bill * 1e-9);
            Assert.Equal(bill, requests * 1500 * one.GetProperty("usd_per_million_tokens").GetDouble() / 1e6, bill * 1e-9);
            Assert.Equal(bill, requests * one.GetProperty("usd_per_request").GetDouble(), bill * 1e-9);
            if (one.GetProperty("hosted") is not { ValueKind: JsonValueKind.Object } hosted) continue;
            var hourly = hosted.GetProperty("offer").GetProperty("usd_per_hour").GetDouble();
            Assert.Equal(bill, hosted.GetProperty("boxes").GetDouble() * hourly * 730, bill * 1e-9);
            Assert.Equal(bill * (1 - hosted.GetProperty("utilisation").GetDouble()), hosted.GetProperty("idle_usd_per_month").GetDouble(), bill * 1e-9);
        }

        // Together AI sells the dense model at 0.88 a million either way: 1,500 tokens x 0.88 / 1e6 a request.
        var sold = Contenders(json).Single(one => one.GetProperty("kind").GetString() == "tokens" && one.GetProperty("model").GetString() == "acme/Dense-70B");
        Assert.Equal(requests * 1500 * 0.88 / 1e6, sold.GetProperty("usd_per_month").GetDouble(), 1e-6);
    }

    [Fact]
    public void The_csv_and_the_tables_hold_the_numbers_of_the_json()
    {
        using var json = Json(Bounded);
        var rows = CliRun.Of([.. Bounded, "--format", "csv"]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var heads = rows[0].Split(',').ToList();
        var contenders = Contenders(json);
        Assert.Equal(contenders.Count, rows.Length - 1);
        var table = CliRun.Of(Bounded).Output;
        foreach (var (one, row) in contenders.Zip(rows.Skip(1)))
        {
            // Only the columns before the first quoted cell and after the last are cut at commas alone; these stand at the end.
            var cells = row.Split(',');
            double Cell(string key) => double.Parse(cells[cells.Length - heads.Count + heads.IndexOf(key)], CultureInfo.InvariantCulture);
            foreach (var key in (string[])["usd_per_month", "usd_per_million_input_tokens", "usd_per_million_output_tokens", "usd_per_million_tokens"])
                Assert.Equal(one.GetProperty(key).GetDouble(), Cell(key));
            Assert.Equal(one.GetProperty("usd_per_request").GetDouble() * 1000, Cell("usd_per_thousand_requests"), 1e-12);
            Assert.Contains($" {one.GetProperty("usd_per_month").GetDouble().ToString("#,0", CultureInfo.InvariantCulture)} ", table, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_contender_is_explained_with_formula_inputs_and_basis()
    {
        using var json = Json([.. Bounded, "--explain"]);
        var explained = json.RootElement.GetProperty("explanations").EnumerateArray().ToList();
        Assert.All(explained, why => Assert.All((string[])["figure", "value", "formula", "inputs", "basis"], key => Assert.NotEmpty(why.GetProperty(key).GetString()!)));
        foreach (var one in Contenders(json))
        {
            var name = one.GetProperty("model").GetString()!["acme/".Length..]
                + (one.GetProperty("hosted") is { ValueKind: JsonValueKind.Object } hosted
                    ? $" on {hosted.GetProperty("accelerator").GetString()}"
                    : $" from {one.GetProperty("token_offer").GetProperty("provider").GetString()}");
            var figures = explained.Select(why => why.GetProperty("figure").GetString()!).Where(figure => figure.StartsWith(name + ": ", StringComparison.Ordinal)).ToList();
            Assert.Contains(name + ": bill a month", figures);
            if (one.GetProperty("kind").GetString() == "hosted")
                Assert.Empty(new[] { "weights a device", "capacity of a replica", "replicas", "utilisation" }.Except(figures.Select(figure => figure[(name.Length + 2)..])));
        }
    }

    // Twice the tokens at one price: exactly twice the bill by the token. Prompts 1.5 times and answers 2 times as long: (1800 + 600) / 1500.
    [Theory]
    [InlineData("Dense-70B=2", 2.0)]
    [InlineData("Dense-70B=1.5/2", 1.6)]
    public void A_tokens_ratio_scales_the_bill(string ratio, double times)
    {
        // One layout, since of two that cost the same either may be named.
        string[] call = [.. Both, "--layout", "tp=8", "--precision", "fp8"];
        using var plain = Json(call);
        using var scaled = Json([.. call, "--tokens-ratio", ratio]);
        Assert.NotEmpty(Hosted(plain));
        Assert.Equal(times * BillOf(plain, "acme/Dense-70B", "tokens"), BillOf(scaled, "acme/Dense-70B", "tokens"), 1e-6);
        foreach (var (before, after) in Hosted(plain).Zip(Hosted(scaled)))
            Assert.True(after > before, "longer requests leave a replica room for fewer");
        Assert.Equal(BillOf(plain, "acme/Latent-671B", "tokens"), BillOf(scaled, "acme/Latent-671B", "tokens"));

        static IEnumerable<double> Hosted(JsonDocument json) => Contenders(json)
            .Where(one => one.GetProperty("model").GetString() == "acme/Dense-70B" && one.GetProperty("kind").GetString() == "hosted")
            .OrderBy(one => one.GetProperty("hosted").GetProperty("accelerator").GetString())
            .Select(one => one.GetProperty("hosted").GetProperty("utilisation").GetDouble() * one.GetProperty("usd_per_month").GetDouble());
    }

    [Fact]
    public void A_spare_is_one_replica_more_on_every_accelerator()
    {
        using var plain = Json([.. Both, "--layout", "tp=8", "--precision", "fp8"]);
        using var spared = Json([.. Both, "--layout", "tp=8", "--precision", "fp8", "--spares", "1"]);
        var (before, after) = (Replicas(plain), Replicas(spared));
        Assert.NotEmpty(before);
        Assert.Equal(before.ToDictionary(pair => pair.Key, pair => pair.Value + 1), after);

        static Dictionary<string, long> Replicas(JsonDocument json) => Contenders(json).Where(one => one.GetProperty("kind").GetString() == "hosted")
            .ToDictionary(one => one.GetProperty("label").GetString()!, one => one.GetProperty("hosted").GetProperty("replicas").GetInt64());
    }

    [Fact]
    public void Terms_and_providers_narrow_what_is_bought()
    {
        using var digitalOcean = Json([.. Both, "--provider", "DigitalOcean"]);
        Assert.All(Contenders(digitalOcean), one => Assert.Equal("DigitalOcean", one.GetProperty("hosted").GetProperty("offer").GetProperty("provider").GetString()));
        using var reserved = Json([.. Both, "--gpu", "MI300X", "--terms", "reserved"], exit: 1);
        Assert.All(Contenders(reserved), one => Assert.Equal("tokens", one.GetProperty("kind").GetString()));
        Assert.All(reserved.RootElement.GetProperty("excluded").EnumerateArray(), one => Assert.Equal("not_sold", one.GetProperty("kind").GetString()));

        // The only spot price is a market's median that nobody can be held to.
        using var spot = Json([.. Both, "--gpu", "H100-SXM", "--terms", "spot"], exit: 1);
        Assert.Equal("not_sold", spot.RootElement.GetProperty("excluded")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public void The_bills_meet_at_every_level_crossing_and_swap_at_every_step()
    {
        var contest = Contest.Run(Request());
        Assert.NotEmpty(contest.OrderChanges);
        Assert.Contains(contest.OrderChanges, change => change.Kind == CrossingKind.Level);
        foreach (var change in contest.OrderChanges)
        {
            var (first, second) = (change.First.BillAt(change.Rate).PerMonth.Value, change.Second.BillAt(change.Rate).PerMonth.Value);
            if (change.Kind == CrossingKind.Level) Assert.Equal(first, second, first * 1e-6);
            var above = change.Rate * (1 + 1e-7);
            var (firstAbove, secondAbove) = (change.First.BillAt(above).PerMonth.Value, change.Second.BillAt(above).PerMonth.Value);
            if (change.Above == Standing.FirstCheaper) Assert.True(firstAbove < secondAbove, $"{change}");
            if (change.Above == Standing.SecondCheaper) Assert.True(secondAbove < firstAbove, $"{change}");
        }
    }

    [Fact]
    public void The_json_lists_the_order_changes_that_the_core_finds()
    {
        using var json = Json(Bounded);
        var listed = json.RootElement.GetProperty("order_changes").EnumerateArray().Select(change => change.GetProperty("tokens_per_day").GetDouble()).ToList();
        Assert.Equal(Contest.Run(Request()).OrderChanges.Select(change => change.Tokens.Value * 86_400), listed);
        Assert.Equal(listed.Order(), listed);
    }

    // Whoever reads the JSON can recompute every crossing: each label in it belongs to a deployment or an offer that is described there.
    [Fact]
    public void Every_label_in_the_json_is_described_there()
    {
        using var json = Json(Bounded);
        var root = json.RootElement;
        var described = root.GetProperty("choices").EnumerateArray().Concat(root.GetProperty("contenders").EnumerateArray()).Select(one => one.GetProperty("label").GetString()).ToHashSet();
        var named = root.GetProperty("order_changes").EnumerateArray().SelectMany(change => new[] { change.GetProperty("first").GetString(), change.GetProperty("second").GetString() })
            .Concat(root.GetProperty("cheapest_by_traffic").EnumerateArray().Select(part => part.GetProperty("choice").GetString())).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, label => Assert.Contains(label, described));
    }

    // The engine's own step is 2,048 tokens on an L4 and 8,192 on an H100; to set another thing must not change that.
    [Fact]
    public void A_setting_leaves_the_other_defaults_of_each_accelerator()
    {
        using var json = System.Text.Json.JsonDocument.Parse(CliRun.Shipped.Run(
            "compare", "--model", "Qwen3-8B", "--gpu", "L4", "--gpu", "H100-SXM", "--traffic", "1M tokens/day, 800 in, 200 out", "--engine-setting", "max_num_seqs=64", "--format", "json").Output);
        var hosted = json.RootElement.GetProperty("contenders").EnumerateArray().Select(one => one.GetProperty("hosted")).Where(one => one.ValueKind == System.Text.Json.JsonValueKind.Object)
            .ToDictionary(one => one.GetProperty("accelerator").GetString()!, one => (one.GetProperty("max_num_seqs").GetInt32(), one.GetProperty("max_num_batched_tokens").GetInt32()));

        Assert.Equal((64, 2048), hosted["L4"]);
        Assert.Equal((64, 8192), hosted["H100-SXM"]);
    }

    [Fact]
    public void A_cheaper_offer_in_the_users_own_folder_wins()
    {
        var folder = Directory.CreateTempSubdirectory("breakeven-");
        try
        {
            var prices = Directory.CreateDirectory(Path.Combine(folder.FullName, "prices"));
            File.WriteAllText(Path.Combine(prices.FullName, "hardware.csv"), """
                provider,name,accelerator,gpus,usd_per_hour,terms,region,link,fabric_per_gpu,indicative,date,source,note
                Our cellar,eight in a rack,H100-SXM,8,1.00,on-demand,,,,,2026-10-01,our own ledger,

                """);
            string[] call = ["compare", "--model", "Llama-3.3-70B-Instruct", "--gpu", "H100-SXM", "--traffic", "40k requests/day, 1200 in, 300 out"];
            using var shipped = JsonDocument.Parse(CliRun.Shipped.Run([.. call, "--format", "json"]).Output);
            var outcome = CliRun.Shipped.Run([.. call, "--catalog", folder.FullName, "--format", "json"]);
            Assert.True(outcome.Exit == 0, outcome.Error);
            using var own = JsonDocument.Parse(outcome.Output);
            Assert.NotEqual("Our cellar", ProviderOf(shipped));
            Assert.Equal("Our cellar", ProviderOf(own));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        static string ProviderOf(JsonDocument json) => Contenders(json).First(one => one.GetProperty("kind").GetString() == "hosted")
            .GetProperty("hosted").GetProperty("offer").GetProperty("provider").GetString()!;
    }

    [Fact]
    public void The_main_job_answers_on_the_catalogue_that_ships()
    {
        var words = Documentation.ShellWords.Split(HelpTests.ExamplesOf("compare")[0]);
        var outcome = CliRun.Shipped.Run([.. words.Skip(1), "--format", "json"]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        using var json = JsonDocument.Parse(outcome.Output);
        var pairs = Contenders(json).Where(one => one.GetProperty("kind").GetString() == "hosted")
            .Select(one => (one.GetProperty("model").GetString(), one.GetProperty("hosted").GetProperty("accelerator").GetString()))
            .Concat(json.RootElement.GetProperty("excluded").EnumerateArray().Select(one => (one.GetProperty("model").GetString(), one.GetProperty("accelerator").GetString())));
        Assert.Equal(6, pairs.Distinct().Count());
        Assert.All(Contenders(json).Where(one => one.GetProperty("kind").GetString() == "hosted"), one =>
        {
            var load = one.GetProperty("hosted").GetProperty("load");
            Assert.InRange(load.GetProperty("ttft_ms").GetDouble(), 1, 1000);
            Assert.InRange(load.GetProperty("tpot_ms").GetDouble(), 1, 50);
            Assert.InRange(one.GetProperty("hosted").GetProperty("utilisation").GetDouble(), 0.01, 1);
        });
    }

    private static CompareRequest Request()
    {
        var catalog = new SmallCatalog();
        return new()
        {
            Models = [new(catalog.FindModel("acme/Dense-70B")!, TokensRatio.One), new(catalog.FindModel("acme/Latent-671B")!, TokensRatio.One)],
            Accelerators = [.. catalog.AcceleratorIds.Select(id => catalog.FindAccelerator(id)!)],
            HardwareOffers = catalog.HardwareOffers,
            TokenOffers = catalog.TokenOffers,
            Traffic = TrafficText.Parse(Traffic),
            Objective = ObjectiveText.Parse("ttft p95 < 1 s, tpot p95 < 50 ms"),
        };
    }

    private static double BillOf(JsonDocument json, string model, string kind) => Contenders(json)
        .First(one => one.GetProperty("model").GetString() == model && one.GetProperty("kind").GetString() == kind).GetProperty("usd_per_month").GetDouble();

    private static List<JsonElement> Contenders(JsonDocument json) => [.. json.RootElement.GetProperty("contenders").EnumerateArray()];

    private static JsonDocument Json(string[] call, int exit = 0)
    {
        var outcome = CliRun.Of([.. call, "--format", "json"]);
        Assert.True(outcome.Exit == exit, outcome.ToString());
        return JsonDocument.Parse(outcome.Output);
    }
}
