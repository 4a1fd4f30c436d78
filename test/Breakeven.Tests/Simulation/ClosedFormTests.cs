using Breakeven.Performance;
using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Simulation;

/// <summary>Where nothing queues, the closed form and the simulation are two ways to the same means.</summary>
public sealed class ClosedFormTests
{
    [Theory]
    [InlineData("meta-llama/Llama-3.1-8B", "H100-SXM", "tp=1", "vllm")]
    [InlineData("meta-llama/Llama-3.1-8B", "H100-SXM", "tp=1", "sglang")]
    [InlineData("Qwen/Qwen3-32B", "H100-SXM", "tp=2", "vllm")]
    [InlineData("Qwen/Qwen3-30B-A3B", "H200-SXM", "tp=1,dp=2,ep=2", "vllm")]
    [InlineData("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "tp=2,pp=2", "vllm")]
    [InlineData("meta-llama/Llama-3.1-8B", "H100-SXM", "tp=1", "tensorrt-llm")]
    public void At_two_fifths_of_capacity_the_means_agree(string model, string gpu, string layout, string engine)
    {
        var deployment = Deploy(model, gpu, "native", layout) with { Engine = Engine.All.Single(one => one.Id == engine) };
        var plan = Sizer.Plan(deployment);
        var shape = new Traffic { Rate = new(1), Input = new(1000), Output = new(300) };
        // The closed form's constant says which part of the prompts on other ranks meets one's own; nothing in vLLM brings them together, so that here they come as they come.
        var known = deployment.Layout.Data == 1 ? Facts.Calibration : Facts.Calibration.With(Facts.Calibration.AllServing.ToDictionary(pair => pair.Key, pair => pair.Value with { Stagger = 1 }));
        var closed = new ServingModel(StepCompiler.Compile(deployment, known), plan, shape, known);
        var rate = closed.Capacity(ObjectiveText.Parse("ttft p95 < 2 s, tpot p95 < 60 ms"))!.Rate * 0.4;
        var point = closed.At(rate)!;
        var result = Simulator.Run(new ReplicaModel(plan, known, 1000, 300), QueueTheoryTests.Poisson(rate.Value, 4_000, 1000, 300), new());
        Assert.Equal(point.Step.Value, result.TimePerOutputToken.Mean, 0.04 * point.Step.Value);
        // The closed form lets a request into the next step; an engine that puts steps together ahead, into the one after it.
        var first = point.TimeToFirstTokenMean.Value;
        Assert.InRange(result.TimeToFirstToken.Mean, 0.95 * first, 1.1 * (first + point.Step.Value));
    }
}
