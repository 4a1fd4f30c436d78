using Breakeven.Catalog;
using Breakeven.Simulation;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Capacities;
using Breakeven.Simulation.Engines;
using Breakeven.Workloads;

namespace Breakeven.Tests.Simulation;

public sealed class CapacityTests
{
    // A request of one token and 800 of prompt takes one step of S = 50 ms, and one runs at a time: an M/D/1 queue. At 12 requests a second, rho = 0.6, its wait W has (Erlang)
    //   P(W <= t) = (1 - rho) sum over k <= t / S of (-12 (t - k S))^k / k! e^(12 (t - k S)):
    // half of them up to t = ln(0.5 / 0.4) / 12 = 18.6 ms, and at t = 150 ms
    //   0.4 (e^1.8 - 1.2 e^1.2 + 0.6^2 / 2 e^0.6 - 0) = 0.4 (6.0496 - 3.9841 + 0.3280) = 95.74 %.
    [Theory]
    [InlineData("ttft p50 < 68.595 ms")]
    [InlineData("ttft p95.74 < 200 ms")]
    [InlineData("e2e p95.74 < 200 ms")]
    public void A_queue_of_one_server_carries_what_Erlang_says(string objective)
    {
        var found = CapacitySearch.Run(Server, Requests(20_000), new() { Objective = ObjectiveText.Parse(objective) }, variants: 3, guess: 1);
        Assert.InRange(found.Multiple, 12 * 0.95, 12 * 1.05);
        Assert.All(found.Multiples, multiple => Assert.InRange(multiple, 12 * 0.93, 12 * 1.07));
        Assert.InRange(found.Runs, 3 * 8, 3 * 20 + 30);
    }

    // At any load the least that a request takes is 50 ms.
    [Fact]
    public void What_no_load_meets_is_said_after_a_bounded_number_of_runs()
    {
        var found = CapacitySearch.Run(Server, Requests(2_000), new() { Objective = ObjectiveText.Parse("ttft p50 < 49 ms") }, variants: 2, guess: 100);
        Assert.Equal((0.0, (CapacityConfirmation?)null), (found.Multiple, found.Confirmation));
        Assert.InRange(found.Runs, 2, 2 * 12);
    }

    [Fact]
    public void What_every_load_meets_is_refused()
    {
        var mistake = Assert.Throws<InputException>(() => CapacitySearch.Run(Server, Requests(4), new() { Objective = ObjectiveText.Parse("ttft p95 < 1 h") }, variants: 2));
        Assert.Contains("too few requests for a queue", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_seed_gives_the_same_answer_wherever_it_begins()
    {
        CapacityFound At(double guess) => CapacitySearch.Run(Server, Requests(4_000), new() { Objective = ObjectiveText.Parse("ttft p90 < 150 ms") }, variants: 3, guess);
        var (one, same, far) = (At(3), At(3), At(200));
        Assert.Equal(one.Multiples, same.Multiples);
        Assert.Equal((one.Multiple, one.Confirmation!.Result.Hash), (same.Multiple, same.Confirmation!.Result.Hash));
        Assert.InRange(far.Multiple / one.Multiple, 0.98, 1.02);
    }

    // Two run at once, and two steps of 10 ms and the contexts' share a token never miss 20 ms; but they end 100 tokens every 1.03 s or so, and what comes faster than 2 of them piles up:
    // 1 + 99 steps of 10 ms + 2 x 150 x 1 us = 10.3 ms, and 100 tokens of prompt 5 ms. So 2 / (99 x 10.3 ms + 15 ms + 99 steps' share of others' prompts, 5 ms a request) = 1.92 a second.
    [Fact]
    public void Where_no_bound_is_on_waiting_the_queue_must_not_grow()
    {
        var found = CapacitySearch.Run(PlainReplica.Of(blocks: 1000, sequences: 2), Described("1 requests/s, 100 in, 100 out", 4_000), new() { Objective = ObjectiveText.Parse("tpot p95 < 20 ms") }, 2);
        Assert.InRange(found.Multiple, 1.92 * 0.95, 1.92 * 1.05);
    }

    [Fact]
    public void Twice_the_replicas_carry_about_twice_as_much()
    {
        double Of(int replicas) => CapacitySearch.Run(PlainReplica.Of(blocks: 300, sequences: 12), Described("1 requests/s, 200 in, 60 out", 6_000), new() { Replicas = replicas, Objective = ObjectiveText.Parse("ttft p90 < 300 ms") }, 2, 5).Multiple;
        Assert.InRange(Of(4) / Of(2), 1.9, 2.4);
    }

    // What is cut short would have missed at its end: at every load, the judgement of a whole run is the same.
    [Theory]
    [InlineData("ttft p90 < 150 ms")]
    [InlineData("e2e p80 < 1 s")]
    [InlineData("tpot p70 < 14 ms")]
    [InlineData("ttft p60 < 400 ms, e2e p99 < 9 s")]
    public void Cutting_a_run_short_changes_no_judgement(string text)
    {
        var objective = ObjectiveText.Parse(text);
        var model = PlainReplica.Of(blocks: 300, sequences: 12);
        var (cut, met) = (0, 0);
        for (var rate = 1.0; rate < 60; rate *= 1.3)
        {
            ArrivingRequests Again() => Described("1 requests/s, 200 in cv 1, 60 out cv 1", 3_000).Requests(rate, 0);
            var requests = Again();
            var watch = new ObjectiveWatch(objective, model, 1, requests.Count, 0.1);
            Simulator.Run(model, watch.Watch(requests.Requests), new() { Objective = objective }, watch);
            var whole = new ObjectiveWatch(objective, model, 1, requests.Count, 0.1) { CutsShort = false };
            Simulator.Run(model, whole.Watch(Again().Requests), new() { Objective = objective }, whole);
            Assert.True(whole.Met == watch.Met, FormattableString.Invariant($"rate {rate}: {string.Join(' ', whole.Reached)} whole, {string.Join(' ', watch.Reached)} cut"));
            if (watch.Hopeless) cut++;
            if (watch.Met) met++;
        }

        Assert.True(cut > 2 && met > 2, $"{cut} cut, {met} met");
    }

    [Fact]
    public void Variants_of_a_trace_keep_its_rate_and_four_fifths_of_its_requests()
    {
        var traffic = new RecordedTraffic(QueueTheoryTests.Poisson(3, 20_000, 500, 20), seed: 5);
        Assert.Equal(3, traffic.Rate.Value, 0.06);
        var asItIs = traffic.Requests(2, 0).Requests.ToList();
        var varied = traffic.Requests(2, 1).Requests.ToList();
        Assert.Equal(20_000, asItIs.Count);
        Assert.InRange(varied.Count, 15_800, 16_200);
        Assert.Equal(varied.OrderBy(request => request.ArrivalNanoseconds), varied);
        double Rate(List<TraceRequest> requests) => (requests.Count - 1) / ((requests[^1].ArrivalNanoseconds - requests[0].ArrivalNanoseconds) * 1e-9);
        Assert.Equal(6, Rate(asItIs), 0.12);
        Assert.Equal(Rate(asItIs), Rate(varied), 0.1);
        Assert.NotEqual(varied, traffic.Requests(2, 2).Requests.ToList());
        Assert.Equal(varied, traffic.Requests(2, 1).Requests.ToList());
    }

    private static readonly ReplicaModel Server = PlainReplica.Of(blocks: 1000, sequences: 1, tokens: 1000) with { Ahead = false };

    private static DescribedTraffic Requests(int count) => Described("1 requests/s, 800 in, 1 out", count);

    private static DescribedTraffic Described(string text, int count) => new(TrafficText.Describe(text), new MakeOptions { Seed = 11 }, count);
}
