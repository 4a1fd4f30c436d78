using Breakeven.Measurements;
using Breakeven.Measurements.Intervals;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Measurements.Intervals;

public sealed class PredictionIntervalsTests
{
    private const string Known = "meta-llama/Llama-3.3-70B-Instruct";
    private const string Unseen = "Qwen/Qwen3-32B";

    private static readonly string[] s_architectures = ["llama 80x8192", "b", "c"];

    private static readonly string[] s_accelerators = ["H200-SXM", "H100-SXM", "B200-SXM"];

    // Known: 0.901 to 1.099; an architecture left out: 0.81 to 1.29 or wider; an accelerator left out: 0.71 to 1.49 or wider.
    private static readonly PredictionIntervals s_intervals = new(Residuals.Table([.. Fold(LeftOut.Group, 0.001), .. Fold(LeftOut.Architecture, 0.002), .. Fold(LeftOut.Accelerator, 0.003)]), KernelTable.Embedded);

    [Fact]
    public void What_was_measured_takes_the_residuals_of_random_groups()
    {
        var spread = Find(Deploy(Known, "H200-SXM", "fp8", "tp=4"))!;
        Assert.Equal((Familiarity.Known, 200), (spread.Familiarity, spread.Count));
        Assert.InRange(spread.Low, 0.90, 0.92);
        Assert.InRange(spread.High, 1.08, 1.10);
    }

    [Fact]
    public void Models_of_one_shape_are_one_architecture()
    {
        Assert.Equal("llama 80x8192", ArchitectureKey.Of(Model(Known)));
        Assert.Single(new[] { "deepseek-ai/DeepSeek-V3", "deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-V3.1", "nvidia/DeepSeek-V3.1-NVFP4" }.Select(id => ArchitectureKey.Of(Model(id))).Distinct());
        Assert.Equal(2, new[] { "deepseek-ai/DeepSeek-V3", "moonshotai/Kimi-K2-Instruct" }.Select(id => ArchitectureKey.Of(Model(id))).Distinct().Count());
        Assert.Equal(2, new[] { "Qwen/Qwen3-32B", "Qwen/Qwen3-8B" }.Select(id => ArchitectureKey.Of(Model(id))).Distinct().Count());
    }

    [Theory]
    [InlineData(Unseen, "H200-SXM", Familiarity.NewArchitecture)]
    [InlineData(Known, "H200-NVL", Familiarity.NewAccelerator)] // stands on H200-SXM, which was measured
    [InlineData(Known, "L40S", Familiarity.NewAccelerator)]     // its own kernels were timed
    [InlineData(Unseen, "H200-NVL", Familiarity.NewBoth)]
    public void What_was_not_measured_takes_the_residuals_of_what_was_left_out(string model, string gpu, Familiarity familiarity)
        => Assert.Equal(familiarity, Find(Deploy(model, gpu, "fp8", "tp=4"))!.Familiarity);

    [Fact]
    public void Less_familiar_is_never_surer()
    {
        var widths = new[] { (Known, "H200-SXM"), (Unseen, "H200-SXM"), (Known, "L40S"), (Unseen, "L40S") }.Select(pair => Find(Deploy(pair.Item1, pair.Item2, "fp8", "tp=4"))!.Interval.Width).ToList();
        Assert.Equal(widths.Order(), widths);
    }

    [Fact]
    public void Unseen_in_both_multiplies_the_ends()
    {
        var (model, gpu, both) = (Find(Deploy(Unseen, "H200-SXM", "fp8", "tp=4"))!, Find(Deploy(Known, "L40S", "fp8", "tp=4"))!, Find(Deploy(Unseen, "L40S", "fp8", "tp=4"))!);
        Assert.Equal(model.Low * gpu.Low, both.Low, 9);
        Assert.Equal(model.High * gpu.High, both.High, 9);
    }

    [Theory]
    [InlineData("MI300X")]    // another vendor, of which nothing was measured under this load
    [InlineData("TPU-v6e")]
    [InlineData("M4-Max-128GB")]
    [InlineData("RTX-5090")]  // its relative's kernels were timed, but neither of the two was ever measured serving
    public void Where_nothing_of_the_kind_was_measured_no_percentage_is_claimed(string gpu) => Assert.Null(Find(Deploy(Known, gpu, "fp8", "tp=1")));

    [Fact]
    public void An_engine_a_metric_or_a_load_without_any_row_has_none()
    {
        var deployment = Deploy(Known, "H200-SXM", "fp8", "tp=4");
        Assert.Null(Find(deployment with { Engine = Engine.Sglang }));
        Assert.Null(s_intervals.For(PredictedMetric.TimeToFirstToken, deployment, ScenarioKind.ClosedLoop, 8));
        Assert.Null(s_intervals.For(PredictedMetric.TimePerOutputToken, deployment, ScenarioKind.Offline, 8));
    }

    [Fact]
    public void Of_AMD_only_throughput_was_measured_so_only_unbounded_capacity_has_an_interval()
    {
        var deployment = Deploy("meta-llama/Llama-3.1-405B", "MI300X", "fp8", "tp=8");
        Assert.Null(PredictionIntervals.Embedded.FindTimes(deployment, 32, bounded: true));
        Assert.NotNull(PredictionIntervals.Embedded.FindTimes(deployment, 32, bounded: false));
    }

    [Fact]
    public void Rates_turned_into_times_change_ends()
    {
        var rates = new ErrorSpread(0.8, 1.0, 1.25, Familiarity.Known, 100);
        Assert.Equal((0.8, 1.0, 1.25), (rates.Inverse.Low, rates.Inverse.Median, rates.Inverse.High));
        Assert.Equal(0.5, (rates with { High = 2 }).Inverse.Low);
        Assert.Equal((0.8, 1.0, 1.25), (Math.Round(rates.FactorAt(-1.6448536), 6), rates.FactorAt(0), Math.Round(rates.FactorAt(1.6448536), 6)));
    }

    private static ErrorSpread? Find(Deployment deployment) => s_intervals.Find(PredictedMetric.TimePerOutputToken, deployment, ScenarioKind.ClosedLoop, 32);

    // Three architectures and three accelerators, of which each has the same 67 residuals around 1: so no stretching is needed.
    private static IEnumerable<Residual> Fold(LeftOut leftOut, double step)
        => Enumerable.Range(-99, 200).Select(i => Residuals.Of(1 + step * i, leftOut, s_architectures[(i + 99) % 3], s_accelerators[(i + 99) % 3]));
}
