using Breakeven.Catalog;
using Breakeven.Measurements;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Measurements;

public sealed class NearestMeasurementTests
{
    private static readonly NearestMeasurement s_nearest = new(Facts.Catalog);

    [Fact]
    public void A_deployment_that_was_measured_is_its_own_nearest()
    {
        // InferenceX: Llama 3.1 70B in fp8 on four H200 under vLLM, 8192 in and 1024 out, 32 at once: 28.62 ms a token. 3.3 has the same shape.
        var point = s_nearest.Of(Deploy("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=4"), 8192, 1024, 32)!;
        Assert.Equal(0, point.Distance, 9);
        Assert.Equal((28.62, PredictedMetric.TimePerOutputToken), (point.Figure!.Measured, point.Figure.Metric));
        Assert.Equal(point.Figure.Predicted / 28.62 - 1, point.Figure.Error, 9);
    }

    [Fact]
    public void A_load_between_two_measured_ones_takes_the_nearer_by_its_ratio()
    {
        // 32 and 64 were measured; 44 is nearer to 32 (a factor of 1.375) than to 64 (1.4545), 47 is not (1.469 and 1.362).
        var deployment = Deploy("meta-llama/Llama-3.1-70B", "H200-SXM", "fp8", "tp=4");
        Assert.Equal(32, s_nearest.Of(deployment, 8192, 1024, 44)!.Row.Concurrency);
        var second = s_nearest.Of(deployment, 8192, 1024, 47)!;
        Assert.Equal(64, second.Row.Concurrency);
        Assert.Equal(0.3 * Math.Log(64 / 47.0), second.Distance, 9);
    }

    [Fact]
    public void An_unseen_model_takes_one_of_its_kind_and_size_on_the_same_machine()
    {
        // Qwen2.5-32B was not measured; Qwen3-32B, dense and of the same size, was.
        var point = s_nearest.Of(Deploy("Qwen/Qwen2.5-32B-Instruct", "H100-SXM", "fp8", "tp=2"), 1024, 1024, 16)!;
        Assert.Contains("Qwen3-32B", point.Row.Model, StringComparison.Ordinal);
        Assert.Equal("H100-SXM", point.Row.Accelerator);
        Assert.InRange(point.Distance, 1, 2.5);
    }

    [Fact]
    public void What_reading_in_order_leaves_out_is_never_nearer()
    {
        // By brute force over every row on its own.
        foreach (var (model, gpu, layout) in new[] { ("openai/gpt-oss-120b", "H100-SXM", "tp=2"), ("moonshotai/Kimi-K2-Instruct", "B200-SXM", "tp=8,ep=8"), ("mistralai/Mixtral-8x22B-Instruct-v0.1", "MI300X", "tp=4") })
        {
            var deployment = Deploy(model, gpu, "native", layout);
            var best = s_nearest.Of(deployment, 2000, 500, 20)!;
            var least = Facts.Catalog.Measurements.Where((_, i) => i % 7 == 0).Select(row => new NearestMeasurement(new OneRow(row)).Of(deployment, 2000, 500, 20)?.Distance ?? double.MaxValue).Min();
            Assert.True(best.Distance <= least + 1e-12, $"{model}: {best.Row.Where} at {best.Distance}, and another at {least}");
        }
    }

    [Fact]
    public void Without_measurements_there_is_none()
        => Assert.Null(new NearestMeasurement(new OneRow(null)).Of(Deploy("Qwen/Qwen3-32B", "H100-SXM", "fp8", "tp=2"), 1024, 1024, 16));

    private sealed class OneRow(Measurement? row) : ICatalog
    {
        public IReadOnlyList<Measurement> Measurements => row is null ? [] : [row];

        public IReadOnlyList<string> ModelIds => Facts.Catalog.ModelIds;

        public IReadOnlyList<string> AcceleratorIds => Facts.Catalog.AcceleratorIds;

        public IReadOnlyList<Breakeven.Prices.HardwareOffer> HardwareOffers => [];

        public IReadOnlyList<Breakeven.Prices.TokenOffer> TokenOffers => [];

        public Breakeven.Models.Model? FindModel(string id) => Facts.Catalog.FindModel(id);

        public Breakeven.Hardware.Accelerator? FindAccelerator(string id) => Facts.Catalog.FindAccelerator(id);
    }
}
