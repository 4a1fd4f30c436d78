using System.Text;
using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Performance;
using Breakeven.Simulation;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Tests.Simulation;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Calibration;

/// <summary>Constants fitted to the requests of one deployment.</summary>
public sealed class RequestFitTests
{
    [Fact]
    public void Requests_of_two_replicas_are_refused()
    {
        var rows = string.Concat(Enumerable.Range(0, 30).Select(i => $"{i},500,100,0.5,5,{i / 20}\n"));
        var refused = Assert.Throws<InputException>(() => MeasuredRequests.Read(Encoding.UTF8.GetBytes("arrival_s,input_tokens,output_tokens,ttft_s,e2e_s,replica\n" + rows), "out.csv"));
        Assert.Equal("out.csv, line 22", refused.Where);
        Assert.Contains("names 0 and 1", refused.What, StringComparison.Ordinal);
    }

    // Attention takes a fifth to a half of these steps, and the batch goes up and down, so that times tell it from products.
    [Fact]
    public void Factors_that_requests_were_simulated_with_are_found_again()
    {
        var plan = Sizer.Plan(Deploy("meta-llama/Llama-3.1-8B", "L40S", "bf16", "tp=1"));
        var shipped = Facts.Calibration.Serving(Engine.Vllm);
        var real = OwnConstants.Put(Facts.Calibration, shipped with { Dense = 1.3 * shipped.Dense, Attention = 0.8 * shipped.Attention });
        TraceRequest[] trace = [.. TrafficMaker.Requests(TrafficText.Describe("1 requests/s, 800 in cv 1, 800 out cv 1"), new() { Seed = 7, Duration = new(300) })];
        var requests = Measured(plan, real, trace);
        Assert.InRange(requests.Count, 250, 350);
        var fit = new RequestFit(plan, Facts.Calibration, requests);

        var found = fit.Fit(..).Factors.ToDictionary(one => one.Factor.Name, one => one.Value);

        Assert.Equal(1.3, found["dense"], 0.05 * 1.3);
        Assert.Equal(0.8, found["attention"], 0.05 * 0.8);
        Assert.Equal(["attention", "compute", "dense", "prompt", "request", "step"], found.Keys.Order());
    }

    [Fact]
    public void The_same_requests_give_the_same_digits_and_what_fits_already_stays()
    {
        var plan = Sizer.Plan(Deploy("meta-llama/Llama-3.1-8B", "L40S", "bf16", "tp=1"));
        var plain = OwnConstants.Put(Facts.Calibration, Facts.Calibration.Serving(Engine.Vllm));
        TraceRequest[] trace = [.. TrafficMaker.Requests(TrafficText.Describe("2 requests/s, 1000 in cv 1, 100 out cv 1"), new() { Seed = 3, Duration = new(30) })];
        var requests = Measured(plan, plain, trace);

        var (one, other) = (new RequestFit(plan, Facts.Calibration, requests).Fit(..), new RequestFit(plan, Facts.Calibration, requests).Fit(..));

        Assert.Equal(one.Factors.Select(factor => factor.Value), other.Factors.Select(factor => factor.Value));
        Assert.All(one.Factors, factor => Assert.Equal(1, factor.Value, 0.01));
    }

    // Errors on the half that the fit has not seen.
    [SkippableTheory]
    [InlineData("RTX4090/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", "RTX-4090", "tp=1", 256, 0.05)]
    [InlineData("RTXPRO6000/Qwen3-32B", "Qwen/Qwen3-32B", "RTX-PRO-6000", "tp=2", 128, 0.05)]
    public void A_recorded_run_calibrated_on_its_first_half_is_right_on_its_second(string folder, string model, string gpu, string layout, int sequences, double within)
    {
        var (_, fit, half) = RecordedFit.Of(folder, model, gpu, layout, sequences);

        foreach (var errors in fit.Errors(half.Calibration, 150..))
        {
            Assert.Equal(150, errors.Requests);
            Assert.True(errors.Worst < within, $"{errors.Metric}: {errors.Error}");
        }

        Assert.All(half.Factors, factor => Assert.InRange(factor.Value, 0.5, 2.5));
    }

    [Fact]
    public void Constants_that_were_kept_are_read_as_they_were_written()
    {
        var shipped = Facts.Calibration.Serving(Engine.Vllm);
        var own = new OwnConstants("L40S", "vllm", "Llama bf16 tp=1", new(2026, 8, 20), "runs.csv", 300, 0.0421, shipped with { Dense = 1.25 });

        var read = OwnConstants.Read(Encoding.UTF8.GetBytes(own.Write()), "kept.json", Engine.Vllm);

        Assert.Equal(own with { Constants = read.Constants }, read);
        Assert.Equal(1.25, read.Constants.Dense);
        foreach (var (kept, was) in ServingFile.Values(read.Constants).Zip(ServingFile.Values(own.Constants))) Assert.Equal(was.Value, kept.Value, 1e-5 * was.Value);
        Assert.Equal(1.25, read.Over(Facts.Calibration).Serving(Engine.Vllm).Dense);
        Assert.Equal(Facts.Calibration.Serving(Engine.Sglang), read.Over(Facts.Calibration).Serving(Engine.Sglang));
    }

    // 25 requests a second apart, each with its first token after 0.1 s and four more after 0.4 s in all.
    [Theory]
    [InlineData("csv")]
    [InlineData("lines")]
    [InlineData("bench")]
    public void Each_layout_of_a_file_gives_the_same_requests(string layout)
    {
        var rows = Enumerable.Range(0, 25);
        var text = layout switch
        {
            "csv" => "id,arrival_s,input_tokens,output_tokens,ttft_s,e2e_s,replica,preemptions,outcome\n" + string.Concat(rows.Select(i => $"{i},{i},100,5,0.1,0.5,0,0,served\n")) + "25,25,9,9,,,,0,refused_cache\n",
            "lines" => string.Concat(rows.Select(i => $$"""{"input_toks": 100, "output_toks": 5, "arrival_time": {{i}}, "queued_ts": {{i + 1000 + i % 3}}, "first_token_ts": {{i + 1000}}.1, "last_token_ts": {{i + 1000}}.5}""" + "\n")),
            _ => $$"""{"input_lens": [{{List(_ => "100")}}], "output_lens": [{{List(_ => "5")}}], "start_times": [{{List(i => $"{i}")}}], "ttfts": [{{List(_ => "0.1")}}], "itls": [{{List(_ => "[0.1, 0.1, 0.1, 0.1]")}}]}""",
        };
        var requests = MeasuredRequests.Read(Encoding.UTF8.GetBytes(text), "requests");
        Assert.Equal(25, requests.Count);
        Assert.All(requests.Index(), one =>
        {
            Assert.Equal(new TraceRequest(one.Index * 1_000_000_000L, 100, 5), one.Item.Request);
            Assert.Equal(0.1, one.Item.First, 1e-9);
            Assert.Equal(0.1, one.Item.PerToken, 1e-9);
            Assert.Equal(0.5, one.Item.EndToEnd, 1e-9);
        });

        string List(Func<int, string> of) => string.Join(", ", rows.Select(of));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData(" \n\n", "it is empty")]
    [InlineData("arrival_s,input_tokens,output_tokens\n0,1,1\n", "it has no column ttft_s")]
    [InlineData("arrival_s,input_tokens,output_tokens,ttft_s,e2e_s\n0,1,1,0.1,0.1\n", "it has 1 served request")]
    [InlineData("arrival_s,input_tokens,output_tokens,ttft_s,e2e_s\n0,1,2,0.3,0.1\n", "the first token comes after 0.3 s and the last after 0.1 s")]
    [InlineData("arrival_s,input_tokens,output_tokens,ttft_s,e2e_s\n0,1,2,soon,0.1\n", "ttft_s \"soon\" is not a number")]
    [InlineData("arrival_s,input_tokens,output_tokens,ttft_s,e2e_s\n0,0,2,0.1,0.1\n", "0 tokens in and 2 out are no lengths")]
    [InlineData("""{"input_toks": 3, "output_toks": 4, "arrival_time": 1}""", "the line has no first_token_ts")]
    [InlineData("{\"input_toks\": 3,\n", "it is not JSON")]
    [InlineData("""{"ttfts": [1], "input_lens": [1]}""", "the result has no output_lens")]
    public void What_has_no_times_is_refused_in_a_line(string text, string what)
    {
        var error = Assert.Throws<InputException>(() => MeasuredRequests.Read(Encoding.UTF8.GetBytes(text), "file"));
        Assert.Contains(what, error.What, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private static List<MeasuredRequest> Measured(MemoryPlan plan, Breakeven.Performance.Calibration calibration, TraceRequest[] trace)
    {
        var outcomes = new Outcomes();
        Simulator.Run(new ReplicaModel(plan, calibration, trace.Average(one => one.InputTokens), trace.Average(one => one.OutputTokens)), trace, new(), outcomes);
        return [.. outcomes.All.OrderBy(one => one.Id).Select(one => new MeasuredRequest(trace[one.Id] with { ArrivalNanoseconds = one.Arrival }, one.TimeToFirstToken, one.EndToEnd))];
    }
}
