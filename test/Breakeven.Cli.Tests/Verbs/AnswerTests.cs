using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>What the verbs print, on a catalogue that does not change.</summary>
public class AnswerTests
{
    [Theory]
    [InlineData("models-list", "models list")]
    [InlineData("models-show-dense", "models show acme/Dense-70B --explain")]
    [InlineData("models-show-hybrid", "models show hybrid-1b --context 4k --precision fp8 --explain")]
    [InlineData("models-show-latent", "models show Latent-671B")]
    [InlineData("models-check", "models check")]
    [InlineData("gpus-list", "gpus list")]
    [InlineData("gpus-show", "gpus show h100 --explain")]
    [InlineData("gpus-check", "gpus check")]
    [InlineData("prices-list", "prices list")]
    [InlineData("prices-list-gpu", "prices list --gpu MI300X --terms on-demand")]
    [InlineData("prices-list-tokens", "prices list --terms tokens")]
    [InlineData("prices-show", "prices show digitalocean")]
    [InlineData("prices-show-one", "prices show DigitalOcean/gpu-h100x1-80gb")]
    [InlineData("prices-check", "prices check")]
    [InlineData("fit", "fit --gpu H100-SXM --ram 128GiB --ssd-bandwidth 7GB/s")]
    [InlineData("fit-one", "fit Latent-671B --gpu H100-SXM --ram 512GiB --ram-bandwidth 460GB/s --explain")]
    [InlineData("fit-none", "fit Latent-671B --ram 64GiB")]
    [InlineData("completion-bash", "completion bash")]
    [InlineData("gpus-list-markdown", "gpus list --format markdown")]
    [InlineData("models-show-markdown", "models show hybrid-1b --explain --format markdown")]
    [InlineData("prices-list-csv", "prices list --format csv")]
    [InlineData("models-show-json", "models show hybrid-1b --context 4k --precision fp8 --explain --format json")]
    [InlineData("prices-list-json", "prices list --format json")]
    public void Answers_read_as_they_did(string name, string arguments) => Snapshot.Match(CliRun.Of(arguments.Split(' ')).ToString(), name);

    [Theory]
    [InlineData(80, "models list")]
    [InlineData(80, "gpus list")]
    [InlineData(80, "gpus show h100")]
    [InlineData(80, "prices list")]
    [InlineData(80, "models show Dense-70B --explain")]
    [InlineData(80, "fit --gpu H100-SXM --ram 128GiB")]
    [InlineData(160, "models list")]
    [InlineData(160, "prices list")]
    public void On_a_terminal_no_line_is_wider_than_it(int width, string arguments)
    {
        var outcome = new CliRun { Width = width, Variables = { ["NO_COLOR"] = "1" } }.Run(arguments.Split(' '));
        Assert.Equal(0, outcome.Exit);
        Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= width, line));
        Snapshot.Match(outcome.Output, $"{width}.{arguments.Replace(' ', '-')}");
    }

    [Fact]
    public void On_a_pipe_no_row_is_broken()
    {
        var rows = CliRun.Shipped.Run("prices", "list", "--gpu", "H100-SXM").Output.Split('\n');
        Assert.Contains(rows, row => row.Length > 200);
        Assert.DoesNotContain(rows, row => row.Contains("not shown", StringComparison.Ordinal));
    }

    // 80 layers x 8 KV heads x (128 + 128) x 2 B = 327,680 B; all but the norms and the embedding multiply: worked out by hand.
    [Fact]
    public void The_cache_of_a_70b_is_320_kib_a_token()
    {
        using var json = JsonDocument.Parse(CliRun.Of("models", "show", "Dense-70B", "--context", "1", "--format", "json").Output);
        var cache = json.RootElement.GetProperty("cache")[0];
        Assert.Equal(327_680, cache.GetProperty("bytes_per_token").GetDouble());
        Assert.Equal(327_680, cache.GetProperty("bytes_per_sequence").GetDouble());
        // q and o 8192 x 8192, k and v 1024 x 8192, three times 8192 x 28672, two norms: a layer; embedding, head and norm around.
        const long layer = 2L * 8192 * 8192 + 2 * 1024 * 8192 + 3L * 8192 * 28_672 + 2 * 8192;
        Assert.Equal(80 * layer + 2L * 128_256 * 8192 + 8192, json.RootElement.GetProperty("total_parameters").GetInt64());
    }

    // 989e12 / 3.35e12 = 295.2 FLOP a byte.
    [Fact]
    public void The_ridge_is_the_rate_over_the_bandwidth()
    {
        using var json = JsonDocument.Parse(CliRun.Of("gpus", "show", "H100-SXM", "--format", "json").Output);
        var ridge = json.RootElement.GetProperty("ridges")[0];
        Assert.Equal("bf16", ridge.GetProperty("format").GetString());
        Assert.Equal(295.2, ridge.GetProperty("flop_per_byte").GetDouble(), 1);
    }

    [Fact]
    public void Prices_keep_every_decimal_they_were_published_with()
    {
        var output = CliRun.Of("prices", "list", "--terms", "tokens", "--format", "json").Output;
        Assert.Contains("\"cached_input_usd_per_million\": 0.0375", output, StringComparison.Ordinal);
        Assert.Contains("0.0375", CliRun.Of("prices", "list", "--terms", "tokens").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_of_several_tables_says_on_standard_error_what_it_leaves_out()
    {
        var outcome = CliRun.Of("prices", "list", "--format", "csv");
        Assert.Equal(5, outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("breakeven: csv holds one table, the hardware; 2 per-token offers are left out: ask for them with --terms tokens\n", outcome.Error);
    }

    [Theory]
    [InlineData("gpus list --filter nonesuch")]
    [InlineData("models list --filter nonesuch")]
    [InlineData("prices list --gpu H100-SXM --terms reserved")]
    [InlineData("prices check --today 2027-06-01")]
    [InlineData("models check --tolerance 0.1%")]
    public void An_answer_of_no_exits_with_1(string arguments)
    {
        var outcome = CliRun.Of(arguments.Split(' '));
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    public void A_model_file_that_cannot_be_read_fails_the_check_with_its_place()
    {
        var folder = Directory.CreateTempSubdirectory("breakeven-");
        try
        {
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(folder.FullName, "models")).FullName, "me__Broken.json"), "{ \"schema_version\": 1, \"id\": ");
            var outcome = CliRun.Shipped.Run("models", "check", "--catalog", folder.FullName, "--format", "json");

            Assert.Equal(1, outcome.Exit);
            Assert.Contains("cannot be read", outcome.Output, StringComparison.Ordinal);
            Assert.Contains("me__Broken.json", outcome.Output, StringComparison.Ordinal);
            Assert.Equal(0, CliRun.Shipped.Run("models", "check").Exit);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_age_of_prices_is_reckoned_from_the_day_and_bound_asked_for()
    {
        Assert.Contains("162 days old", CliRun.Of("prices", "check", "--today", "2026-11-10").Output, StringComparison.Ordinal);
        Assert.Contains("162 days old", CliRun.Of("prices", "check").Output, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.Of("prices", "check", "--max-age", "163d").Exit);
    }

    [Fact]
    public void The_newest_hybrid_shows_its_state()
    {
        // A layer: 16 heads x 128 x 128 x 4 B of state, and 3 taps of (2 x 1024 + 2048) channels x 2 B; 12 such layers.
        const double state = 12 * (16.0 * 128 * 128 * 4 + 3.0 * (2 * 1024 + 2048) * 2);
        using var json = JsonDocument.Parse(CliRun.Of("models", "show", "Hybrid-1B", "--format", "json").Output);
        Assert.Equal(state, json.RootElement.GetProperty("state_bytes_per_sequence").GetDouble());
    }
}
