using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;
using FsCheck;
using FsCheck.Fluent;

namespace Breakeven.Tests.Simulation;

/// <summary>What must hold of any workload on any fleet.</summary>
public sealed class ConservationTests
{
    // Caches of a few blocks, so that requests wait, are thrown out and refused; prefixes of few names, so that they are shared and evicted.
    private static readonly Gen<TraceRequest> s_requests =
        from gap in Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(0, 200_000_000)))
        from input in Gen.Choose(1, 300)
        from output in Gen.Frequency((1, Gen.Constant(1)), (3, Gen.Choose(1, 120)))
        from segments in Gen.Choose(0, 4)
        from segmentTokens in Gen.Elements(8, 16, 24, 64)
        from family in Gen.Choose(0, 2)
        select new TraceRequest(gap, input, output, segments == 0 ? null : new PrefixChain(segmentTokens, [.. Enumerable.Range(0, segments).Select(i => (long)(family * 1000 + segmentTokens * 10 + i))]));

    private static readonly Gen<Case> s_cases =
        from requests in s_requests.ListOf(25)
        from blocks in Gen.Choose(8, 60)
        from sequences in Gen.Choose(1, 8)
        from tokens in Gen.Choose(8, 256)
        from block in Gen.Elements(1, 16, 32)
        from ranks in Gen.Elements(1, 1, 2)
        from kind in Gen.Choose(0, 5)
        from fleet in Gen.Choose(0, 5)
        from caching in Gen.Elements(true, true, false)
        select new Case([.. requests], blocks * 16 / block, sequences, tokens, block, ranks, kind, fleet, caching);

    [Fact]
    public void Every_request_ends_once_with_its_tokens_and_no_block_is_lost() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(10_000), Prop.ForAll(s_cases.ToArbitrary(), one => Holds(one)));

    [Fact]
    public void An_infinite_cache_never_throws_out() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(s_cases.ToArbitrary(), one =>
        {
            var model = one.Model with { Cache = CacheShape.OfBlocks(1_000_000, one.Block) };
            Assert.Equal(0, Simulator.Run(model, one.Trace, one.Options).Preemptions);
        }));

    [Fact]
    public void Many_steps_at_once_are_the_same_as_one_after_the_other() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000), Prop.ForAll(s_cases.ToArbitrary(), one =>
        {
            var stretches = Simulator.Run(one.Model, one.Trace, one.Options);
            var steps = Simulator.Run(one.Model, one.Trace, one.Options with { StepByStep = true });
            Assert.Equal(steps.Preemptions, stretches.Preemptions);
            Assert.Equal(steps.Steps, stretches.Steps);
            // Each stretch is rounded up once, each step once too.
            foreach (var percentile in (double[])[0, 50, 95, 100])
                Assert.Equal(steps.EndToEnd.At(percentile), stretches.EndToEnd.At(percentile), 1e-6);
        }));

    private static void Holds(Case one)
    {
        var outcomes = new Outcomes();
        var result = Simulator.Run(one.Model, one.Trace, one.Options, outcomes);
        Assert.Equal(Enumerable.Range(0, one.Requests.Length).Select(i => (long)i), outcomes.All.Select(outcome => outcome.Id).Order());
        foreach (var outcome in outcomes.All)
        {
            var request = one.Trace[(int)outcome.Id];
            Assert.Equal((request.ArrivalNanoseconds - one.Trace[0].ArrivalNanoseconds, request.InputTokens, request.OutputTokens), (outcome.Arrival, outcome.InputTokens, outcome.OutputTokens));
            Assert.True(outcome.First >= outcome.Arrival && outcome.Last >= outcome.First, $"{outcome} runs back");
            if (outcome.Fate != RequestFate.Served) continue;
            // One step is 10 ms at least, and each token takes one; with two ranks, a step of prompts alone may be 7.5 ms, as they are brought together in part.
            Assert.True(outcome.EndToEnd >= 0.010 * request.OutputTokens - 0.0025 - 1e-9, $"{outcome} is too fast");
        }

        var served = outcomes.All.Where(outcome => outcome.Fate == RequestFate.Served).ToList();
        Assert.Equal((served.Sum(outcome => (long)outcome.InputTokens), served.Sum(outcome => (long)outcome.OutputTokens)), (result.InputTokens, result.OutputTokens));
        // What was not found was computed, at least once.
        Assert.True(result.TokensFound + result.TokensPrompted >= result.InputTokens);
        if (result.Preemptions == 0) Assert.Equal(result.InputTokens, result.TokensFound + result.TokensPrompted);
        Assert.Equal(result.Preemptions == 0, served.TrueForAll(outcome => outcome.Preemptions == 0));
        Assert.Equal(0, result.BlocksLost);
    }

    private sealed record Case(TraceRequest[] Requests, int Blocks, int Sequences, int Tokens, int Block, int Ranks, int Kind, int Fleet, bool Caching)
    {
        public override string ToString() =>
            $"{Blocks} blocks of {Block}, {Sequences} sequences, {Tokens} tokens, {Ranks} ranks, kind {Kind}, fleet {Fleet}, caching {Caching}: {string.Join("; ", Trace.Select(one => $"{one.ArrivalNanoseconds} {one.InputTokens} {one.OutputTokens} {(one.Prefix is { } prefix ? $"{prefix.SegmentTokens}x{string.Join(',', prefix.Segments)}" : "")}"))}";

        public ReplicaModel Model => PlainReplica.Of(Blocks, Block, Sequences, Math.Max(Tokens, Sequences)) with
        {
            Ranks = Ranks,
            MixesPrompts = Kind != 1,
            ReservesWholeRequest = Kind == 2,
            Ahead = Kind != 3,
        };

        public SimulationOptions Options => new()
        {
            PrefixCaching = Caching,
            Replicas = Fleet is 1 or 2 or 3 ? 3 : 1,
            Routing = (Routing)(Fleet % 4),
            Autoscaling = Fleet == 4 ? new() { Least = 0, Most = 3, InFlightEach = 2, ColdStart = new(0.5), ScaleDownDelay = new(0.6), Interval = new(0.2) } : null,
            Overflow = Fleet == 5 ? new(2, new(1)) : null,
        };

        public TraceRequest[] Trace
        {
            get
            {
                var now = 0L;
                return [.. Requests.Select(one => one with { ArrivalNanoseconds = now += one.ArrivalNanoseconds })];
            }
        }
    }
}
