using Breakeven.Catalog;
using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Simulation.Fleets;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Simulation;

public sealed class SimulatorTests
{
    // Worked out once; another means that some request got other times, another replica, or was thrown out otherwise. Every source of chance takes part.
    [Fact]
    public void The_same_seed_gives_the_same_trace_everywhere()
    {
        var options = new SimulationOptions { Seed = 5, Replicas = 3, Routing = Routing.PowerOfTwo };
        var model = PlainReplica.Of(blocks: 60, sequences: 8);
        var (one, again) = (Simulator.Run(model, QueueTheoryTests.Poisson(30, 3_000, 200, 60), options), Simulator.Run(model, QueueTheoryTests.Poisson(30, 3_000, 200, 60), options));
        Assert.Equal(one.Hash, again.Hash);
        Assert.NotEqual(0, one.Preemptions);
        Assert.NotEqual(one.Hash, Simulator.Run(model, QueueTheoryTests.Poisson(30, 3_000, 200, 60), options with { Seed = 6 }).Hash);
        Assert.Equal("34257eb03e606db4", one.Hash.ToString("x16", null));
    }

    // 100 tokens of prompt: 10 ms + 100 x 50 us = 15 ms to the first token. Then two steps of 10 ms + 101 and 102 tokens x 1 us.
    [Fact]
    public void A_request_alone_takes_its_prompt_and_a_step_a_token()
    {
        var outcome = Assert.Single(Run(PlainReplica.Of(), [new(0, 100, 3)]));
        Assert.Equal(0.015, outcome.TimeToFirstToken, 1e-8);
        Assert.Equal(0.015 + 0.010101 + 0.010102, outcome.EndToEnd, 1e-7);
    }

    // A prompt of 1,200 in steps of 512 tokens: 512, 512 and 176, together 30 ms + 60 ms.
    [Fact]
    public void A_prompt_longer_than_a_step_takes_several() =>
        Assert.Equal(0.090, Assert.Single(Run(PlainReplica.Of(tokens: 512), [new(0, 1200, 1)])).TimeToFirstToken, 1e-7);

    // The second comes while the first's prompt (15 ms) runs. The step after that is put together by then, so it is in the third: 15 + 10.101 + (10 + 0.102 + 5) ms.
    [Fact]
    public void A_request_that_comes_during_a_step_is_in_the_one_after_the_next() =>
        Assert.Equal(0.015 + 0.010101 + 0.015102 - 0.001, Run(PlainReplica.Of(), [new(0, 100, 50), new(1_000_000, 100, 1)])[1].TimeToFirstToken, 1e-7);

    // Four blocks of 16. Two prompts of 16 take one each, and their next 16 tokens another. For the 17th after the first token both want a third: the later is
    // thrown out with 17 tokens generated, waits until the first has its 40 (for which it takes the third and the fourth), and computes 33 tokens again.
    [Fact]
    public void Whoever_came_last_is_thrown_out_and_computed_again()
    {
        var result = Simulator.Run(PlainReplica.Of(blocks: 4), [new(0, 16, 40), new(0, 16, 40)], new());
        Assert.Equal((1, 16 + 16 + 33, 0), (result.Preemptions, result.TokensPrompted, result.TokensFound));
    }

    // Of a cache with room to spare, the two blocks that it had filled are found again: 33 - 32 tokens are computed.
    [Fact]
    public void What_was_thrown_out_is_found_again_while_nobody_took_its_blocks()
    {
        var result = Simulator.Run(PlainReplica.Of(blocks: 8, sequences: 3), [new(0, 16, 20), new(0, 16, 60), new(0, 40, 60)], new());
        Assert.True(result.Preemptions > 0 && result.TokensFound > 0, $"{result.Preemptions} {result.TokensFound}");
        Assert.Equal(0, Simulator.Run(PlainReplica.Of(blocks: 8, sequences: 3), [new(0, 16, 20), new(0, 16, 60), new(0, 40, 60)], new() { PrefixCaching = false }).TokensFound);
    }

    // Two segments of 64 tokens are 8 blocks. The second prompt has one of them: 4 blocks, 64 tokens. The third is the first again: of its 128 tokens the last must be computed, and
    // whole blocks are found, so 112.
    [Fact]
    public void Whole_blocks_of_what_prompts_share_are_found()
    {
        TraceRequest[] trace = [new(0, 128, 2, new(64, [1, 2])), new(1_000_000_000, 128, 2, new(64, [1, 3])), new(2_000_000_000, 128, 2, new(64, [1, 2]))];
        Assert.Equal(64 + 112, Simulator.Run(PlainReplica.Of(), trace, new()).TokensFound);
        // 12 blocks hold the first two prompts and no more than that; the third needs one block of its own, whose room was the first's last segment's.
        Assert.InRange(Simulator.Run(PlainReplica.Of(blocks: 12), trace, new()).TokensFound, 64 + 64, 64 + 112);
    }

    // 1,000 blocks of 16 are 16,000 tokens; the model's context is 131,072.
    [Fact]
    public void What_can_never_be_served_is_refused_and_counted()
    {
        var result = Simulator.Run(PlainReplica.Of(), [new(0, 15_000, 1002), new(0, 15_000, 1001), new(0, 131_072, 1), new(0, int.MaxValue, int.MaxValue)], new());
        Assert.Equal((1, 1, 2), (result.Count(RequestFate.Served), result.Count(RequestFate.RefusedCache), result.Count(RequestFate.RefusedContext)));
    }

    [Fact]
    public void Input_that_is_no_trace_is_refused_in_a_line()
    {
        Assert.Contains("no request", Assert.Throws<InputException>(() => Simulator.Run(PlainReplica.Of(), [], new())).Message, StringComparison.Ordinal);
        Assert.Contains("request 1 arrives before", Assert.Throws<InputException>(() => Simulator.Run(PlainReplica.Of(), [new(5, 1, 1), new(4, 1, 1)], new())).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", Assert.Throws<InputException>(() => Simulator.Run(PlainReplica.Of(), [new(0, -1, 1)], new())).Message, StringComparison.Ordinal);
        Assert.Contains("at least 1", Assert.Throws<InputException>(() => Simulator.Run(PlainReplica.Of(), [new(0, 1, 0)], new())).Message, StringComparison.Ordinal);
    }

    // Nothing is up at first: 10 s of start, then 15 ms of prompt. A stop is looked for every 15 s, once none was wanted for 30 s: the last wish for one is at 0 s before the start, so that the
    // looks at 15, 30, 45 s say none, and the replica that started at 0 is paid for until then.
    [Fact]
    public void A_replica_starts_cold_and_stops_after_a_while()
    {
        var options = new SimulationOptions { Autoscaling = new() { Least = 0, Most = 2, InFlightEach = 4, ColdStart = new(10), ScaleDownDelay = new(30) } };
        var outcomes = new Outcomes();
        var result = Simulator.Run(PlainReplica.Of(), [new(0, 100, 1), new(3600_000_000_000, 100, 1)], options, outcomes);
        Assert.All(outcomes.All, outcome => Assert.Equal(10.015, outcome.TimeToFirstToken, 1e-6));
        Assert.Equal(2, result.ReplicasStarted);
        Assert.InRange(result.ReplicaTime, 2 * 10.015, 15 + 60 + 10.1);
    }

    [Fact]
    public void Weights_over_storage_make_a_cold_start()
    {
        var plan = Sizer.Plan(Deploy("meta-llama/Llama-3.1-8B", "H100-SXM", "bf16", "tp=1"));
        // 8.03 G parameters of 2 bytes, 16.06 GB at 2 GB/s, and a minute.
        Assert.Equal(68.03, Autoscaling.ColdStartOf(plan, BytesPerSecond.GigabytesPerSecond(2), new(60)).Value, 0.01);
    }

    // One runs at a time for 15 ms + 9 steps; the second may wait, the third and the fourth may not.
    [Fact]
    public void Beyond_a_queue_requests_go_to_the_API()
    {
        TraceRequest[] trace = [new(0, 100, 10), new(1, 100, 10), new(2, 100, 10), new(3, 100, 10)];
        var result = Simulator.Run(PlainReplica.Of(sequences: 1), trace, new() { Overflow = new(1, null) });
        Assert.Equal((2, 2, 200, 20), (result.Count(RequestFate.Served), result.Count(RequestFate.Overflowed), result.OverflowedInputTokens, result.OverflowedOutputTokens));
    }

    [Theory]
    [InlineData("openai/gpt-oss-120b", "H100-SXM", "tp=2")]
    [InlineData("Qwen/Qwen3-Next-80B-A3B-Instruct", "H200-SXM", "tp=2")]
    [InlineData("meta-llama/Llama-3.1-8B", "RTX-4090", "tp=1")]
    [InlineData("deepseek-ai/DeepSeek-V3", "H200-SXM", "tp=1,dp=8,ep=8")]
    [InlineData("google/gemma-3-27b-it", "H100-SXM", "tp=2")]
    [InlineData("nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "H100-SXM", "tp=2")]
    public void A_cache_holds_as_many_sequences_as_the_sizer_says(string model, string gpu, string layout)
    {
        var plan = Sizer.Plan(Deploy(model, gpu, "native", layout));
        var shape = CacheShape.Of(plan);
        foreach (var tokens in (int[])[100, 1_000, 5_000, 20_000])
        {
            var sizer = Sizer.ConcurrencyAt(plan, new(tokens), reserved: false) / (double)plan.Deployment.Layout.Data;
            // A sequence's fixed part is rounded up to a block.
            Assert.InRange(shape.Blocks / (double)(shape.Of(tokens) + shape.Fixed(tokens)), 0.93 * sizer, 1.07 * sizer + 1);
        }
    }

    // What chance adds to steps of dealt experts has the mean 0: throughput of a long run is what it is without it.
    [Fact]
    public void Stragglers_scatter_steps_and_leave_their_mean()
    {
        var plan = Sizer.Plan(Deploy("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", "tp=1,dp=2,ep=2"));
        var model = new ReplicaModel(plan, Facts.Calibration, 500, 200);
        Assert.True(model.HasStragglers);
        var trace = QueueTheoryTests.Poisson(3, 2_000, 500, 200).ToList();
        var (one, other) = (Simulator.Run(model, trace, new() { Seed = 1 }), Simulator.Run(model, trace, new() { Seed = 2 }));
        Assert.NotEqual(one.Hash, other.Hash);
        Assert.Equal(one.EndToEnd.Mean, other.EndToEnd.Mean, 0.005 * one.EndToEnd.Mean);
        var exact = Simulator.Run(model, trace, new() { Seed = 1, StepByStep = true });
        foreach (var percentile in (double[])[5, 50, 95, 99])
            Assert.Equal(exact.EndToEnd.At(percentile), one.EndToEnd.At(percentile), 1e-3 * exact.EndToEnd.At(percentile));
    }

    // Two ranks in lockstep. The first request decodes alone on one of them while the second, which has 400 tokens of prompt, comes to the other: its prompt takes 400 x 50 us = 20 ms, and
    // the first waits for all of it, though its own rank has nothing to do.
    [Fact]
    public void Every_rank_waits_for_the_prompt_of_one()
    {
        var model = PlainReplica.Of() with { Ranks = 2, StepTime = work => 0.010 + (work.PrefillTokens > 0 ? work.PrefillTokens / work.PrefillRanks * 50e-6 : 0) };
        Assert.Equal(0.020, Longer(model), 1e-7);
        // An engine that holds prompts back until several ranks have one: 0.4 of what is left over a share of a half, so 20 x (0.5 + 0.4 x 0.5) ms.
        Assert.Equal(0.014, Longer(model with { Serving = model.Serving with { Align = 60, Stagger = 0.4 } }), 1e-7);

        static double Longer(ReplicaModel model) => Run(model, [new(0, 100, 20), new(50_000_000, 400, 1)])[0].EndToEnd - Run(model, [new(0, 100, 20)])[0].EndToEnd;
    }

    // By 4 x waiting + running the second goes to the other rank, the third to the first again; each rank has room for one, so that two are served at once and the third waits for a place.
    [Fact]
    public void A_request_goes_to_the_rank_with_the_least_waiting_and_running()
    {
        var model = PlainReplica.Of(sequences: 1) with { Ranks = 2, StepTime = _ => 0.010 };
        var outcomes = Run(model, [new(0, 100, 10), new(0, 100, 10), new(0, 100, 10)]);
        Assert.Equal(outcomes[0].TimeToFirstToken, outcomes[1].TimeToFirstToken, 1e-7);
        Assert.True(outcomes[2].TimeToFirstToken > 0.1);
    }

    private static List<RequestOutcome> Run(ReplicaModel model, IEnumerable<TraceRequest> trace)
    {
        var outcomes = new Outcomes();
        Simulator.Run(model, trace, new(), outcomes);
        return outcomes.All.OrderBy(outcome => outcome.Id).ToList();
    }
}
