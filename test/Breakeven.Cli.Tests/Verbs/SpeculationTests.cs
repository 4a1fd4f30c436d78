using System.Text.Json;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Drafted tokens in size, explain and compare.</summary>
public class SpeculationTests
{
    private const string Given = " --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=2.5";
    private const string Traffic = "compare --model Latent-671B --gpu MI300X --traffic 100requests/minute,1200in,300out";

    // SGLang counts passes, or what it verifies; TensorRT-LLM the longest draft: three drafted tokens each time, of which 2.5 were measured to come.
    [Theory]
    [InlineData("--engine vllm --engine-setting num_speculative_tokens=3")]
    [InlineData("--engine sglang --engine-setting speculative_num_steps=3")]
    [InlineData("--engine sglang --engine-setting speculative_num_draft_tokens=4")]
    [InlineData("--engine sglang --engine-setting speculative_num_steps=3 --engine-setting speculative_num_draft_tokens=4")]
    [InlineData("--engine tensorrt-llm --engine-setting max_draft_len=3")]
    public void Every_engines_own_name_means_the_same_drafts(string settings)
    {
        var speculation = Json($"size Latent-671B --gpu MI300X {settings}").GetProperty("speculation");

        Assert.Equal(3, speculation.GetProperty("draft_tokens").GetInt32());
        Assert.Equal(2.5, speculation.GetProperty("acceptance_length_tokens").GetDouble());
        Assert.Equal("measured", speculation.GetProperty("basis").GetString());
        Assert.Equal("mtp", speculation.GetProperty("method").GetString());
        Assert.Equal("mtp", speculation.GetProperty("drafter").GetString());
    }

    [Fact]
    public void What_was_measured_is_said_with_its_source_and_what_was_given_as_given()
    {
        Assert.Contains(
            "acme/Latent-671B: a step drafts 2 tokens by mtp (supposed: one more layer like the last), and yields 2.25 tokens, as measured with mtp, thinking on, on coding prompts; other prompts yield other numbers (https://example.org/datasheet (2026-10-01): the test's own prompts)",
            Run("explain Latent-671B --gpu MI300X --engine-setting num_speculative_tokens=2"), StringComparison.Ordinal);
        Assert.Contains("acme/Dense-70B: a step drafts 3 tokens by eagle (supposed: one more layer like the last), and yields 2.5 tokens, as given and not measured", Run("size Dense-70B --gpu MI300X" + Given), StringComparison.Ordinal);
        Assert.Contains("Latent-671B: a step drafts 3 tokens by mtp (supposed: one more layer like the last), and yields 2.5 tokens, as measured with mtp", Run(Traffic + " --engine-setting num_speculative_tokens=3"), StringComparison.Ordinal);
    }

    // 855,654,400 weights of a layer with its norms, and 134,217,728 of the join with three norms, in 16 bits.
    [Fact]
    public void The_drafter_is_a_line_of_its_own_among_the_weights()
    {
        var memory = Json("size Dense-70B --gpu MI300X --layout tp=1" + Given).GetProperty("accelerators")[0].GetProperty("layouts")[0].GetProperty("memory_per_gpu");
        var weights = memory.GetProperty("weights").EnumerateArray().ToDictionary(one => one.GetProperty("class").GetString()!, one => one.GetProperty("bytes").GetDouble());

        Assert.Equal(2.0 * (855_654_400 + 134_217_728 + 3 * 8192), weights["drafter"]);
        Assert.Equal(memory.GetProperty("weight_bytes").GetDouble(), weights.Values.Sum(), 1.0);
        Assert.Contains("weights, drafter", Run("size Dense-70B --gpu MI300X --layout tp=1" + Given), StringComparison.Ordinal);
        Assert.DoesNotContain("drafter", Run("size Dense-70B --gpu MI300X --layout tp=1 --explain"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_taken_apart_has_a_line_for_drafting_and_yields_its_tokens()
    {
        var step = Json("explain Dense-70B --gpu MI300X --batch 16 --layout tp=2" + Given).GetProperty("step");
        var parts = step.GetProperty("parts").EnumerateArray().ToList();
        var milliseconds = step.GetProperty("step_ms").GetDouble();
        var row = step.GetProperty("batches").EnumerateArray().Single(one => one.GetProperty("batch").GetInt64() == 16);

        var drafting = parts.Single(part => part.GetProperty("family").GetString() == "drafting");
        Assert.Equal("3 passes of the drafter and the head", drafting.GetProperty("part").GetString());
        Assert.Equal(drafting.GetProperty("time_ms").GetDouble(), row.GetProperty("drafting_ms").GetDouble(), 1e-9);
        Assert.Equal(milliseconds, parts.Sum(part => part.GetProperty("time_ms").GetDouble()), 1e-6 * milliseconds);
        Assert.Equal(milliseconds / 2.5, step.GetProperty("tpot_ms").GetDouble(), 1e-9);
        Assert.Equal(16 * 2.5 / milliseconds * 1e3, step.GetProperty("tokens_per_second").GetDouble(), 1e-6);
        Assert.Equal(milliseconds / 2.5, row.GetProperty("tpot_ms").GetDouble(), 1e-9);
        // No kernel is faster than the datasheet.
        Assert.All(parts, part => Assert.True(part.GetProperty("bandwidth_reached").ValueKind == JsonValueKind.Null || part.GetProperty("bandwidth_reached").GetDouble() < 1, part.ToString()));
    }

    // How many drafts stand is a guess for any prompts but those that were measured, however well the step itself is known.
    [Theory]
    [InlineData("compare --model Dense-70B --gpu MI300X --traffic 100requests/minute,1200in,300out --format csv")]
    [InlineData("explain Dense-70B --gpu MI300X --layout tp=2 --format csv")]
    public void What_hangs_on_drafts_is_assumed(string arguments)
    {
        Assert.Contains("assumed", Rows(arguments + Given), StringComparison.Ordinal);
        Assert.DoesNotContain("interpolated,interpolated", Rows(arguments + Given), StringComparison.Ordinal);

        static string Rows(string of) => CliRun.Of(Words(of)).Output.Split('\n').First(line => line.StartsWith("1,", StringComparison.Ordinal) || line.StartsWith("step,", StringComparison.Ordinal));
    }

    [Fact]
    public void One_token_is_no_tokens()
        => Assert.Contains(": 1 token a step, 2 drafted by eagle", Run("explain Dense-70B --gpu MI300X --layout tp=2 --engine-setting num_speculative_tokens=2 --engine-setting acceptance_length=1"), StringComparison.Ordinal);

    // A light load waits less for each token; nothing measured says how far that is off, so no interval is claimed.
    [Fact]
    public void A_comparison_reckons_with_drafts_and_claims_no_interval()
    {
        var (off, on) = (Hosted(Traffic), Hosted(Traffic + " --engine-setting num_speculative_tokens=3"));

        Assert.Equal(JsonValueKind.Null, off.GetProperty("speculation").ValueKind);
        Assert.Equal(3, on.GetProperty("speculation").GetProperty("draft_tokens").GetInt32());
        Assert.Equal("assumed", on.GetProperty("interval").GetProperty("familiarity").GetString());
        Assert.NotEqual(JsonValueKind.Null, on.GetProperty("load").ValueKind);
        Assert.True(on.GetProperty("load").GetProperty("tpot_ms").GetDouble() < off.GetProperty("load").GetProperty("tpot_ms").GetDouble());
        Assert.Contains(on.GetProperty("memory").GetProperty("classes").EnumerateArray(), one => one.GetProperty("class").GetString() == "drafter");

        static JsonElement Hosted(string arguments) => Json(arguments).GetProperty("contenders").EnumerateArray().Select(one => one.GetProperty("hosted")).First(one => one.ValueKind == JsonValueKind.Object);
    }

    private static string Run(string arguments)
    {
        var outcome = CliRun.Of(Words(arguments));
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        // Notes are broken into lines.
        return string.Join(' ', outcome.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static JsonElement Json(string arguments) => JsonDocument.Parse(CliRun.Of([.. Words(arguments), "--format", "json"]).Output).RootElement;

    private static string[] Words(string arguments) => [.. arguments.Split(' ').Select(word => word == "100requests/minute,1200in,300out" ? "5 requests/s, 1200 in, 300 out" : word)];
}
