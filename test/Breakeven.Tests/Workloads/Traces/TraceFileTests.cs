using Breakeven.Workloads;
using Breakeven.Workloads.Traces;
using FsCheck;
using FsCheck.Fluent;

namespace Breakeven.Tests.Workloads.Traces;

public sealed class TraceFileTests
{
    // Each by its own clock: 0.5 s and 1.25 s after the first, a prompt of 374 tokens, an answer of 44.
    public static TheoryData<TraceFormat, string> Layouts => new()
    {
        { TraceFormat.Breakeven, "arrival_s,input_tokens,output_tokens\n0,10,1\n0.5,374,44\n1.25,20,2\n" },
        { TraceFormat.Breakeven, "id,arrival_s,input_tokens,output_tokens,ttft_s,e2e_s,replica,preemptions,outcome\n0,0,10,1,0.1,0.1,0,0,served\n1,0.5,374,44,,,,0,refused_context\n2,1.25,20,2,0.1,0.2,1,3,served\n" },
        { TraceFormat.Breakeven, "output_tokens,arrival_s,note,input_tokens\n1,0,a,10\n44,0.5,,374\n2,1.25,b,20\n" },
        { TraceFormat.Azure, "TIMESTAMP,ContextTokens,GeneratedTokens\n2023-11-16 23:59:59.9000000,10,1\n2023-11-17 00:00:00.4000000,374,44\n2023-11-17 00:00:01.1500000,20,2\n" },
        { TraceFormat.Azure, "TIMESTAMP,ContextTokens,GeneratedTokens\n2024-05-10 00:00:00.009930+00:00,10,1\n2024-05-10 02:00:00.509930+02:00,374,44\n2024-05-10 00:00:01.259930+00:00,20,2" },
        { TraceFormat.BurstGpt, "Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,ChatGPT,10,1,11,Conversation log\n5.5,GPT-4,374,44,418,API log\n6.25,GPT-4,20,2,22,API log\n" },
        { TraceFormat.BurstGpt, "Timestamp,Session ID,Elapsed time,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,a,1,GPT-4,10,1,11,x\n5.5,b,,GPT-4,374,44,418,x\n6.25,c,3,GPT-4,20,2,22,x\n" },
        { TraceFormat.Mooncake, """
            {"timestamp": 0, "input_length": 10, "output_length": 1, "hash_ids": []}
            {"timestamp": 500, "input_length": 374, "output_length": 44}
            {"output_length": 2, "input_length": 20, "extra": {"a": [1, {"b": null}]}, "timestamp": 1250, "hash_ids": null}
            """ },
        { TraceFormat.VllmRequests, """
            {"request_id": "bench-1", "input_toks": 374, "output_toks": 44, "arrival_time": 1787267980.5827403, "queued_ts": 27536.6}
            {"request_id": "bench-0", "input_toks": 10, "output_toks": 1, "arrival_time": 1787267980.0827403}
            {"request_id": "bench-2", "input_toks": 20, "output_toks": 2, "arrival_time": 1787267981.3327403}
            """ },
        { TraceFormat.AiPerf, """
            {"metadata": {"session_num": 1, "request_start_ns": 1759813208032900363}, "metrics": {"input_sequence_length": {"value": 374, "unit": "tokens"}, "output_sequence_length": {"value": 44, "unit": "tokens"}, "inter_chunk_latency": {"value": [4.8, 5.3], "unit": "ms"}}, "error": null}
            {"metadata": {"session_num": 0, "request_start_ns": 1759813207532900363}, "metrics": {"input_sequence_length": {"value": 10}, "output_sequence_length": {"value": 1}}, "error": null}
            {"metadata": {"session_num": 2, "request_start_ns": 1759813208782900363}, "metrics": {"input_sequence_length": {"value": 20}, "output_sequence_length": {"value": 2}}, "error": null}
            """ },
        { TraceFormat.VllmBench, """{"date": "20260801", "request_throughput": 2.4, "input_lens": [374, 10, 20], "output_lens": [44, 1, 2], "start_times": [1000.5, 1000.0, 1001.25], "itls": [[0.1], [], [0.2]], "errors": ["", "", ""]}""" },
        { TraceFormat.GuideLlm, """
            {"metadata": {"version": 1}, "benchmarks": [{"requests": {"successful": [
              {"request_start_time": 1700000000.5, "prompt_tokens": 374, "output_tokens": 44},
              {"start_time": 1700000000.0, "prompt_tokens": 10, "output_tokens": 1}], "incomplete": [], "errored": null}},
             {"requests": {"successful": [{"info": {"timings": {"request_start": 1700000001.25}}, "prompt_tokens": 20, "output_tokens": 2}]}}]}
            """ },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Every_layout_is_told_by_its_beginning_and_read(TraceFormat format, string text)
    {
        foreach (var written in (string[])[text, "\uFEFF" + text, text.ReplaceLineEndings("\r\n"), text + "\n\n"])
        {
            var trace = TraceText.Open(written);
            Assert.Equal(format, trace.Format);
            Assert.Equal([new(0, 10, 1), new(500_000_000, 374, 44), new(1_250_000_000, 20, 2)], trace.Requests);
            Assert.Equal((0, 0L), (trace.Log.Skipped.Count, trace.Log.Unanswered));
        }
    }

    // A request that failed has no output: BurstGPT says so by 0 tokens, the benchmarks by an error.
    [Theory]
    [InlineData("arrival_s,note,input_tokens,output_tokens\n5,\"a, b\",10,1\n")]
    [InlineData("arrival_s,note,input_tokens,output_tokens\n5,\"a \"\"b\"\", c\",10,1\n")]
    [InlineData("arrival_s,note,input_tokens,output_tokens\n5,3\" wide,10,1\n")]
    public void A_comma_in_quotes_is_part_of_its_field(string text)
    {
        var request = Assert.Single(TraceText.Read(text));
        Assert.Equal((10, 1), (request.InputTokens, request.OutputTokens));
    }

    [Theory]
    [InlineData("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n5,GPT-4,10,1,11,x\n6,GPT-4,300,0,300,x\n7,GPT-4,0,0,0,x\n8,GPT-4,20,2,22,x\n", 2)]
    [InlineData("{\"input_lens\": [10, 20, 300], \"output_lens\": [1, 2, 5], \"start_times\": [1, 2, 3], \"errors\": [\"\", \"\", \"Timeout\"]}", 1)]
    [InlineData("""
        {"metadata": {"request_start_ns": 1}, "metrics": {"input_sequence_length": {"value": 10}, "output_sequence_length": {"value": 1}}}
        {"metadata": {"request_start_ns": 2}, "metrics": {"error_isl": {"value": 550}}, "error": {"code": 499}}
        {"metadata": {"request_start_ns": 3}, "metrics": {"input_sequence_length": {"value": 20}, "output_sequence_length": {"value": 2}}}
        """, 1)]
    [InlineData("""{"benchmarks": [{"requests": {"successful": [{"start_time": 1, "prompt_tokens": 10, "output_tokens": 1}, {"start_time": 2, "prompt_tokens": 20, "output_tokens": 2}], "errored": [{"start_time": 1.5}], "incomplete": [{}]}}]}""", 2)]
    public void Requests_that_were_not_answered_are_left_out_and_counted(string text, long unanswered)
    {
        var trace = TraceText.Open(text);
        Assert.Equal([(10, 1), (20, 2)], trace.Requests.Select(request => (request.InputTokens, request.OutputTokens)));
        Assert.Equal(unanswered, trace.Log.Unanswered);
    }

    [Fact]
    public void Blocks_of_mooncake_are_prefixes_of_512_tokens()
    {
        var request = Assert.Single(TraceText.Read("""{"timestamp": 27482, "input_length": 1200, "output_length": 52, "hash_ids": [46, 47, 2353]}"""));
        Assert.Equal((27_482_000_000, 512), (request.ArrivalNanoseconds, request.Prefix!.SegmentTokens));
        Assert.Equal([46L, 47, 2353], request.Prefix.Segments);
        Assert.Equal(1200, request.Prefix.TokensWithin(request.InputTokens));
    }

    [Fact]
    public void A_trace_can_be_read_again_and_again()
    {
        var trace = TraceText.Open("arrival_s,input_tokens,output_tokens\n0,1,1\nx,1,1\n1,1,1\n", new() { SkipBad = 1 });
        for (var pass = 0; pass < 2; pass++)
        {
            Assert.Equal(2, trace.Requests.Count());
            Assert.Equal(3, Assert.Single(trace.Log.Skipped).Line);
        }
    }

    [Fact]
    public void Sorting_keeps_the_order_of_requests_of_the_same_moment()
    {
        const string text = "arrival_s,input_tokens,output_tokens\n2,1,1\n1,2,1\n2,3,1\n1,4,1\n";
        Assert.Equal([2, 4, 1, 3], TraceText.Read(text, new() { Sort = true }).Select(request => request.InputTokens));
    }

    // Whatever can be in a trace is in the CSV that is written of it: to the nanosecond, with what is shared.
    [Fact]
    public void Reading_what_was_written_gives_the_same_requests()
    {
        var prefixes = Gen.OneOf(
            Gen.Constant<string?>(null),
            Gen.Elements<string?>("system:800", "system:800/alice:400", "a b:16", "@512:46-57/2353", "@1:0/2/4", "ü:17"));
        var requests =
            from gap in Gen.Choose(0, int.MaxValue)
            from input in Gen.Choose(1, 100_000_000)
            from output in Gen.Choose(1, 100_000_000)
            from prefix in prefixes
            select (Gap: gap, Input: input, Output: output, Prefix: prefix);
        Prop.ForAll(Gen.NonEmptyListOf(requests).ToArbitrary(), list =>
        {
            var at = 0L;
            var lines = list.Select(one => (At: at += one.Gap * 7L, one.Input, one.Output, one.Prefix)).ToList();
            var text = TraceText.Write(lines.Select(one => new TraceRequest(one.At, one.Input, one.Output, one.Prefix is null ? null : TraceText.Read($"arrival_s,input_tokens,output_tokens,prefix\n0,1,1,{one.Prefix}\n")[0].Prefix)));
            var read = TraceText.Read(text);
            Assert.Equal(lines.Select(one => (one.At, one.Input, one.Output, one.Prefix ?? "")), read.Select(one => (one.ArrivalNanoseconds, one.InputTokens, one.OutputTokens, one.Prefix is null ? "" : TraceWriter.Format(one.Prefix))));
            Assert.Equal(text, TraceText.Write(read));
        }).QuickCheckThrowOnFailure();
    }

    // The reader is never more than its buffer ahead of what was asked for, and nothing keeps what it gave: not even prefixes, of which a million have a name of their own here.
    [Fact]
    public void A_trace_is_read_as_it_is_asked_for_and_what_was_given_is_forgotten()
    {
        var lines = new EndlessLines(1_000_000);
        using var requests = TraceFile.Read(() => lines, "endless.csv", new() { Format = TraceFormat.Breakeven }).Requests.GetEnumerator();
        var given = First(requests, 1000);
        Assert.InRange(lines.Given, 1000 * 40, 1000 * 80 + 65_536);
        Assert.Equal(1000, given.Count(one => one.IsAlive));
        First(requests, 20_000);
        GC.Collect();
        Assert.Equal(0, given.Count(one => one.IsAlive));
        Assert.InRange(lines.Given, 21_000 * 40, 21_000 * 80 + 65_536);
    }

    // In a method of its own, so that no local keeps a request alive.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static List<WeakReference> First(IEnumerator<TraceRequest> requests, int count)
    {
        var prefixes = new List<WeakReference>();
        while (prefixes.Count < count && requests.MoveNext()) prefixes.Add(new WeakReference(requests.Current.Prefix));
        return prefixes;
    }

    /// <summary>A CSV that is made as it is read.</summary>
    private sealed class EndlessLines(int lines) : Stream
    {
        private byte[] _line = "arrival_s,input_tokens,output_tokens,prefix\n"u8.ToArray();
        private int _at;
        private int _number;

        public long Given { get; private set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var filled = 0;
            while (filled < count)
            {
                if (_at == _line.Length)
                {
                    if (_number == lines) break;
                    _line = System.Text.Encoding.UTF8.GetBytes(FormattableString.Invariant($"{_number++}.000000001,374,7,user-{_number}-with-a-prefix-of-its-own:160\n"));
                    _at = 0;
                }
                var taken = Math.Min(count - filled, _line.Length - _at);
                _line.AsSpan(_at, taken).CopyTo(buffer.AsSpan(offset + filled));
                (filled, _at) = (filled + taken, _at + taken);
            }
            Given += filled;
            return filled;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
