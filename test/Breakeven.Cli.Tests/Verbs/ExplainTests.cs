using System.Text.Json;
using System.Text.RegularExpressions;
using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Models;
using Breakeven.Sizing;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>A step taken apart. Figures hang on fits that go on, so no snapshot holds them: what is compared is the words around them, and sums.</summary>
public class ExplainTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "too-small", "explain Latent-671B --gpu H100-SXM --layout tp=8" },
        { "illegal", "explain Dense-70B --gpu H100-SXM --layout tp=3" },
        { "cache", "explain Dense-70B --gpu MI300X --layout tp=1 --batch 256 --context 8k" },
        { "cache-json", "explain Dense-70B --gpu MI300X --layout tp=1 --batch 256 --context 8k --format json" },
        { "csv", "explain Dense-70B --gpu H100-SXM --layout tp=3 --format csv" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_run_is_refused_as_size_refuses_it(string name, string arguments)
    {
        var outcome = CliRun.Of(arguments.Split(' '));
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Snapshot.Match(outcome.ToString(), name);
    }

    [Theory]
    [InlineData("explain Dense-70B --gpu MI300X --batch 64")]
    [InlineData("explain Latent-671B --gpu MI300X --batch 64 --layout tp=1,dp=8,ep=8 --prompt-tokens 1000")]
    [InlineData("explain Hybrid-1B --gpu H100-SXM --batch 100 --engine sglang")]
    [InlineData("explain Hybrid-1B --gpu H100-SXM --batch 10 --engine-setting num_speculative_tokens=2 --engine-setting acceptance_length=1.5")]
    [InlineData("explain Latent-671B --gpu MI300X --batch 64 --layout tp=1,dp=8,ep=8 --prompt-tokens 1000 --engine-setting num_speculative_tokens=3")]
    public void Parts_add_up_to_the_step_and_their_shares_to_one(string arguments)
    {
        var step = Json(arguments).GetProperty("step");
        var parts = step.GetProperty("parts").EnumerateArray().ToList();

        Assert.Equal(step.GetProperty("step_ms").GetDouble(), parts.Sum(part => part.GetProperty("time_ms").GetDouble()), 1e-6 * step.GetProperty("step_ms").GetDouble());
        Assert.Equal(1, parts.Sum(part => part.GetProperty("share").GetDouble()), 1e-6);
        var asked = step.GetProperty("batches").EnumerateArray().Select(row => row.GetProperty("batch").GetInt64()).ToList();
        Assert.Equal(asked.Order(), asked);
        Assert.Empty(((long[])[1, 2, 4, 8, 16, 32, 64, 128, 256, 512]).Except(asked));
    }

    // Without a prompt the step that is taken apart is the row of its batch: 64 sequences on one GPU yield 64 tokens in it.
    [Fact]
    public void The_step_stands_in_the_table_of_batches_too()
    {
        var step = Json("explain Dense-70B --gpu MI300X --batch 64 --layout tp=2").GetProperty("step");
        var row = step.GetProperty("batches").EnumerateArray().Single(one => one.GetProperty("batch").GetInt64() == 64);

        var milliseconds = step.GetProperty("step_ms").GetDouble();
        Assert.Equal(milliseconds, row.GetProperty("step_ms").GetDouble(), 1e-9);
        Assert.Equal(64 / milliseconds * 1e3, row.GetProperty("tokens_per_second").GetDouble(), 1e-6);
        Assert.Equal(32 / milliseconds * 1e3, row.GetProperty("tokens_per_second_per_gpu").GetDouble(), 1e-6);
    }

    // The interval is of the deployment that is named, at as many sequences, for a time per output token: what compare says of such times.
    [Fact]
    public void A_step_of_sequences_has_the_interval_of_its_time_per_output_token()
    {
        var catalog = EmbeddedCatalog.Open();
        var step = JsonDocument.Parse(CliRun.Shipped.Run([.. "explain Llama-3.3-70B-Instruct --gpu H200-SXM --layout tp=2 --precision fp8 --batch 64 --format json".Split(' ')]).Output).RootElement.GetProperty("step");
        var deployment = new Deployment
        {
            Model = catalog.FindModel("meta-llama/Llama-3.3-70B-Instruct")!,
            Precision = PrecisionScheme.Named("fp8")!,
            Accelerator = catalog.FindAccelerator("H200-SXM")!,
            Layout = new(2),
            Engine = Engine.Vllm,
            Settings = new() { SequencesMax = 256, BatchedTokensMax = 8192 },
        };
        var known = PredictionIntervals.Embedded.Find(PredictedMetric.TimePerOutputToken, deployment, ScenarioKind.ClosedLoop, 64)!;

        var milliseconds = step.GetProperty("step_ms").GetDouble();
        Assert.Equal(known.Low * milliseconds, step.GetProperty("step_ms_low").GetDouble(), 1e-6 * milliseconds);
        Assert.Equal(known.High * milliseconds, step.GetProperty("tpot_ms_high").GetDouble(), 1e-6 * milliseconds);
        Assert.Equal(known.Count, step.GetProperty("interval").GetProperty("n").GetInt32());
        Assert.Equal("known", step.GetProperty("interval").GetProperty("familiarity").GetString());
    }

    [Theory]
    [InlineData("explain Llama-3.3-70B-Instruct --gpu H200-SXM --layout tp=2 --precision fp8", "90 % interval ", " ms (known, of ")]
    [InlineData("explain Llama-3.3-70B-Instruct --gpu Gaudi-3", "90 % interval ", "not known: nothing of the kind was measured")]
    [InlineData("explain Llama-3.3-70B-Instruct --gpu H200-SXM --layout tp=2 --precision fp8 --prompt-tokens 100", "90 % interval ", "not known: what was measured are steps of sequences, and this one works on a prompt")]
    [InlineData("explain Llama-3.3-70B-Instruct --gpu H200-SXM --layout tp=2 --precision fp8 --engine-setting num_speculative_tokens=2 --engine-setting acceptance_length=1", "90 % interval ", "not known: no measured run drafted tokens")]
    public void How_sure_a_step_is_stands_beside_it_or_why_that_is_not_known(string arguments, string row, string said)
        => Assert.Contains(said, CliRun.Shipped.Run(arguments.Split(' ')).Output.Split('\n').Single(line => line.StartsWith(row, StringComparison.Ordinal)), StringComparison.Ordinal);

    [Fact]
    public void Sglang_runs_a_prompt_in_a_step_of_its_own()
    {
        const string asked = "explain Dense-70B --gpu H100-SXM --layout tp=4 --prompt-tokens 1000 --batch 8";
        Assert.Contains(Families(asked), family => family == "decode_attention");
        Assert.DoesNotContain(Families(asked + " --engine sglang"), family => family == "decode_attention");
        Assert.Contains("runs prompts in steps of their own", CliRun.Of((asked + " --engine sglang").Split(' ')).Output, StringComparison.Ordinal);

        static IEnumerable<string> Families(string arguments) => Json(arguments).GetProperty("step").GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("family").GetString()!);
    }

    [Fact]
    public void Where_two_models_cross_is_told_for_each_gpu()
    {
        var against = Json("explain Latent-671B --gpu MI300X --layout tp=8,ep=8 --against Dense-70B --against-layout tp=1 --batch 8").GetProperty("against");
        Assert.Equal(("acme/Dense-70B", "tp=1", 1, true), (
            against.GetProperty("model").GetString(), against.GetProperty("layout").GetString(), against.GetProperty("gpus").GetInt32(), against.GetProperty("fits").GetBoolean()));

        // Whoever is cheaper changes at each crossing, and there are only two.
        var cheaper = against.GetProperty("crossings").EnumerateArray().Select(one => one.GetProperty("cheaper").GetString()!).Prepend(against.GetProperty("cheaper_at_least").GetString()!).ToList();
        Assert.All(cheaper.Zip(cheaper.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Contains("Who takes less GPU time a token", CliRun.Of("explain Latent-671B --gpu MI300X --layout tp=8,ep=8 --against Dense-70B --batch 8".Split(' ')).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_model_that_cannot_run_is_an_answer_of_no()
    {
        var outcome = CliRun.Of("explain Dense-70B --gpu H100-SXM --precision fp8 --layout tp=4 --against Latent-671B --against-layout tp=4".Split(' '));
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Assert.Contains("One step", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("acme/Latent-671B at fp8-block cannot be run so", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai/gpt-oss-20b", "H100-SXM")]
    [InlineData("Qwen3-Next-80B-A3B-Instruct", "H200-SXM")]
    [InlineData("moonshotai/Kimi-K2-Instruct", "B200-SXM")]
    [InlineData("NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "L40S")]
    [InlineData("AI21-Jamba-1.5-Mini", "MI300X")]
    [InlineData("MiniMaxAI/MiniMax-M2.5", "H200-SXM")]
    [InlineData("deepseek-ai/DeepSeek-V3.2", "B300-SXM")]
    public void Models_that_nobody_named_answer_too(string model, string gpu)
    {
        foreach (var engine in (string[])["vllm", "sglang"])
        {
            var outcome = CliRun.Shipped.Run("explain", model, "--gpu", gpu, "--engine", engine, "--batch", "48", "--explain");
            Assert.True(outcome.Exit == 0, outcome.ToString());
            Assert.DoesNotContain("NaN", outcome.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("∞", outcome.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    [InlineData(160)]
    public void On_a_terminal_no_line_is_wider_than_it(int width)
    {
        foreach (var ascii in (bool[])[false, true])
        {
            var run = new CliRun { Width = width, Variables = { ["NO_COLOR"] = "1", ["LC_ALL"] = ascii ? "C" : "en_GB.UTF-8" } };
            var outcome = run.Run("explain", "Latent-671B", "--gpu", "MI300X", "--layout", "tp=1,dp=8,ep=8", "--prompt-tokens", "500", "--against", "Dense-70B", "--explain");
            Assert.Equal(0, outcome.Exit);
            Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= width, line));
            if (ascii) Assert.DoesNotContain('█', outcome.Output);
        }
    }

    // Everything but what changes with a fit: figures, kernels, what bounds a part and where that turns.
    [Fact]
    public void The_page_reads_as_it_did()
    {
        var outcome = CliRun.Of("explain Latent-671B --gpu MI300X --layout tp=8,ep=8 --batch 64 --context 4000".Split(' '));
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        var text = outcome.Output;
        foreach (var (changing, instead) in ((string, string)[])
            [
                (@"\b(launch|bandwidth|compute|link)\b(?=  )|\b(launch|bandwidth|compute|link)$", "BOUND"),
                (@"\S+, vllm [0-9.]+ on \S+", "KERNEL"),
                (" +never at .*| +at no batch| +at any batch.*", ""),
                ("(?<![a-z0-9.-])[0-9][0-9,.]*%?(?![a-z0-9])|[▏▎▍▌▋▊▉█]+", "#"),
                ("(# )+#", "#"),
                (" +", " "),
                (" -$", " #"),
            ])
            text = Regex.Replace(text, changing, instead, RegexOptions.Multiline);
        Snapshot.Match(string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Trim('─').Length > 0)) + "\n");
    }

    private static JsonElement Json(string arguments)
    {
        var outcome = CliRun.Of([.. arguments.Split(' '), "--format", "json"]);
        Assert.True(outcome.Exit == 0, outcome.ToString());
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
