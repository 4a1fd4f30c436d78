using Breakeven.Simulation;
using Breakeven.Simulation.Arrivals;
using Breakeven.Simulation.Engines;
using Breakeven.Simulation.Fleets;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Simulation;

/// <summary>Real models and engines, with all that moves their steps: many steps at once give each request the times that steps one by one give it.</summary>
public sealed class StretchTests
{
    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B-Instruct", "bf16", "tp=1", "vllm", "12 requests/s, 900 in cv 1, 250 out cv 1")]
    [InlineData("Qwen/Qwen3-30B-A3B", "bf16", "tp=1,dp=2,ep=2", "vllm", "12 requests/s, 900 in cv 1, 250 out cv 1")]
    [InlineData("google/gemma-3-12b-it", "bf16", "tp=1", "sglang", "5 requests/s, 2500 in cv 1, 200 out cv 1, burst 4x")]
    [InlineData("Qwen/Qwen3-32B", "bf16", "tp=2", "tensorrt-llm", "4 requests/s, 1500 in, 300 out cv 1")]
    public void Each_request_has_the_times_of_steps_one_by_one(string model, string precision, string layout, string engine, string traffic)
    {
        var deployment = Deploy(model, "H100-SXM", precision, layout, new() { BatchedTokensMax = 4096 }) with { Engine = Engine.All.Single(one => one.Id == engine) };
        var replica = new ReplicaModel(Sizer.Plan(deployment), Facts.Calibration, 900, 250);
        TraceRequest[] requests = [.. TrafficMaker.Requests(TrafficText.Describe(traffic), new() { Seed = 2, Duration = new(120) })];
        var options = new SimulationOptions { Replicas = 2, Routing = Routing.PowerOfTwo };

        var (many, one) = (Simulator.Run(replica, requests, options), Simulator.Run(replica, requests, options with { StepByStep = true }));

        Assert.Equal(one.Hash, many.Hash);
        Assert.Equal(requests.Length, many.Count(RequestFate.Served));
    }

    // An L40S serves some three of these a second, and 20 come: those that are sent away are those that would wait beyond the bound, and those that stay wait about as long as it says.
    [Fact]
    public void A_bound_on_the_wait_sends_away_who_would_wait_longer()
    {
        var replica = new ReplicaModel(Sizer.Plan(Deploy("meta-llama/Llama-3.1-8B-Instruct", "L40S", "bf16", "tp=1")), Facts.Calibration, 1000, 500);
        var requests = TrafficMaker.Requests(TrafficText.Describe("20 requests/s, 1000 in, 500 out cv 1"), new() { Seed = 3, Duration = new(300) });

        var result = Simulator.Run(replica, requests, new() { Overflow = new(int.MaxValue, new(1)) });

        Assert.InRange(result.Count(RequestFate.Served), 600, 1800);
        Assert.InRange(result.TimeToFirstToken.Mean, 0.3, 1.3);
        Assert.InRange(result.TimeToFirstToken.At(90), 0.5, 2.5);
    }

    // One replica that is started by the first request: whoever comes within the 30 s of its start waits for that and for hardly anything else.
    [Fact]
    public void Waiting_for_a_start_is_told_as_that()
    {
        var replica = new ReplicaModel(Sizer.Plan(Deploy("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1")), Facts.Calibration, 500, 50);
        var requests = TrafficMaker.Requests(TrafficText.Describe("1 requests/s, 500 in, 50 out"), new() { Seed = 3, Duration = new(60) });
        var options = new SimulationOptions { Autoscaling = new() { Least = 0, Most = 1, InFlightEach = 64, ColdStart = new(30), ScaleDownDelay = new(600), Interval = new(5) } };

        var result = Simulator.Run(replica, requests, options);

        // Of 60 requests some 30 wait 15 s on average.
        Assert.InRange(result.HeldByStarts, 200, 700);
        Assert.Equal(LimitKind.Starts, RunLimit.Of(result, replica, Facts.Calibration, 500).Kind);
    }
}
