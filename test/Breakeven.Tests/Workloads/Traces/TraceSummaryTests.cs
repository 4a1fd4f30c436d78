using Breakeven.Catalog;
using Breakeven.Testing;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Tests.Workloads.Traces;

public sealed class TraceSummaryTests
{
    private static TraceSummary Of(params IEnumerable<(double At, int Input, int Output)> requests)
        => TraceSummary.Of(requests.Select(one => new TraceRequest((long)Math.Round(one.At * 1e9), one.Input, one.Output)));

    // Gaps 1, 3, 2: mean 2, variance 2/3, cv sqrt(2/3)/2. Three gaps in six seconds.
    [Fact]
    public void Rate_and_variation_are_those_of_the_gaps()
    {
        var summary = Of((2, 10, 1), (3, 20, 1), (6, 30, 1), (8, 40, 1));
        Assert.Equal((4, 2.0, 8.0, 6.0, 0.5), (summary.Requests, summary.First.Value, summary.Last.Value, summary.Span.Value, summary.Rate!.Value.Value));
        Assert.Equal(Math.Sqrt(2.0 / 3) / 2, summary.GapCv!.Value, 12);
    }

    // 1, 2, ..., 100: type 7 has the median at 50.5, p90 at 1 + 0.9 x 99 = 90.1, p99 at 99.01.
    [Fact]
    public void Quantiles_lie_between_neighbours()
    {
        var summary = Of(Enumerable.Range(1, 100).Reverse().Select(length => (1000.0 - length, length, 1)));
        Assert.Equal((50.5, 90.1, 99.01, 100, 5050), (summary.Inputs.Quantile(0.5), Math.Round(summary.Inputs.Quantile(0.9), 9), Math.Round(summary.Inputs.Quantile(0.99), 9), summary.Inputs.Most, summary.Inputs.Sum));
    }

    // Beyond 65,535 tokens a length is kept to a 32,768th.
    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(131_071)]
    [InlineData(1_234_567)]
    [InlineData(99_999_999)]
    public void Long_lengths_are_kept_to_their_step(int length)
    {
        var histogram = new LengthHistogram();
        histogram.Add(length);
        histogram.Add(length);
        histogram.Add(100_000_000);
        Assert.InRange(histogram.Quantile(0.25), length * (1 - 1.0 / 32_768), length);
        Assert.Equal(100_000_000, histogram.Quantile(1));
    }

    // Twelve whole seconds with 2, 0, 2, 0, ... requests: mean 1, variance 1. The request that ends the last is in the thirteenth.
    [Fact]
    public void Dispersion_is_of_whole_windows_from_the_start()
    {
        var summary = Of(Enumerable.Range(0, 6).SelectMany(two => new[] { (2.0 * two, 1, 1), (2.0 * two + 0.5, 1, 1) }).Append((12.25, 1, 1)));
        var second = summary.Counts[0];
        Assert.Equal((1.0, 12, 2, 1.0), (second.Window.Value, second.Windows, second.Most, second.Dispersion!.Value));
        Assert.Null(summary.Counts[1].Dispersion);
    }

    [Fact]
    public void Every_request_is_in_one_stretch_however_long_the_trace()
    {
        foreach (var step in (double[])[0.0001, 0.03, 1, 61, 5000, 700_000])
        {
            var summary = Of(Enumerable.Range(0, 10_000).Select(number => (number * step, 3, 2)));
            foreach (var most in (int[])[1, 24, 200])
            {
                var (width, stretches) = summary.OverTime.Most(most);
                Assert.InRange(stretches.Count, 1, most);
                Assert.Equal((10_000, 30_000, 20_000), (stretches.Sum(one => one.Requests), stretches.Sum(one => one.InputTokens), stretches.Sum(one => one.OutputTokens)));
                Assert.True(stretches[^1].Start.Value <= 9999 * step && stretches[^1].Start.Value + width.Value > 9999 * step);
            }
        }
    }

    // a shares 2 segments of 16 with b's start, b's third is new, the last has only the first before it is new.
    [Fact]
    public void Reuse_counts_segments_and_the_tokens_from_the_first_on()
    {
        const string text = "arrival_s,input_tokens,output_tokens,prefix\n0,100,1,a:32\n1,100,1,a:32/b:16\n2,20,1,a:32/b:16\n3,100,1,c:16\n4,100,1,\n";
        var reuse = TraceSummary.Of(TraceText.Read(text)).Prefixes;
        Assert.Equal((4, 2 + 3 + 3 + 1, 4, 2 + 3), (reuse.Requests, reuse.Segments, reuse.Distinct, reuse.Reused));
        // 32 tokens of the second request, all 20 of the third.
        Assert.Equal(52, reuse.ReusedTokens);
    }

    // The README of each data set, and counts of the lines themselves.
    [SkippableTheory]
    [InlineData("traces/azure/AzureLLMInferenceTrace_conv.csv", TraceFormat.Azure, 19_366, 1154.7, 211.1, null)]
    [InlineData("traces/azure/AzureLLMInferenceTrace_code.csv", TraceFormat.Azure, 8_819, 2047.8, 27.9, null)]
    [InlineData("traces/mooncake/conversation_trace.jsonl", TraceFormat.Mooncake, 12_031, 12_035, 343, 105_710 / 288_500.0)]
    [InlineData("traces/mooncake/synthetic_trace.jsonl", TraceFormat.Mooncake, 3_993, 15_325, 149, 77_953 / 121_877.0)]
    [InlineData("traces/vllm-requests/RTX4090/Llama-3.1-8B/vllm/requests.jsonl", TraceFormat.VllmRequests, 300, 857.5, 652.5, null)]
    public void Published_traces_hold_what_is_known_of_them(string file, TraceFormat format, int requests, double input, double output, double? reused)
    {
        var trace = TraceFiles.Open(ReferenceData.Require(file));
        var summary = TraceSummary.Of(trace.Requests);
        Assert.Equal((format, requests), (trace.Format, summary.Requests));
        Assert.Equal(input, summary.Inputs.Mean, 0.6);
        Assert.Equal(output, summary.Outputs.Mean, 0.6);
        Assert.Equal(reused, summary.Prefixes.Segments == 0 ? null : (double)summary.Prefixes.Reused / summary.Prefixes.Segments);
    }

    // The first request at 18:15:46.68059, the last at 19:14:08.402527: 58 minutes and 21.721937 s.
    [SkippableFact]
    public void Azure_counts_from_its_first_request()
    {
        var summary = TraceSummary.Of(TraceFiles.Open(ReferenceData.Require("traces/azure/AzureLLMInferenceTrace_conv.csv")).Requests);
        Assert.Equal((0, 58 * 60 + 21.721937), (summary.First.Value, Math.Round(summary.Last.Value, 6)));
    }
}
