using System.Text.Json;
using Breakeven.Testing;
using NJsonSchema;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>The JSON of every verb is what its committed schema says, neither more nor less.</summary>
public class SchemaTests
{
    // One call a shape: with and without what may be null, and with --explain.
    public static TheoryData<string, string> Calls => new()
    {
        { "models-list", "models list" },
        { "models-show", "models show Dense-70B" },
        { "models-show", "models show Hybrid-1B --explain" },
        { "models-show", "models show Latent-671B --context 4k --precision bf16" },
        { "models-check", "models check" },
        { "gpus-list", "gpus list" },
        { "gpus-show", "gpus show H100-SXM --explain" },
        { "findings", "gpus check" },
        { "prices-list", "prices list" },
        { "prices-list", "prices list --gpu MI300X" },
        { "prices-show", "prices show DeepInfra" },
        { "prices-show", "prices show RunPod" },
        { "findings", "prices check" },
        { "prices-import", "prices import samples/prices/litellm.json --date 2026-11-10 --dry-run --into no-such-folder" },
        { "prices-import", "prices import samples/prices/lambda.csv --date 2026-11-10 --dry-run --into no-such-folder --explain" },
        { "compare", "compare --model Dense-70B --model Latent-671B --gpu MI300X --gpu H100-SXM --traffic '400k requests/day, 1200 in, 300 out, 30% cached, peak 2x' --slo 'ttft p95 < 1 s, tpot p95 < 50 ms' --explain" },
        { "compare", "compare --model Dense-70B --traffic '400k requests/day, 1200 in, 300 out' --spares 1 --tokens-ratio Dense-70B=1.2" },
        { "compare", "compare --model Hybrid-1B --gpu MI300X --terms reserved --traffic '400k requests/day, 1200 in, 300 out'" },
        { "compare", "compare --model Dense-70B --gpu MI300X --gpu H100-SXM --traffic '100k requests/day, 1200 in cv 1, 300 out, peak 2x' --slo 'ttft p95 < 2 s, tpot p95 < 60 ms' --simulate --explain" },
        { "size", "size Dense-70B --precision fp8" },
        { "size", "size Hybrid-1B --gpu MI300X --explain" },
        { "size", "size Latent-671B --gpu H100-SXM --gpu MI300X --context 32k --concurrency 8 --kv-cache-dtype bf16" },
        { "size", "size Dense-70B --gpu H100-SXM --layout tp=3" },
        { "size", "size Latent-671B --gpus 8 --engine sglang" },
        { "size", "size Latent-671B --gpu MI300X --layout tp=8 --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=2.5" },
        { "compare", "compare --model Dense-70B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=2.5 --explain" },
        { "explain", "explain Latent-671B --gpu MI300X --batch 64 --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=2.5 --explain" },
        { "support", "support Dense-70B --gpu H100-SXM --precision fp8" },
        { "support", "support Latent-671B --engine vllm" },
        { "fit", "fit --gpu H100-SXM --ram 128GiB --ssd-bandwidth 7GB/s" },
        { "fit", "fit Latent-671B --gpu H100-SXM --ram 512GiB --deal-experts --explain" },
        { "fit", "fit Dense-70B --ram 16GiB" },
        { "explain", "explain Dense-70B --gpu MI300X --batch 16 --explain" },
        { "explain", "explain Latent-671B --gpu MI300X --batch 64 --prompt-tokens 2000 --against Dense-70B" },
        { "explain", "explain Latent-671B --gpu H100-SXM --layout tp=8" },
        { "explain", "explain Hybrid-1B --gpu H100-SXM --batch 0 --prompt-tokens 4k --against Latent-671B --against-layout tp=1" },
        { "files", "files samples/weights/tiny-llama --explain" },
        { "files", "files samples/weights/tiny-llama-Q8_0.gguf" },
        { "files", "files samples/weights/tiny-llama/model.safetensors" },
        { "simulate", "simulate --trace samples/traces/day.csv --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s' --explain" },
        { "simulate", "simulate --traffic '2 requests/s, 500 in, 100 out' --duration 5min --model Dense-70B --gpu MI300X --autoscale 0..3 --overflow-queue 1" },
        { "simulate", "simulate --traffic '2 requests/s, 500 in, 100 out' --duration 5min --model Latent-671B --gpu H100-SXM --layout tp=8" },
        { "capacity", "capacity --traffic '2 requests/s, 500 in, 100 out' --duration 3min --seeds 2 --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s, tpot p95 < 60 ms' --explain" },
        { "capacity", "capacity --trace samples/traces/day.csv --seeds 1 --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 ms'" },
        { "capacity", "capacity --traffic '2 requests/s, 500 in, 100 out' --model Latent-671B --gpu H100-SXM --layout tp=8 --slo 'ttft p95 < 1 s'" },
        { "advise", "advise --model Dense-70B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out, diurnal 4x' --slo 'ttft p95 < 1 s, tpot p95 < 60 ms' --explain" },
        { "finetune", "finetune --model Dense-70B --gpu H100-SXM --tokens 100M --explain" },
        { "finetune", "finetune --model Latent-671B --gpu H100-SXM --gpu MI300X --tokens 1B --method full --sequence 1M" },
        { "advise", "advise --model Dense-70B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --finetune 100M --storage 2GB/s" },
        { "advise", "advise --model Dense-70B --gpu H100-SXM --traffic '400k requests/day, 1200 in, 300 out' --max-cost '$1/month' --no-tokens" },
        { "advise", "advise --model Dense-70B --gpu H100-SXM --traffic '400k requests/day, 1200 in, 300 out' --documents '1M documents of 900 tokens by 6h' --owned '8x H100-SXM, $280k, 4 years, 10.2 kW, $0.12/kWh'" },
        { "map", "map --model Dense-70B --model Latent-671B --gpu MI300X --gpu H100-SXM --traffic '400k requests/day, 1200 in, 300 out' --over peak --rows 3 --explain" },
        { "map", "map --model Dense-70B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --over tpot --from 1ms --to 100ms --rows 3 --no-tokens" },
        { "cascade", "cascade --small Dense-70B --large Latent-671B --gpu MI300X --traffic '400k requests/day, 1200 in, 300 out' --graded samples/graded/prompts.csv --min-quality 0.9 --escalate 30% --explain" },
        { "cascade", "cascade --small Dense-70B --large Latent-671B --gpu H100-SXM --traffic '400k requests/day, 1200 in, 300 out' --no-tokens --slo 'tpot p95 < 1 ms'" },
        { "whatif", "whatif samples/advice/month.json --model Dense-70B --gpu MI300X --traffic-factor 2 --explain" },
        { "whatif", "whatif samples/advice/month.json --model Dense-70B --max-cost '$1/month'" },
        { "validate", "validate --by gpu,engine --by scenario --explain" },
        { "validate", "validate --measurements samples/measurements/runs.csv --worst 0" },
        { "calibrate-kernels", "calibrate kernels samples/kernels" },
        { "calibrate-serving", "calibrate serving --measurements samples/measurements/runs.csv" },
        { "calibrate-requests", "calibrate requests samples/measurements/requests.csv --model Dense-70B --gpu MI300X --layout tp=4 --dry-run" },
        { "traffic-show", "traffic show samples/traces/day.csv --explain" },
        { "traffic-show", "traffic show '6 documents of 900 tokens by 6h'" },
        { "traffic-make", "traffic make '2 requests/h, 1200 in cv 1, 300 out, 40% shared prefix of 800' --explain" },
        { "traffic-convert", "traffic convert samples/traces/day.csv --to 30min" },
        { "version", "version" },
        { "completion", "completion fish" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Json_is_as_its_schema_says(string schema, string arguments)
    {
        foreach (var run in (CliRun[])[new(), CliRun.Shipped])
        {
            var words = arguments.Replace("Dense-70B", run.OpenCatalog == CliRun.Shipped.OpenCatalog ? "Llama-3.3-70B-Instruct" : "Dense-70B", StringComparison.Ordinal)
                .Replace("Hybrid-1B", run.OpenCatalog == CliRun.Shipped.OpenCatalog ? "Qwen3.5-27B" : "Hybrid-1B", StringComparison.Ordinal)
                .Replace("Latent-671B", run.OpenCatalog == CliRun.Shipped.OpenCatalog ? "DeepSeek-V3.1" : "Latent-671B", StringComparison.Ordinal);
            var outcome = run.Run([.. Documentation.ShellWords.Split(words), "--format", "json"]);
            Assert.True(outcome.Exit is 0 or 1, outcome.ToString());
            var errors = (await Schema(schema)).Validate(outcome.Output);
            Assert.True(errors.Count == 0, string.Join('\n', errors) + "\n" + outcome.Output[..Math.Min(2000, outcome.Output.Length)]);
        }
    }

    [Fact]
    public async Task The_json_of_the_main_job_is_as_its_schema_says()
    {
        var call = HelpTests.ExamplesOf("compare")[0];
        var outcome = CliRun.Shipped.Run([.. Documentation.ShellWords.Split(call).Skip(1), "--explain", "--format", "json"]);
        Assert.Equal((0, ""), (outcome.Exit, outcome.Error));
        Assert.Empty((await Schema("compare")).Validate(outcome.Output));
        Assert.NotEmpty((await Schema("compare")).Validate(outcome.Output.Replace("\"usd_per_month\"", "\"usd\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_member_too_many_or_too_few_is_caught()
    {
        var schema = await Schema("gpus-list");
        var json = CliRun.Of("gpus", "list", "--format", "json").Output;
        Assert.Empty(schema.Validate(json));
        Assert.NotEmpty(schema.Validate(json.Replace("\"power_watts\"", "\"power\"", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(json.Replace("\"schema_version\": 1", "\"schema_version\": 2", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(json.Replace("\"link_devices\": 8", "\"link_devices\": \"8\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_object_of_every_schema_is_closed_and_names_what_it_needs()
    {
        foreach (var path in Directory.GetFiles(Repository.PathOf("docs/reference/schemas"), "*.schema.json"))
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var type in Objects(json.RootElement))
            {
                Assert.False(type.GetProperty("additionalProperties").GetBoolean(), path);
                var properties = type.GetProperty("properties").EnumerateObject().Select(member => member.Name).ToList();
                var required = type.GetProperty("required").EnumerateArray().Select(name => name.GetString()!).ToList();
                // Only the explanations come and go; all else is always there, as null where it is not known.
                Assert.Equal(["explanations"], properties.Except(required).DefaultIfEmpty("explanations"));
                Assert.Empty(required.Except(properties));
            }
        }
    }

    [Fact]
    public void Every_verb_has_a_schema_and_a_call_above()
    {
        var called = Calls.Select(call => (string)call[1]).ToList();
        foreach (var path in HelpTests.VerbPaths) Assert.Contains(called, call => (call + " ").StartsWith(path + " ", StringComparison.Ordinal));
        Assert.All(Calls.Select(call => (string)call[0]), name => Assert.True(File.Exists(PathOf(name)), name));
    }

    private static string PathOf(string schema) => Repository.PathOf($"docs/reference/schemas/{schema}.schema.json");

    private static Task<JsonSchema> Schema(string name) => JsonSchema.FromFileAsync(PathOf(name));

    private static IEnumerable<JsonElement> Objects(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (element.TryGetProperty("properties", out _)) yield return element;
            foreach (var inner in element.EnumerateObject().SelectMany(member => Objects(member.Value))) yield return inner;
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var inner in element.EnumerateArray().SelectMany(Objects)) yield return inner;
        }
    }
}
