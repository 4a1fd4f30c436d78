using Breakeven.Catalog;
using Breakeven.Workloads.Traces;

namespace Breakeven.Tests.Workloads.Traces;

/// <summary>What a trace may have wrong: one line that says what, where with line and column, and what to do.</summary>
public sealed class TraceMistakeTests
{
    private const string Ours = "arrival_s,input_tokens,output_tokens\n0,10,1\n";
    private const string Azure = "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 18:15:46.68,10,1\n";
    private const string Burst = "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,GPT-4,10,1,11,x\n";
    private const string Mooncake = "{\"timestamp\": 0, \"input_length\": 10, \"output_length\": 1}\n";

    public static TheoryData<string, string, string> Lines => new()
    {
        { Ours, "1,,5", "t.csv:3:3: the input length is missing" },
        { Ours, "1,-5,5", "t.csv:3:3: the input length -5 is not between 0 and 100,000,000 tokens" },
        { Ours, "1,5,100000001", "t.csv:3:5: the output length 100000001 is not between 0" },
        { Ours, "1,5,99999999999999999999", "t.csv:3:5: the output length 99999999999999999999 is not between 0" },
        { Ours, "1,5,1e300", "t.csv:3:5: the output length 1e300 is not between 0" },
        { Ours, "1,5.5,5", "t.csv:3:3: the input length \"5.5\" is not a whole number" },
        { Ours, "1,NaN,5", "t.csv:3:3: the input length \"NaN\" is not a whole number" },
        { Ours, "1,0,5", "t.csv:3:3: the input length is 0" },
        { Ours, "1,5,0", "t.csv:3:5: the output length is 0" },
        { Ours, "NaN,5,5", "t.csv:3:1: the arrival \"NaN\" is not a number" },
        { Ours, "Infinity,5,5", "t.csv:3:1: the arrival Infinity is beyond 292 years" },
        { Ours, "-1,5,5", "t.csv:3:1: the arrival -1 is negative" },
        { Ours, "1e30,5,5", "t.csv:3:1: the arrival 1e30 is beyond 292 years" },
        { Ours, "99999999999,5,5", "t.csv:3:1: the arrival 99999999999 is beyond 292 years" },
        { Ours, ",5,5", "t.csv:3:1: the arrival is missing" },
        { Ours, "1;5;5", "t.csv:3:1: the line has 1 field and not 3 or 4" },
        { Ours, "1,5,5,a:16,b", "t.csv:3:1: the line has 5 fields and not 3 or 4" },
        { Ours, "1,5,5,system", "t.csv:3:7: \"system\" is not a prefix" },
        { Ours, "1,5,5,system:0", "t.csv:3:7: \"system:0\" is not a prefix" },
        { Ours, "1,5,5,:16", "t.csv:3:7: \":16\" is not a prefix" },
        { Ours, "1,5,5,a:16/b", "t.csv:3:7: \"a:16/b\" is not a prefix" },
        { Ours, "1,5,5,@512:9-3", "t.csv:3:7: \"@512:9-3\" is not a prefix" },
        { Ours, "1,5,5,@512:0-999999999999", "t.csv:3:7: \"@512:0-999999999999\" is not a prefix" },
        { Ours, "\0\0\0", "t.csv:3:1: the line has 1 field" },
        { Azure, "2023-13-16 18:15:46,5,5", "t.csv:3:1: \"2023-13-16 18:15:46\" is not a moment" },
        { Azure, "2023-02-29 18:15:46,5,5", "t.csv:3:1: \"2023-02-29 18:15:46\" is not a moment" },
        { Azure, "2023-11-16 18:15:99,5,5", "t.csv:3:1: \"2023-11-16 18:15:99\" is not a moment" },
        { Azure, "2023-11-16 18:15:47+1,5,5", "t.csv:3:1: \"2023-11-16 18:15:47+1\" is not a moment" },
        { Azure, "1.5,5,5", "t.csv:3:1: \"1.5\" is not a moment" },
        { Azure, "2023-11-16 18:15:46.60,5,5", "t.csv:3:1: it arrives 0.08 s before the request of an earlier line" },
        { Burst, "6,GPT-4,-1,5,4,x", "t.csv:3:9: the input length -1 is not between 0" },
        { Burst, "6,GPT-4,0,5,5,x", "t.csv:3:9: the input length is 0" },
        { Burst, "6,GPT-4,5,5", "t.csv:3:1: the line has 4 fields and not 6" },
        { Burst, "4,GPT-4,5,5,10,x", "t.csv:3:1: it arrives 1 s before the request of an earlier line" },
        { Mooncake, "{\"timestamp\": 1, \"input_length\": 5", "t.csv:2:35: it is not JSON" },
        { Mooncake, "{\"timestamp\": 1, \"input_length\": NaN, \"output_length\": 5}", "t.csv:2:34: it is not JSON" },
        { Mooncake, "{\"timestamp\": 1, \"input_length\": 5}", "t.csv:2:1: it has no \"output_length\"" },
        { Mooncake, "{\"timestamp\": 1, \"input_length\": null, \"output_length\": 5}", "t.csv:2:34: the input length is no number" },
        { Mooncake, "{\"timestamp\": -1, \"input_length\": 5, \"output_length\": 5}", "t.csv:2:15: the arrival -1 is negative" },
        { Mooncake, "{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 5, \"hash_ids\": [1, \"x\"]}", "t.csv:2:73: hash_ids is no list of whole numbers" },
        { Mooncake, "[1, 2]", "t.csv:2:1: it is no JSON object" },
        { Mooncake, "{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 5} x", "t.csv:2:57: it is not JSON" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_malformed_line_is_refused_with_its_place_and_may_be_skipped(string before, string line, string message)
    {
        var error = Assert.Throws<InputException>(() => TraceText.Read(before + line + "\n"));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.NotEmpty(error.Remedy);

        // The same line twice: one may be skipped, and is counted; the second is one too many.
        var once = TraceText.Open(before + line + "\n", new() { SkipBad = 1 });
        Assert.Single(once.Requests);
        Assert.Single(once.Log.Skipped);
        var twice = Assert.Throws<InputException>(() => TraceText.Read(before + line + "\n" + line + "\n", new() { SkipBad = 1 }));
        Assert.Contains("after 1 malformed line that was left out, ", twice.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "t.csv: it is empty")]
    [InlineData("\n\n", "t.csv: it is empty")]
    [InlineData("arrival_s,input_tokens,output_tokens\n", "t.csv: it holds no request")]
    [InlineData("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,GPT-4,10,0,10,x\n", "t.csv: none of its 1 requests was answered")]
    [InlineData("a,b,c\n1,2,3\n", "t.csv: its layout is not known by its first line, \"a,b,c\"")]
    [InlineData("{\"a\": 1}\n", "t.csv: its layout is not known by its first line, \"{\"a\": 1}\"")]
    [InlineData("{\"request_throughput\": 3, \"duration\": 1}", "t.csv: the result has no input_lens")]
    [InlineData("{\"request_throughput\": 3, \"input_lens\": [1], \"output_lens\": [1]}", "t.csv: the result has no start_times")]
    [InlineData("{\"input_lens\": [1, 2], \"output_lens\": [1], \"start_times\": [1]}", "t.csv: it has 2 input_lens, 1 output_lens and 1 start_times")]
    [InlineData("{\"input_lens\": [1], \"output_lens\": [-1], \"start_times\": [1]}", "t.csv, request 1: the output length -1 is not between")]
    [InlineData("{\"input_lens\": [1], \"output_lens\": [1], \"start_times\": [1]", "t.csv:1:59: it is not JSON")]
    [InlineData("{\"benchmarks\": [{}]}", "t.csv: benchmark 1 keeps no requests")]
    [InlineData("{\"benchmarks\": [{\"requests\": {\"successful\": [{\"start_time\": 1}]}}]}", "t.csv, benchmark 1, successful request 1: it has no prompt_tokens")]
    [InlineData("{\"input_lens\": [[]], \"output_lens\": [1], \"start_times\": [1]}", "t.csv, request 1: the input length is missing")]
    [InlineData("{\"benchmarks\": [3]}", "t.csv: benchmark 1 keeps no requests")]
    [InlineData("{\"benchmarks\": [{\"requests\": {\"successful\": [7]}}]}", "t.csv, benchmark 1, successful request 1: it has no request_start_time")]
    public void A_file_without_a_trace_is_refused(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<InputException>(() => TraceText.Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_compressed_file_is_to_be_unpacked() => Assert.Contains("it is compressed",
        Assert.Throws<InputException>(() => TraceFile.Read(() => new MemoryStream([0x1F, 0x8B, 8, 0]), "t.csv.gz")).Message, StringComparison.Ordinal);

    [Fact]
    public void Arrivals_out_of_order_tell_how_to_put_them_in_order()
    {
        var error = Assert.Throws<InputException>(() => TraceText.Read(Ours + "5,1,1\n3,1,1\n"));
        Assert.Equal("t.csv:4:1: it arrives 2 s before the request of an earlier line; order the trace by arrival: breakeven traffic convert FILE --sort --out SORTED.csv", error.Message);
    }

    // 17 MB without a line end: refused before it is held.
    [Fact]
    public void A_line_without_an_end_is_refused() =>
        Assert.Contains("more than 16 MiB", Assert.Throws<InputException>(() => TraceText.Read(Ours + new string('1', 17 << 20))).Message, StringComparison.Ordinal);

    // Anything at all either is a trace or is refused in one line; nothing else may be thrown.
    [Fact]
    public void Broken_traces_never_do_more_than_be_refused()
    {
        var chance = Breakeven.Simulation.RandomStreams.Of(1, "fuzz");
        var seeds = new[] { Ours + "1.5,374,44,system:800/a:16\n", Azure, Burst, "{\"input_lens\": [10, 20], \"output_lens\": [1, 2], \"start_times\": [1, 2], \"errors\": [\"\", \"x\"]}",
            "{\"benchmarks\": [{\"requests\": {\"successful\": [{\"start_time\": 1, \"prompt_tokens\": 10, \"output_tokens\": 1}], \"errored\": [{}]}}]}", Mooncake + "{\"timestamp\": 1, \"input_length\": 5, \"output_length\": 5, \"hash_ids\": [1, 2]}\n" };
        for (var run = 0; run < 6000; run++)
        {
            var octets = System.Text.Encoding.UTF8.GetBytes(seeds[run % seeds.Length]);
            for (var change = 0; change <= run % 3; change++) octets[chance.Next(octets.Length)] = (byte)chance.Next(256);
            try
            {
                var requests = TraceFile.Read(() => new MemoryStream(octets), "t.csv").Requests.ToList();
                Assert.All(requests, request => Assert.True(request is { ArrivalNanoseconds: >= 0, InputTokens: > 0, OutputTokens: > 0 }));
            }
            catch (InputException refused)
            {
                Assert.NotEmpty(refused.Remedy);
            }
        }
    }
}
