using Breakeven.Simulation;
using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;

namespace Breakeven.Tests.Simulation;

public sealed class QueueTheoryTests
{
    // A request of one token and 800 of prompt takes one step of 10 ms + 800 x 50 us = 50 ms, and one runs at a time: Poisson arrivals at 12 a second make
    // rho = 12 x 0.05 = 0.6, and the mean wait is rho S / (2 (1 - rho)) = 0.6 x 50 / 0.8 = 37.5 ms. What an engine puts together ahead would add to it.
    [Fact]
    public void One_token_at_a_time_waits_as_M_D_1_says()
    {
        var model = PlainReplica.Of(blocks: 1000, sequences: 1, tokens: 1000) with { Ahead = false };
        var result = Simulator.Run(model, Poisson(12, 400_000, 800, 1), new());
        Assert.Equal(0.0875, result.TimeToFirstToken.Mean, 0.0875 * 0.01);
    }

    // Little's law: requests in the system on average are their rate times their time in it.
    [Fact]
    public void Requests_in_flight_are_rate_times_time()
    {
        var result = Simulator.Run(PlainReplica.Of(blocks: 300, sequences: 12), Poisson(6, 50_000, 200, 100), new());
        var seconds = result.End * 1e-9;
        var inFlight = Enumerable.Range(0, result.Timeline.Count).Sum(i => result.Timeline.Running(i) + result.Timeline.Waiting(i)) * result.Timeline.Span / result.End;
        Assert.Equal(50_000 / seconds * result.EndToEnd.Mean, inFlight, 0.01 * inFlight);
    }

    [Theory]
    [InlineData(Routing.RoundRobin)]
    [InlineData(Routing.LeastLoaded)]
    [InlineData(Routing.PowerOfTwo)]
    [InlineData(Routing.CacheAware)]
    public void More_replicas_never_serve_fewer_within_the_objective(Routing routing)
    {
        var objective = ObjectiveText.Parse("ttft p95 < 300 ms, tpot p95 < 15 ms");
        var good = new[] { 1, 2, 3, 4, 6 }.Select(replicas => Simulator.Run(
            PlainReplica.Of(blocks: 300, sequences: 12), Poisson(20, 10_000, 200, 60), new() { Replicas = replicas, Routing = routing, Objective = objective }).Good).ToList();
        // A hundredth is noise.
        for (var i = 1; i < good.Count; i++) Assert.True(good[i] >= good[i - 1] - 100, $"{routing}: {string.Join(", ", good)}");
        Assert.True(good[0] < 5_000 && good[^1] > 9_000, $"{routing}: {string.Join(", ", good)}");
    }

    // Two choices instead of none: the classical gain, on the longest waits.
    [Fact]
    public void Two_choices_beat_taking_turns()
    {
        double Worst(Routing routing) => Simulator.Run(PlainReplica.Of(blocks: 300, sequences: 12), Poisson(40, 20_000, 200, 60), new() { Replicas = 4, Routing = routing }).TimeToFirstToken.At(99);
        Assert.True(Worst(Routing.LeastLoaded) <= Worst(Routing.PowerOfTwo));
    }

    internal static IEnumerable<TraceRequest> Poisson(double rate, int count, int input, int output)
    {
        var stream = RandomStreams.Of(7, "arrivals of a test");
        var draws = stream.NextDoubles(count);
        var now = 0.0;
        for (var i = 0; i < count; i++)
        {
            now += -Math.Log(1 - draws[i]) / rate;
            yield return new((long)(now * 1e9), input, output);
        }
    }
}
