using System.Text.Json;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

public class SizeTests
{
    [Theory]
    [InlineData("all", "size Dense-70B")]
    [InlineData("all-fp8", "size Dense-70B --precision fp8 --context 128k --concurrency 16")]
    [InlineData("latent", "size Latent-671B --gpu MI300X --context 32k --concurrency 64")]
    [InlineData("hybrid-explain", "size Hybrid-1B --gpu H100-SXM --context 4096 --explain")]
    [InlineData("layout", "size Latent-671B --gpu MI300X --layout tp=8,ep=8 --kv-cache-dtype fp8")]
    [InlineData("layout-refused", "size Dense-70B --gpu H100-SXM --layout tp=3")]
    [InlineData("layout-too-small", "size Dense-70B --gpu H100-SXM --layout tp=1")]
    [InlineData("gpus", "size Latent-671B --gpu MI300X --gpus 8")]
    [InlineData("nothing", "size Latent-671B --precision bf16 --gpu H100-SXM --gpus 8")]
    [InlineData("sglang", "size Dense-70B --gpu H100-SXM --engine sglang --engine-setting mem_fraction_static=0.8")]
    [InlineData("tensorrt-llm", "size Dense-70B --gpu H100-SXM --gpu MI300X --engine tensorrt-llm")]
    [InlineData("json", "size Dense-70B --gpu H100-SXM --format json")]
    [InlineData("csv", "size Dense-70B --precision fp8 --format csv")]
    [InlineData("markdown", "size Hybrid-1B --gpu MI300X --format markdown")]
    public void It_answers_as_it_did(string name, string arguments) => Snapshot.Match(CliRun.Of(arguments.Split(' ')).ToString(), name);

    [Theory]
    [InlineData(80, "size Dense-70B")]
    [InlineData(120, "size Dense-70B")]
    [InlineData(80, "size Latent-671B --gpu MI300X --gpu H100-SXM --context 128k --concurrency 64")]
    [InlineData(120, "size Latent-671B --gpu MI300X --gpu H100-SXM --context 128k --concurrency 64")]
    [InlineData(80, "size Dense-70B --gpu H100-SXM --gpus 3")]
    public void On_a_terminal_no_line_is_wider_than_it(int width, string arguments)
    {
        var outcome = new CliRun { Width = width, Variables = { ["NO_COLOR"] = "1" } }.Run(arguments.Split(' '));
        Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= width, line));
        Snapshot.Match(outcome.Output, $"{width}.{arguments.Replace(' ', '-')}");
    }

    // vLLM 0.19 logged 2,588 blocks of 16 tokens for Llama-3.1-8B on an RTX 4090 with these settings.
    [Fact]
    public void A_real_engines_block_count_is_met_within_two_per_cent()
    {
        using var json = Json(CliRun.Shipped, "size meta-llama/Llama-3.1-8B --gpu RTX-4090 --engine-setting max_num_seqs=256 --engine-setting max_num_batched_tokens=2048");
        var memory = json.RootElement.GetProperty("accelerators")[0].GetProperty("layouts")[0].GetProperty("memory_per_gpu");
        Assert.InRange(memory.GetProperty("blocks").GetInt64(), 2588 * 0.98, 2588 * 1.02);
        Assert.Equal(16, memory.GetProperty("block_tokens").GetInt32());
    }

    // 80 x (2 x 8192 x 8192 + 2 x 1024 x 8192 + 3 x 8192 x 28672 + 2 x 8192) + 2 x 128256 x 8192 + 8192.
    [Fact]
    public void The_counts_stand_at_the_top_as_integers()
    {
        using var json = Json(new CliRun(), "size Dense-70B");
        Assert.Equal(70_553_706_496, json.RootElement.GetProperty("total_parameters").GetInt64());
        Assert.Equal(70_553_706_496, json.RootElement.GetProperty("active_parameters").GetInt64());
        // At the context that is supposed, 8,192: 80 x 8 x 256 x 2 B a token.
        Assert.Equal(80L * 8 * 256 * 2 * 8192, json.RootElement.GetProperty("cache").GetProperty("bytes_per_sequence").GetDouble());
    }

    [Fact]
    public void The_parts_of_a_gpus_memory_add_up_to_what_the_device_reports()
    {
        foreach (var engine in (string[])["vllm", "sglang", "tensorrt-llm"])
        {
            using var json = Json(CliRun.Shipped, $"size Llama-3.3-70B-Instruct --gpu H100-SXM --gpu H200-SXM --precision fp8 --engine {engine}");
            foreach (var on in json.RootElement.GetProperty("accelerators").EnumerateArray())
            {
                var memory = on.GetProperty("layouts")[0].GetProperty("memory_per_gpu");
                var sum = memory.GetProperty("weights").EnumerateArray().Sum(weight => weight.GetProperty("bytes").GetDouble())
                    + ((string[])["workspace_bytes", "runtime_bytes", "cache_bytes", "outside_bytes"]).Sum(part => memory.GetProperty(part).GetDouble());
                Assert.Equal(memory.GetProperty("device_bytes").GetDouble(), sum, 1.0);
                Assert.True(memory.GetProperty("outside_bytes").GetDouble() >= -1);
            }
        }
    }

    // One byte an element in place of two.
    [Fact]
    public void An_fp8_cache_is_half_a_bf16_one()
    {
        using var wide = Json(new CliRun(), "size Latent-671B --gpu MI300X");
        using var narrow = Json(new CliRun(), "size Latent-671B --gpu MI300X --kv-cache-dtype fp8");
        Assert.Equal(Cache(wide) / 2, Cache(narrow));
        Assert.Equal(61 * (512 + 64), Cache(narrow));
        Assert.True(narrow.RootElement.GetProperty("weights").GetProperty("native").GetBoolean());
        Assert.Equal("fp8", narrow.RootElement.GetProperty("cache_format").GetString());

        static double Cache(JsonDocument json) => json.RootElement.GetProperty("cache").GetProperty("bytes_per_token").GetDouble();
    }

    [Theory]
    [InlineData("size Dense-70B --context 128k", "--context 128k is 128,000 tokens; 128 x 1,024 would be --context 131072")]
    [InlineData("size Dense-70B --context 8K", "--context 8K is 8,000 tokens; 8 x 1,024 would be --context 8192")]
    [InlineData("size Dense-70B", "no --context given: 8,192 tokens are supposed; the model's limit is 131,072")]
    [InlineData("size Dense-70B --concurrency 512", "max_num_seqs is set to 512, so that 512 sequences may run at once")]
    public void What_is_supposed_is_said(string arguments, string remark) => Assert.Contains(remark, CliRun.Of([.. arguments.Split(' '), "--format", "json"]).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("size Dense-70B --context 131072")]
    [InlineData("size Dense-70B --context 100k")]
    [InlineData("size Dense-70B --context 0.5k")]
    public void What_cannot_be_misread_is_not_remarked_on(string arguments) => Assert.DoesNotContain("would be", CliRun.Of(arguments.Split(' ')).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("size Dense-70B", 0)]
    [InlineData("size Dense-70B --gpu H100-SXM --layout tp=3", 1)]
    [InlineData("size Dense-70B --gpu H100-SXM --gpus 1", 1)]
    [InlineData("size Dense-70B --gpu H100-SXM --gpu MI300X --gpus 1", 0)]
    [InlineData("size Latent-671B --gpu H100-SXM --precision bf16 --gpus 8", 1)]
    public void It_exits_with_0_where_anything_fits_and_1_where_nothing_does(string arguments, int exit)
    {
        var outcome = CliRun.Of(arguments.Split(' '));
        Assert.Equal((exit, ""), (outcome.Exit, outcome.Error));
        Assert.NotEmpty(outcome.Output);
    }

    [Fact]
    public void Wrong_calls_get_one_line_each()
    {
        string[] wrong =
        [
            "size",
            "size Dens-70B",
            "size Dense-70B --gpu H101",
            "size Dense-70B --gpus 0",
            "size Dense-70B --gpus many",
            "size Dense-70B --gpus 100000",
            "size Dense-70B --gpus 2.5",
            "size Dense-70B --layout tp=8 --gpus 4",
            "size Dense-70B --layout tp=0",
            "size Dense-70B --layout 8",
            "size Dense-70B --precision fp9",
            "size Dense-70B --kv-cache-dtype int4",
            "size Dense-70B --context 1M",
            "size Dense-70B --context 0",
            "size Dense-70B --context 1.5",
            "size Dense-70B --concurrency 0",
            "size Dense-70B --concurrency lots",
            "size Dense-70B --engine llama.cpp",
            "size Dense-70B --engine-setting max_num_seqs",
            "size Dense-70B --engine-setting max_num_seqs=0",
            "size Dense-70B --engine-setting max_num_seq=5",
            "size Dense-70B --engine-setting gpu_memory_utilization=92",
            "size Dense-70B --engine-setting max_num_seqs=5 --engine-setting max-num-seqs=6",
            "size Dense-70B --engine-setting mem_fraction_static=0.8",
            "size Dense-70B --engine-setting max_num_seqs=8 --concurrency 64",
            "size Dense-70B --engine-setting num_speculative_tokens=3",
            "size Latent-671B --engine-setting num_speculative_tokens=4",
            "size Dense-70B --engine-setting num_speculative_tokens=0",
            "size Dense-70B --engine-setting num_speculative_tokens=33 --engine-setting acceptance_length=3",
            "size Dense-70B --engine-setting acceptance_length=2.5",
            "size Dense-70B --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=lots",
            "size Dense-70B --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=0.5",
            "size Dense-70B --engine-setting num_speculative_tokens=1 --engine-setting acceptance_length=2.5",
            "size Dense-70B --engine sglang --engine-setting speculative_num_steps=3 --engine-setting speculative_num_draft_tokens=16 --engine-setting acceptance_length=3",
            "size Dense-70B --engine sglang --engine-setting speculative_num_draft_tokens=1 --engine-setting acceptance_length=3",
            "size Dense-70B --engine-setting speculative_num_steps=3 --engine-setting acceptance_length=3",
        ];
        var said = new List<string>();
        foreach (var arguments in wrong)
        {
            var outcome = CliRun.Of(arguments.Split(' '));
            Assert.True(outcome is { Exit: 2, Output: "" }, $"{arguments}: {outcome}");
            Assert.Matches(@"^breakeven: [^:\n]+: [^\n]+; [^\n]+\n$", outcome.Error);
            said.Add($"$ breakeven {arguments}\n{outcome.Error}");
        }

        Snapshot.Match(string.Join('\n', said));
    }

    private static JsonDocument Json(CliRun run, string arguments) => JsonDocument.Parse(run.Run([.. arguments.Split(' '), "--format", "json"]).Output);
}
