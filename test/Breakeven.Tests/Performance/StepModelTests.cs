using Breakeven.Performance;
using Breakeven.Performance.Kernels;
using static Breakeven.Tests.Facts;
using static Breakeven.Tests.Performance.PlainConstants;

namespace Breakeven.Tests.Performance;

/// <summary>Steps worked out by hand from the kernels' curves: the arithmetic stands in each test, the curves' parameters are looked up.</summary>
public sealed class StepModelTests
{
    // Llama-3.1-8B multiplies, in each of 32 layers, queries with keys and values (6,144 x 4,096), the output (4,096 x 4,096), gate with up (28,672 x 4,096)
    // and down (4,096 x 14,336), and once the head (128,256 x 4,096).
    private static readonly (double Columns, double Inner, int Count)[] s_llama8 = [(6144, 4096, 32), (4096, 4096, 32), (28_672, 4096, 32), (4096, 14_336, 32)];
    private static readonly (double Columns, double Inner, int Count) s_head8 = (128_256, 4096, 1);

    // 7.505e9 parameters x 2 B are 15.01 GB, read while 16 rows (a tile) are computed; 129 launches. The cache: 32 layers x 1,000 tokens x 8 x 2 x 128 x 2 B = 131 MB.
    // Overheads: 32 x 10 us and what moves the hidden state, 1 ms, and 5 us for the sequence.
    [Fact]
    public void A_lone_sequence_waits_for_every_weight_once()
    {
        var gemm = Kernel("H100-SXM", KernelFamily.Gemm);
        var decode = Kernel("H100-SXM", KernelFamily.DecodeAttention);
        var attention = 32 * (decode.Launch + 8 * decode.Each
            + 1000 * Math.Max(decode.Walk, Blend(8 * 2 * 128 * 2 / decode.Bandwidth, 8 * Tiles(4, decode.Tile) * 4 * 128 / decode.Rate)));
        var expected = Products(gemm, 1, s_llama8) + Products(gemm, 1, s_head8) + attention + 32 * (10e-6 + Hidden(1)) + 1e-3 + 5e-6;

        var time = Step("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1").Time(new(0, 0, 1, 1000));

        Assert.Equal(1, time.Value / expected, 0.002);
        // No kernel reads faster than the datasheet says: 15.14 GB at 3.35 TB/s are 4.52 ms.
        Assert.InRange(time.Value * 1e3, 4.52 + 1.3, 12);
    }

    // 8,192 tokens x 2 x 6.98e9 parameters are 114 TFLOP; their scores and values look back on 4,096 tokens on average and half a tile:
    // 8,192 x 32 layers x 2 x 32 x 256 x 4,096 = 17.6 TFLOP. One token is sampled.
    [Fact]
    public void Decoding_is_nearly_free_of_the_batch_and_prefill_is_not()
    {
        var step = Step("meta-llama/Llama-3.1-8B-Instruct", "H100-SXM", "bf16", "tp=1");
        Assert.True(step.Time(new(0, 0, 8, 1000)).Value < 1.35 * step.Time(new(0, 0, 1, 1000)).Value);

        var gemm = Kernel("H100-SXM", KernelFamily.Gemm);
        var prefill = Kernel("H100-SXM", KernelFamily.PrefillAttention);
        var pairs = 8192 * (4096 + prefill.Tile / 2);
        // 256 is the width of a key and a value; the exponential of a pair costs as much as some more of it. Queries come in and values go out.
        var rate = prefill.Rate / (1 + prefill.Soft / 256);
        var attention = 32 * (prefill.Launch + pairs * 2 * 32 * 256 / rate + 8192 * 32.0 * (2 * 256 / prefill.Bandwidth + prefill.Each / Math.Max(1, prefill.Tile))
            + 8192 * (prefill.Fill * prefill.Tile * 2 * 256 / rate + 8.0 * 2 * 256 / prefill.Bandwidth));
        var expected = Products(gemm, 8192, s_llama8) + Products(gemm, 1, s_head8) + attention + 32 * (10e-6 + Hidden(8192)) + 1e-3;

        var time = step.Time(new(8192, 4096, 0, 0)).Value;
        Assert.Equal(1, time / expected, 0.01);
        // The datasheet's 989 TFLOP/s would take 133 ms for 132 TFLOP.
        Assert.InRange(time * 1e3, 133, 400);
    }

    // A real router with 64 experts, 6 a token, 16 tokens touched 46.1 experts for tokens of different sequences, 39.0 for neighbours.
    [Theory]
    [InlineData(16, 0, 46.1)]
    [InlineData(0, 16, 39.0)]
    public void Experts_touched_meet_a_measured_router(double decodes, double prefill, double touched)
        => Assert.Equal(touched, ExpertRouting.Touched(64, ExpertRouting.LogMiss(64, 6), decodes, prefill), 0.15);

    [Fact]
    public void Every_expert_is_touched_in_the_end_and_never_more_than_all()
    {
        var touched = ExpertRouting.Touched(128, ExpertRouting.LogMiss(128, 1), 1e6, 0);
        Assert.Equal(128, touched, 1e-6);
        Assert.Equal(8, ExpertRouting.Touched(8, ExpertRouting.LogMiss(8, 8), 1, 0), 1e-9);
    }

    // 250 of 256 touched, 8 ranks of 32: the mean is 31.25, the deviation sqrt(31.25 x 6 / 256) = 0.86, and 31.25 + 0.86 x 1.42 would be 32.5 of 32.
    [Fact]
    public void The_slowest_rank_touches_no_more_experts_than_it_holds()
        => Assert.Equal(32, 250.0 / 8 * ExpertRouting.StragglerByExperts(256, 8, 250, ExpertRouting.ExpectedMaximum(8)), 1e-9);

    // Known expected maxima of n standard normals.
    [Theory]
    [InlineData(2, 0.5642)]
    [InlineData(8, 1.4236)]
    [InlineData(64, 2.3437)]
    public void The_slowest_ranks_excess_follows_order_statistics(int ranks, double expected)
        => Assert.Equal(expected, ExpertRouting.ExpectedMaximum(ranks), 0.06 * expected);

    // A mixture reads few experts for a lone token and nearly all for a wide batch: 128 (1 - (1 - 8/128)^(0.2 + 64 x 0.8)) = 123.4 against
    // its 8. An expert of Qwen3-30B-A3B is 3 x 2,048 x 768 = 4.72e6 parameters, 48 layers have them; its tiles take as if it were somewhat wider.
    [Theory]
    [InlineData(1, 8)]
    [InlineData(64, 123.4)]
    public void A_mixture_starts_cheap_and_pays_for_breadth(int sequences, double touched)
    {
        var kernel = Kernel("H100-SXM", KernelFamily.Experts);
        var rows = sequences * 8.0;
        var expected = 48 * (kernel.Launch + kernel.Each * touched
            + Blend(touched * 3 * 2048 * 768 * 2 / kernel.Bandwidth, 2 * 3 * 2048.0 * (768 + kernel.Soft) * (rows + touched * kernel.Tile / 2) / kernel.Rate)
            + kernel.Fill * 2 * rows * (2 * 2048 + 3 * 768) / kernel.Bandwidth);

        var experts = Step("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", "tp=1").Explain(new(0, 0, sequences, 1000)).Experts;

        Assert.Equal(1, experts.Value / expected, 0.005);
    }

    // 16 tokens touch 128 (1 - (1 - 8/128)^(0.2 + 16 x 0.8)) = 72.7 of 128 experts, 18.2 of a rank's 32 on average; their deviation is
    // sqrt(18.2 (1 - 72.7/128)) = 2.80, and the most of four lies 1 x 0.982 of it above (0.5642 x 2^0.8): 20.9. Rows: 16 x 8 / 4 = 32, and for the
    // busiest rank 1 + 0.51 sqrt(4/128) 0.982 = 1.0885 times as many. Every token is seen on each rank.
    [Fact]
    public void Dealt_experts_wait_for_the_slowest_rank()
    {
        const double mean = 72.69 / 4, slowest = mean + 2.802 * 0.9823;
        var kernel = Kernel("H100-SXM", KernelFamily.Experts);
        var expected = 48 * (kernel.Launch + kernel.Each * slowest
            + Blend(slowest * 3 * 2048 * 768 * 2 / kernel.Bandwidth, 2 * 3 * 2048.0 * (768 + kernel.Soft) * (32 * 1.0885 + slowest * kernel.Tile / 2) / kernel.Rate)
            + kernel.Fill * 2 * 128 * (2 * 2048 + 3 * 768) / kernel.Bandwidth);

        var dealt = Step("Qwen/Qwen3-30B-A3B", "H100-SXM", "bf16", "tp=4,ep=4").Explain(new(0, 0, 16, 1000)).Experts;

        Assert.Equal(1, dealt.Value / expected, 0.005);
    }

    // Llama-3.3-70B in FP8 over 8 ranks: 80 layers of (10,240 / 8) x 8,192, 8,192 x (8,192 / 8), (57,344 / 8) x 8,192 and 8,192 x (28,672 / 8), a byte a
    // weight; the head is 16 bits, 128,256 / 8 x 8,192. Two all-reduces a layer of 16 x 8,192 x 2 B, of which a rank moves 2 x 7/8.
    [Fact]
    public void Tensor_ranks_divide_the_reading_and_add_their_talk()
    {
        var (gemm, head) = (Kernel("H200-SXM", KernelFamily.Gemm, KernelPrecision.Fp8), Kernel("H200-SXM", KernelFamily.Gemm));
        var one = Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=1").Explain(new(0, 0, 16, 2000));
        var eight = Step("meta-llama/Llama-3.3-70B-Instruct", "H200-SXM", "fp8", "tp=8").Explain(new(0, 0, 16, 2000));

        Assert.Equal(1, one.Dense.Value / Dense(1), 0.005);
        Assert.Equal(1, eight.Dense.Value / Dense(8), 0.005);
        Assert.Equal(0, one.Communication.Value);
        Assert.Equal(1, eight.Communication.Value / (160 * Math.Min(AllReduce(KernelFamily.AllReduce), AllReduce(KernelFamily.NcclAllReduce))), 1e-6);

        double Dense(double ranks) =>
            Products(gemm, 16, [(10_240 / ranks, 8192, 80), (8192, 8192 / ranks, 80), (57_344 / ranks, 8192, 80), (8192, 28_672 / ranks, 80)], bytes: 1) + Products(head, 16, (128_256 / ranks, 8192, 1));

        double AllReduce(KernelFamily family) => Kernel("H200-SXM", family) is var with
            ? with.Launch + 2 * with.Each + 2 * 7.0 / 8 * 16 * 8192 * 2 / (with.Bandwidth * with.Fill * with.Fill)
            : 0;
    }

    // Jamba 1.5 Mini has 28 layers of Mamba with 8,192 channels: a state of 8,192 x 16 x 2 B and 8,192 x 3 x 2 B of convolution, read and written by each of
    // 10 sequences, while 6 FLOP x 8,192 x 16 are done; and 4 of attention with 8 key heads for 32 queries, 1,000 tokens x 8 x 2 x 128 x 2 B.
    [Fact]
    public void A_state_is_read_and_written_and_starts_no_block_for_each_channel()
    {
        var decode = Kernel("H200-SXM", KernelFamily.DecodeAttention);
        var state = Blend(2 * (8192 * 16 * 2 + 8192 * 3 * 2) / decode.Bandwidth, 6 * 8192.0 * 16 / decode.Rate);
        var cache = Math.Max(10 * 1000 * Blend(8 * 2 * 128 * 2 / decode.Bandwidth, 8 * Tiles(4, decode.Tile) * 4 * 128 / decode.Rate), 1000 * decode.Walk);
        var expected = 28 * (decode.Launch + 10 * state) + 4 * (decode.Launch + 10 * 8 * decode.Each + cache);

        var attention = Step("ai21labs/AI21-Jamba-1.5-Mini", "H200-SXM", "bf16", "tp=1").Explain(new(0, 0, 10, 1000)).DecodeAttention;

        Assert.Equal(1, attention.Value / expected, 0.02);
    }

    [Fact]
    public void The_parts_add_up_to_the_time()
    {
        var step = Step("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=1,dp=8,ep=8");
        var work = new StepWork(4000, 2000, 200, 3000);

        Assert.Equal(step.Time(work).Value, step.Explain(work).Total.Value, 1e-12);
    }

    [Fact]
    public void Timing_a_step_allocates_nothing()
    {
        var step = Step("deepseek-ai/DeepSeek-V3", "B200-SXM", "native", "tp=8,ep=8");
        step.Time(new(100, 50, 10, 1000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) step.Time(new(100, 50, i, 1000));

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    // Products of one format are read together while all are computed, sqrt(reading^2 + computing^2); a tile's start and end cost as much as some more of the inner
    // dimension. Where few tiles leave part of the device idle, a part of that (fill / columns) is added, divided by the tiles of rows. Rows that are quantised
    // pass through a kernel of their own.
    private static double Products(in KernelParameters with, double rows, (double Columns, double Inner, int Count)[] products, double bytes = 2)
    {
        double launches = 0, read = 0, compute = 0, idleRead = 0, idleCompute = 0;
        foreach (var (columns, inner, count) in products)
        {
            launches += count * (with.Launch + rows * (with.Each + inner * with.Walk));
            var (reads, computes) = (
                count * (columns * inner * bytes + rows * (inner * bytes + 2 * columns)) / with.Bandwidth,
                count * 2 * Tiles(rows, with.Tile) * columns * (inner + with.Soft) / with.Rate);
            (read, compute, idleRead, idleCompute) = (read + reads, compute + computes, idleRead + with.Fill / columns * reads, idleCompute + with.Fill / columns * computes);
        }

        return launches + Blend(read, compute) + Blend(idleRead, idleCompute) / Math.Ceiling(rows / Math.Max(1, with.Tile));
    }

    // A layer's small kernels move the hidden state four times, 4,096 x 2 B a row at the datasheet's 3.35 TB/s.
    private static double Hidden(double rows) => rows * 4 * 4096 * 2 / 3.35e12;

    private static double Products(in KernelParameters with, double rows, (double Columns, double Inner, int Count) product) => Products(with, rows, [product]);

    private static double Tiles(double rows, double tile) => tile <= 1 ? rows : Math.Ceiling(rows / tile) * tile;

    private static double Blend(double read, double compute) => Math.Sqrt(read * read + compute * compute);

    private static StepModel Step(string model, string gpu, string precision, string layout)
        => StepCompiler.Compile(Deploy(model, gpu, precision, layout), PlainConstants.Calibration);
}
