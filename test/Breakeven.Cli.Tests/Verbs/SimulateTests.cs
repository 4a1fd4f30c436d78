using System.Text.Json;
using System.Text.RegularExpressions;
using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Verbs;

/// <summary>Requests replayed. Times hang on fits that go on, so no snapshot holds them: what is compared is the words around them, and sums.</summary>
public sealed class SimulateTests : IDisposable
{
    private const string Short = "simulate --traffic '2 requests/s, 500 in, 100 out' --duration 2min --model Dense-70B --gpu MI300X";

    private readonly string _folder = Directory.CreateTempSubdirectory("breakeven-simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, string> Mistaken => new()
    {
        { "neither", "simulate --model Dense-70B --gpu MI300X" },
        { "both", $"{Short} --trace samples/traces/day.csv" },
        { "replicas", $"{Short} --replicas 0" },
        { "replicas-and-autoscale", $"{Short} --replicas 2 --autoscale 0..4" },
        { "autoscale", $"{Short} --autoscale 4" },
        { "autoscale-backwards", $"{Short} --autoscale 4..2" },
        { "scale-at-alone", $"{Short} --scale-at 8" },
        { "routing", $"{Short} --routing cache-awere" },
        { "overflow", $"{Short} --overflow-queue -1" },
        { "overflow-time", $"{Short} --overflow-ttft soon" },
        { "storage", $"{Short} --autoscale 0..2 --storage fast" },
        { "no-such-trace", "simulate --trace no-such.csv --model Dense-70B --gpu MI300X" },
        { "no-such-folder", $"{Short} --requests-out no-such-folder/out.csv" },
        { "nothing-arrives", "simulate --traffic '1 requests/day, 500 in, 100 out' --duration 1s --model Dense-70B --gpu MI300X" },
        { "too-many", "simulate --traffic '1M requests/s, 500 in, 100 out' --duration 10min --model Dense-70B --gpu MI300X" },
        { "too-many-a-day", "simulate --traffic '1000 requests/s, 500 in, 100 out' --model Dense-70B --gpu MI300X" },
        { "setting", $"{Short} --engine-setting max_num_seqs=0" },
        { "model-length", $"{Short} --engine-setting max_model_len=1M" },
        { "model-length-beyond-the-cache", "simulate --traffic '2 requests/s, 500 in, 100 out' --duration 2min --model Dense-70B --precision fp8 --gpu H100-SXM --layout tp=1 --engine-setting max_model_len=131072" },
        { "drafts", $"{Short} --engine-setting num_speculative_tokens=3 --engine-setting acceptance_length=2.5" },
    };

    [Theory]
    [MemberData(nameof(Mistaken))]
    public void A_mistake_gets_one_line(string name, string arguments)
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split(arguments));
        Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Snapshot.Match(outcome.Error, name);
    }

    [Fact]
    public void What_cannot_run_is_refused_as_size_refuses_it()
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split("simulate --traffic '2 requests/s, 500 in, 100 out' --duration 2min --model Latent-671B --gpu H100-SXM --layout tp=8"));
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        Snapshot.Match(outcome.ToString());
    }

    [Fact]
    public void Rows_stand_in_the_order_of_arrival_and_add_up_to_the_record()
    {
        var path = Path.Combine(_folder, "out.csv");
        var run = Json($"{Short} --requests-out {path}").GetProperty("run");
        var lines = File.ReadAllLines(path);
        Assert.Equal("id,arrival_s,input_tokens,output_tokens,ttft_s,e2e_s,replica,preemptions,outcome", lines[0]);
        var rows = lines.Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(Enumerable.Range(0, rows.Count).Select(i => $"{i}"), rows.Select(row => row[0]));
        Assert.Equal(rows.Count, run.GetProperty("served").GetInt32());
        Assert.Equal(rows.Average(row => double.Parse(row[4], null)), run.GetProperty("ttft").GetProperty("mean_s").GetDouble(), 1e-5);
        Assert.Equal(rows.Average(row => double.Parse(row[5], null)), run.GetProperty("e2e").GetProperty("mean_s").GetDouble(), 1e-5);
        Assert.All(rows, row => Assert.Equal(("500", "100", "0", "served"), (row[2], row[3], row[6], row[8])));
    }

    [Fact]
    public void A_request_longer_than_the_context_is_counted_and_has_no_times()
    {
        var (trace, path) = (Path.Combine(_folder, "trace.csv"), Path.Combine(_folder, "out.csv"));
        File.WriteAllText(trace, "arrival_s,input_tokens,output_tokens\n0,500,10\n1,500000,10\n");
        var run = Json($"simulate --trace {trace} --model Dense-70B --gpu MI300X --requests-out {path}").GetProperty("run");
        Assert.Equal((1, 1), (run.GetProperty("served").GetInt32(), run.GetProperty("refused_context").GetInt32()));
        Assert.Equal("1,1,500000,10,,,,0,refused_context", File.ReadAllLines(path)[2]);
    }

    // vLLM refuses what would be longer than max_model_len with its answer: 500 + 10 and 500 + 11 tokens, served up to 510. SGLang and TensorRT-LLM call it otherwise.
    [Theory]
    [InlineData("--engine-setting max_model_len=510")]
    [InlineData("--engine sglang --engine-setting context_length=510")]
    [InlineData("--engine tensorrt-llm --engine-setting max_seq_len=510")]
    public void A_request_longer_than_the_engine_is_set_to_is_refused(string setting)
    {
        var trace = Path.Combine(_folder, "trace.csv");
        File.WriteAllText(trace, "arrival_s,input_tokens,output_tokens\n0,500,10\n1,500,11\n");
        var run = Json($"simulate --trace {trace} --model Dense-70B --gpu H100-SXM --layout tp=4 {setting}").GetProperty("run");
        Assert.Equal((1, 1), (run.GetProperty("served").GetInt32(), run.GetProperty("refused_context").GetInt32()));
    }

    // What was written is read again: the same requests, so the same hash.
    [Fact]
    public void Rows_that_were_written_are_a_trace()
    {
        var path = Path.Combine(_folder, "out.csv");
        var first = Json($"{Short} --requests-out {path}");
        var again = Json($"simulate --trace {path} --model Dense-70B --gpu MI300X");
        Assert.Equal(("breakeven", first.GetProperty("run").GetProperty("served").GetInt32()), (again.GetProperty("traffic").GetProperty("layout").GetString(), again.GetProperty("run").GetProperty("served").GetInt32()));
        Assert.Equal(first.GetProperty("run").GetProperty("e2e").GetProperty("mean_s").GetDouble(), again.GetProperty("run").GetProperty("e2e").GetProperty("mean_s").GetDouble(), 1e-4);
    }

    // Two replicas for the same traffic are twice the GPU-hours, and the bill is hours of boxes times their price.
    [Fact]
    public void The_bill_is_hours_times_the_price()
    {
        var (one, two) = (Json(Short).GetProperty("run"), Json($"{Short} --replicas 2").GetProperty("run"));
        Assert.Equal(2 * one.GetProperty("gpu_hours").GetDouble() / one.GetProperty("length_s").GetDouble(), two.GetProperty("gpu_hours").GetDouble() / two.GetProperty("length_s").GetDouble(), 1e-9);
        var bill = one.GetProperty("bill");
        Assert.Equal(bill.GetProperty("box_hours").GetDouble() * bill.GetProperty("usd_per_hour").GetDouble(), bill.GetProperty("hardware_usd").GetDouble(), 1e-9);
    }

    [Fact]
    public void The_same_seed_gives_the_same_hash_and_another_another()
    {
        string Hash(string more) => Json(Short + more).GetProperty("run").GetProperty("hash").GetString()!;
        Assert.Equal(Hash(""), Hash(""));
        Assert.NotEqual(Hash(""), Hash(" --seed 3"));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public void On_a_terminal_no_line_is_wider_than_it(int width)
    {
        foreach (var ascii in (bool[])[false, true])
        {
            var run = new CliRun { Width = width, Variables = { ["NO_COLOR"] = "1", ["LC_ALL"] = ascii ? "C" : "en_GB.UTF-8" } };
            var outcome = run.Run([.. Documentation.ShellWords.Split($"{Short} --autoscale 0..2 --slo 'ttft p95 < 1 s' --explain")]);
            Assert.Equal(1, outcome.Exit);
            Assert.All(outcome.Output.Split('\n'), line => Assert.True(line.Length <= width, line));
        }
    }

    // Everything but figures and bars.
    [Fact]
    public void The_page_reads_as_it_did()
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split($"{Short} --slo 'ttft p95 < 1 s, tpot p95 < 1 ms'"));
        Assert.Equal((1, ""), (outcome.Exit, outcome.Error));
        var text = Regex.Replace(outcome.Output, "hash [0-9a-f]{16}|limited by .*\n( {10,}.*\n)?", "HASH OR LIMIT\n");
        foreach (var (changing, instead) in ((string, string)[])[("(?<![a-z0-9.-])[0-9][0-9,.]*%?(?![a-z0-9])|[▏▎▍▌▋▊▉█]+", "#"), ("(# )+#", "#"), (" +", " "), ("─+", "─")])
            text = Regex.Replace(text, changing, instead, RegexOptions.Multiline);
        text = string.Join('\n', text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";
        // How many bars there are hangs on how long the last request takes.
        Snapshot.Match(Regex.Replace(text, "(# (s|min) # run.*\n)+", "# run, # wait, cache #\n"));
    }

    [Fact]
    public void The_trace_that_is_read_may_be_written_over()
    {
        var trace = Path.Combine(_folder, "trace.csv");
        File.WriteAllText(trace, "arrival_s,input_tokens,output_tokens\n0,500,10\n1,500,10\n");
        Assert.Equal(2, Json($"simulate --trace {trace} --model Dense-70B --gpu MI300X --requests-out {trace}").GetProperty("run").GetProperty("served").GetInt32());
        Assert.Equal(3, File.ReadAllLines(trace).Length);
        Assert.Equal([trace], Directory.GetFiles(_folder));
    }

    // No token of a 70B comes within a microsecond, and each within an hour: one bound that is missed is "no", and the answer is whole.
    [Theory]
    [InlineData("ttft p95 < 1 h, tpot p95 < 1 h", 0)]
    [InlineData("ttft p95 < 1 h, tpot p95 < 1 us", 1)]
    [InlineData("tpot p95 < 1 us, ttft p95 < 1 h", 1)]
    public void A_bound_that_is_missed_is_answered_no(string slo, int exit)
    {
        var outcome = CliRun.Of([.. Documentation.ShellWords.Split(Short), "--slo", slo]);
        Assert.Equal((exit, ""), (outcome.Exit, outcome.Error));
        foreach (var section in (string[])["Latency, seconds", "Served", "Bill", "Notes"]) Assert.Contains($"\n{section}\n", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(exit == 1, outcome.Output.Contains(": missed", StringComparison.Ordinal));
        Assert.Contains(": met", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_is_served_no_bound_is_met()
    {
        var trace = Path.Combine(_folder, "trace.csv");
        File.WriteAllText(trace, "arrival_s,input_tokens,output_tokens\n0,500000,10\n1,500000,10\n");
        var outcome = CliRun.Of([.. Documentation.ShellWords.Split($"simulate --trace {trace} --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s' --format json")]);
        Assert.Equal((1, "breakeven: no request was served: 2 longer than the context\n"), (outcome.Exit, outcome.Error));
        var objective = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("run").GetProperty("objectives")[0];
        Assert.Equal((JsonValueKind.Null, JsonValueKind.False), (objective.GetProperty("reached_s").ValueKind, objective.GetProperty("met").ValueKind));
        var capacity = CliRun.Of([.. Documentation.ShellWords.Split($"capacity --trace {trace} --model Dense-70B --gpu MI300X --slo 'ttft p95 < 1 s'")]);
        Assert.Equal((2, ""), (capacity.Exit, capacity.Output));
        Assert.Contains("no request is served at any load: 2 are longer than the context", capacity.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrivals_centuries_apart_are_counted()
    {
        var trace = Path.Combine(_folder, "trace.csv");
        File.WriteAllText(trace, "arrival_s,input_tokens,output_tokens\n1,500,10\n9000000000,500,10\n");
        Assert.Equal(2, Json($"simulate --trace {trace} --model Dense-70B --gpu MI300X").GetProperty("run").GetProperty("served").GetInt32());
    }

    // Options that would change nothing, a cap that vLLM does not start with, and numbers of another kind.
    [Theory]
    [InlineData("simulate --trace samples/traces/day.csv --duration 1h --model Dense-70B --gpu MI300X", "--duration: nothing is made by chance here")]
    [InlineData("capacity --trace samples/traces/day.csv --arrivals constant --slo 'ttft p95 < 1 s' --model Dense-70B --gpu MI300X", "--arrivals: nothing is made by chance here")]
    [InlineData("traffic show samples/traces/day.csv --lengths fixed", "--lengths: nothing is made by chance here")]
    [InlineData("traffic convert samples/traces/day.csv --seed 3", "--seed: nothing is made by chance here")]
    [InlineData(Short + " --format-of azure", "--format-of: no trace is read here")]
    [InlineData("traffic show '2 requests/s, 500 in, 100 out' --skip-bad 3", "--skip-bad: no trace is read here")]
    [InlineData(Short + " --engine-setting max_num_batched_tokens=64 --engine-setting max_num_seqs=128", "vllm does not start with max_num_seqs=128 above max_num_batched_tokens=64")]
    [InlineData(Short + " --engine-setting max_num_seqs=65536", "vllm does not start with max_num_seqs=65536 above its max_num_batched_tokens=8192")]
    [InlineData(Short + " --seed 1.5", "--seed: \"1.5\" is no whole number")]
    [InlineData(Short + " --replicas 99999999999", "--replicas: 99999999999 is beyond any that it takes")]
    public void What_would_do_nothing_or_cannot_be_is_refused_in_one_line(string arguments, string said)
    {
        var outcome = CliRun.Of(Documentation.ShellWords.Split(arguments));
        Assert.Equal((2, ""), (outcome.Exit, outcome.Output));
        Assert.Single(outcome.Error.TrimEnd().Split('\n'));
        Assert.Contains(said, outcome.Error, StringComparison.Ordinal);
    }

    private static JsonElement Json(string arguments)
    {
        var outcome = CliRun.Of([.. Documentation.ShellWords.Split(arguments), "--format", "json"]);
        Assert.True(outcome.Exit == 0, outcome.ToString());
        return JsonDocument.Parse(outcome.Output).RootElement;
    }
}
