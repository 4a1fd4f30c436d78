using Breakeven.Performance;
using Breakeven.Performance.Explanations;
using Breakeven.Performance.Kernels;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Performance;

public sealed class StepExplainerTests
{
    public static TheoryData<string, string, string, string> Deployments => new()
    {
        { "meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1" },
        { "meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=4" },
        { "meta-llama/Llama-3.3-70B-Instruct", "MI300X", "bf16", "tp=2,pp=2" },
        { "deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=1,dp=8,ep=8" },
        { "deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=8,ep=8" },
        { "meta-llama/Llama-4-Maverick-17B-128E-Instruct", "H200-SXM", "fp8", "tp=8" },
        { "openai/gpt-oss-20b", "H100-SXM", "native", "tp=1" },
        { "Qwen/Qwen3-Next-80B-A3B-Instruct", "H200-SXM", "native", "tp=2" },
        { "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16", "H100-SXM", "native", "tp=2" },
        { "ai21labs/AI21-Jamba-1.5-Mini", "H200-SXM", "native", "tp=2" },
        { "moonshotai/Kimi-K2-Instruct", "B200-SXM", "native", "tp=8" },
        { "moonshotai/Kimi-K3", "B300-SXM", "native", "tp=8,ep=8" },
        { "deepseek-ai/DeepSeek-V3.2", "H200-SXM", "native", "tp=8" },
    };

    [Theory]
    [MemberData(nameof(Deployments))]
    public void Parts_add_up_to_the_step(string model, string gpu, string precision, string layout)
    {
        foreach (var work in (StepWork[])[new(0, 0, 1, 100), new(0, 0, 256, 8000), new(2000, 1000, 32, 2000) { PrefillRanks = 1 }, new(8192, 4096, 0, 0)])
        {
            var explained = StepExplainer.Explain(Deploy(model, gpu, precision, layout), Facts.Calibration, work);

            Assert.Equal(1, explained.Parts.Select(part => part.Time).Total / explained.Time, 1e-6);
            Assert.All(explained.Parts, part => Assert.True(part.Time.Value > 0 && part.Launch.Value <= part.Time.Value * (1 + 1e-9), part.Name));
            Assert.Equal(explained.Parts.Count, explained.Parts.Select(part => part.Name).Distinct().Count());
        }
    }

    // The bytes and the arithmetic are counted from the tensors, the times from fits to silicon: nothing may beat the datasheet.
    [Theory]
    [MemberData(nameof(Deployments))]
    public void No_part_is_faster_than_the_datasheet(string model, string gpu, string precision, string layout)
    {
        foreach (var work in (StepWork[])[new(0, 0, 1, 2000), new(0, 0, 256, 2000), new(4096, 2048, 0, 0)])
            Assert.All(StepExplainer.Explain(Deploy(model, gpu, precision, layout), PlainConstants.Calibration, work).Parts, part =>
            {
                Assert.True(part.BandwidthReached is null or (> 0 and <= 1.02), $"{part.Name} reaches {part.BandwidthReached:P1} of the bandwidth at {work}");
                Assert.True(part.RateReached is null or (> 0 and <= 1.02), $"{part.Name} reaches {part.RateReached:P1} of the rate at {work}");
            });
    }

    // A layer of Llama-3.1-8B: 6,144 x 4,096 + 4,096 x 4,096 + 28,672 x 4,096 + 4,096 x 14,336 = 218.1e6 weights; 32 of them 6.979e9, 13.959 GB and
    // 13.96 GFLOP a row; activations in and out of four products 2 x (4,096 + 6,144 + 4,096 + 4,096 + 4,096 + 28,672 + 14,336 + 4,096) B = 139,264 B.
    // The head: 128,256 x 4,096 = 525.3e6. The cache: 32 layers x 1,000 tokens x 8 heads x 2 x 128 x 2 B = 131.07 MB; scores and values
    // 32 x 1,000 x 32 heads x 4 x 128 = 524.3 MFLOP.
    [Fact]
    public void Bytes_and_arithmetic_are_those_of_the_tensors()
    {
        var parts = StepExplainer.Explain(Deploy("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1"), Facts.Calibration, new(0, 0, 2, 1000)).Parts;

        var dense = parts.Single(part => part.Family == StepFamily.Dense);
        Assert.Equal(13.959e9 + 2 * 32 * 139_264, dense.Moved.Value, 2e6);
        Assert.Equal(2 * 13.9586e9, dense.Arithmetic.Value, 2e6);
        Assert.Equal(2 * 525.3e6 + 2 * 2 * (4096 + 128_256), parts.Single(part => part.Family == StepFamily.Head).Moved.Value, 1e5);
        var attention = parts.Single(part => part.Family == StepFamily.DecodeAttention);
        Assert.Equal(2 * 131.072e6, attention.Moved.Value, 1);
        Assert.Equal(2 * 524.288e6, attention.Arithmetic.Value, 1);
    }

    // DeepSeek-V3 over 8 ranks: shared experts of 58 layers are 3 x 7,168 x 2,048 = 44.04e6 weights each, on every attention rank whole: 2.554e9 a row. With
    // 256 sequences a rank has 32 rows. Routed ones: 256 (1 - (1 - 8/256)^(0.2 + 256 x 0.8)) = 255.6 touched; evenly 256 (1 - (1 - 8/256)^256) = 255.9.
    [Fact]
    public void Shared_and_routed_experts_are_told_apart()
    {
        var explained = StepExplainer.Explain(Deploy("deepseek-ai/DeepSeek-V3", "H200-SXM", "native", "tp=1,dp=8,ep=8"), PlainConstants.Calibration, new(0, 0, 256, 4000));

        var shared = explained.Parts.Single(part => part.Family == StepFamily.SharedExperts);
        Assert.Equal(32 * 2 * 2.5543e9, shared.Arithmetic.Value, 1e8);
        Assert.InRange(shared.Time / explained.Of(StepFamily.Dense), 0.1, 0.5);
        var use = Assert.Single(explained.Experts);
        Assert.Equal((256, 8, 58, 8), (use.Experts, use.PerToken, use.Layers, use.Ranks));
        Assert.Equal(255.6, use.Touched, 0.05);
        Assert.Equal(255.9, use.Uniform, 0.05);
        // All but touched: the slowest rank touches all of its 32, the mean 31.95.
        Assert.Equal(32, use.OnSlowest, 0.05);
    }

    // Split by tensor, every rank has a part of each expert and none waits; dealt whole, the busiest of eight does more than the mean.
    [Fact]
    public void Only_dealt_experts_have_a_straggler()
    {
        Assert.Equal(0, UseOf("tp=8").Straggler.Value);
        Assert.Equal(1, UseOf("tp=8").Ranks);
        var dealt = UseOf("tp=8,ep=8");
        Assert.True(dealt.Straggler.Value > 0);
        Assert.InRange(dealt.OnSlowest, dealt.Touched / 8 * 1.1, 16);

        static ExpertUse UseOf(string layout) => Assert.Single(StepExplainer.Explain(Deploy("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", layout), PlainConstants.Calibration, new(0, 0, 16, 1000)).Experts);
    }

    // A row of activations moves with it, 139,264 B x 32 layers against 2 x 6.979e9 B of weights; a whole tile of rows is computed. So the first batch b with
    // tiles(b) x 2 x 6.979e9 / rate >= (13.96e9 + b x 4.456e6) / bandwidth.
    [Fact]
    public void Dense_products_turn_where_a_tile_takes_as_long_as_the_weights()
    {
        var deployment = Deploy("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1");
        var kernel = PlainConstants.Kernel("H100-SXM", KernelFamily.Gemm);
        var batch = 1;
        while (Math.Ceiling(batch / kernel.Tile) * kernel.Tile * 2 * 6.9793e9 / kernel.Rate < (13.9586e9 + batch * 4.4564e6) / kernel.Bandwidth) batch++;

        var turn = Assert.Single(StepTurns.Of(StepExplainer.Explain(deployment, PlainConstants.Calibration, new(0, 0, 32, 1000)), PlainConstants.Calibration));

        Assert.Equal(batch, turn.Batch!.Value, kernel.Tile);
        Assert.InRange(batch, 100, 600);
    }

    [Theory]
    [InlineData(1, 1L)]
    [InlineData(2, 2L)]
    [InlineData(3, 3L)]
    [InlineData(305, 305L)]
    [InlineData(1000, 1000L)]
    [InlineData(1001, null)]
    public void The_first_batch_is_found_by_doubling_and_halving(int from, long? found)
        => Assert.Equal(found, StepTurns.FirstFrom(1, 1000, batch => batch >= from));

    // Pipelines work on a microbatch a stage: with two, a batch of 64 takes as long as 32 in one, and yields twice the tokens.
    [Fact]
    public void A_batch_is_that_of_the_replica()
    {
        var deployment = Deploy("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "pp=2");
        var step = StepCompiler.Compile(deployment, Facts.Calibration);
        var point = BatchPoint.Of(step, deployment.Layout, 64, 2000);

        Assert.Equal(step.Time(new(0, 0, 32, 2000)).Value, point.Time.Value, 1e-12);
        Assert.Equal(64 / point.Time.Value / 2, point.PerGpu.Value, 1e-6);
    }

    // Alone, a mixture reads its 3.3e9 active weights and a dense 32B all of its own: cheaper tenfold and more. Both ends of each crossing cost the same there.
    [Fact]
    public void A_mixture_is_cheaper_than_a_dense_model_of_its_size_until_they_cross()
    {
        var (mixture, dense) = (Compiled("Qwen/Qwen3-30B-A3B"), Compiled("Qwen/Qwen3-8B"));
        var (mixtureIsCheaper, crossings) = BatchCrossings.Between(mixture, dense, 2000, 1, 4096);

        Assert.Equal(mixtureIsCheaper, PerToken(mixture, 1) < PerToken(dense, 1));
        foreach (var crossing in crossings)
        {
            Assert.Equal(1, PerToken(mixture, crossing.PerGpu) / PerToken(dense, crossing.PerGpu), 0.02);
            Assert.Equal(crossing.FirstIsCheaper, PerToken(mixture, crossing.PerGpu * 1.02) < PerToken(dense, crossing.PerGpu * 1.02));
        }

        // Between crossings nobody changes places: an independent walk over whole batches counts as many.
        var turns = 0;
        for (var batch = 2; batch <= 4096; batch++)
            if (PerToken(mixture, batch) < PerToken(dense, batch) != PerToken(mixture, batch - 1) < PerToken(dense, batch - 1)) turns++;
        Assert.InRange(turns - crossings.Count, 0, 2);
        Assert.True(BatchCrossings.Between(mixture, Compiled("Qwen/Qwen3-32B"), 2000, 1, 4).FirstIsCheaper);

        static (StepModel Step, Breakeven.Sizing.Layout Layout) Compiled(string model) => (StepCompiler.Compile(Deploy(model, "H200-SXM", "bf16", "tp=1"), PlainConstants.Calibration), new(1));
        static double PerToken((StepModel Step, Breakeven.Sizing.Layout Layout) one, double perGpu) => BatchCrossings.PerToken(one.Step, one.Layout, perGpu, 2000).Value;
    }
}
