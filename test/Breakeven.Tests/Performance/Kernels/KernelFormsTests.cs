using Breakeven.Performance.Kernels;

namespace Breakeven.Tests.Performance.Kernels;

/// <summary>Each formula against a case worked out by hand.</summary>
public class KernelFormsTests
{
    private static readonly KernelParameters s_plain = new(Launch: 3e-6, Bandwidth: 3e12, Rate: 600e12, Tile: 1, Each: 0, Fill: 0);

    [Fact]
    public void A_product_of_one_row_is_its_weights_over_the_bandwidth()
    {
        // 8192 x 8192 x 2 bytes = 134.22 MB; operands and result of one row 2 x 16 kB more: 134.25 MB / 3 TB/s = 44.75 us. 2 x 8192 x 8192 / 600 TFLOP/s = 0.22 us.
        // sqrt(44.75^2 + 0.22^2) = 44.75; and 3 us of launch.
        Near(47.75e-6, KernelForms.Gemm(s_plain, new(1, 8192, 8192, 2, 2)));
        // In tiles of 64 rows it computes 64 of them: 14.32 us, and sqrt(44.75^2 + 14.32^2) = 46.98.
        Near(49.98e-6, KernelForms.Gemm(s_plain with { Tile = 64 }, new(1, 8192, 8192, 2, 2)));
    }

    [Fact]
    public void A_product_with_few_columns_leaves_part_of_the_device_idle()
    {
        // 1024 x 1024 x 2 + 2 x 2048 bytes = 2.101 MB: 0.700 us. With a fill of 1,024 columns it takes twice that.
        var small = new GemmShape(1, 1024, 1024, 2, 2);
        Near(3.700e-6, KernelForms.Gemm(s_plain, small));
        Near(4.401e-6, KernelForms.Gemm(s_plain with { Fill = 1024 }, small));
    }

    [Fact]
    public void Quantising_activations_is_a_pass_before()
    {
        // 1,000 rows at 5 ns, and 1,000 x 4,096 elements at a picosecond: 5 + 4.1 us.
        var shape = new GemmShape(1000, 128, 4096, 1, 1);
        Near(KernelForms.Gemm(s_plain, shape) + 9.096e-6, KernelForms.Gemm(s_plain with { Each = 5e-9, Walk = 1e-12 }, shape));
    }

    [Fact]
    public void Experts_are_read_as_often_as_they_are_touched()
    {
        // Mixtral 8x7B, one token: 2 of 8 experts of 3 x 4096 x 14336 x 2 = 352.3 MB, 704.6 MB / 3 TB/s = 234.9 us; 2 x 3 x 4096 x 14336 x 2 rows = 0.70 GFLOP, 1.2 us.
        Near(237.88e-6, KernelForms.Experts(s_plain with { Tile = 0 }, new(2, 2, 2, 4096, 14336, 3, 2)));
        // Half a tile of 128 an expert: 2 + 128 rows, 76.3 us: sqrt(234.9^2 + 76.3^2) = 247.0; and 10 us an expert.
        Near(270.0e-6, KernelForms.Experts(s_plain with { Tile = 128, Each = 10e-6 }, new(2, 2, 2, 4096, 14336, 3, 2)));
    }

    [Theory]
    // 1 + 2 + 3 + 4; with ten before them 4 x 10 more; a window of 2 is 1 + 2 + 2 + 2.
    [InlineData(4, 0, 0, 1, 10)]
    [InlineData(4, 10, 0, 1, 50)]
    [InlineData(4, 0, 2, 1, 7)]
    // One tile of 4 computes all 16; two tiles of 2 compute 2 x 2 and 2 x 4.
    [InlineData(4, 0, 0, 4, 16)]
    [InlineData(4, 0, 0, 2, 12)]
    // A window of 2 in tiles of 2: 2 x 2, then 2 queries that see 3 keys.
    [InlineData(4, 0, 2, 2, 10.5)]
    public void Pairs_are_counted_under_the_mask(double queries, double prefix, double window, double tile, double pairs)
        => Assert.Equal(pairs, KernelForms.Pairs(queries, prefix, window, tile));

    [Fact]
    public void Prefill_is_arithmetic_and_what_it_moves()
    {
        // 4,096 tokens, 32 heads of 128 on 8 key heads: 4096 x 4097 / 2 = 8.39 M pairs x 32 x 4 x 128 = 137.5 GFLOP / 600 TFLOP/s = 229.1 us.
        // Queries and outputs 4096 x 32 x 256 x 2 = 67.1 MB, keys and values 16.8 MB: 28.0 us.
        Near(260.1e-6, KernelForms.Prefill(s_plain, new(1, 4096, 0, 32, 8, 128, 128, 0, 2)));
    }

    [Fact]
    public void Decode_reads_each_context_once_and_a_window_of_it()
    {
        // 16 sequences of 8,192 tokens, 8 key heads of 128: 16 x 8192 x 4096 bytes = 536.9 MB / 3 TB/s = 179.0 us; arithmetic 2.1 GFLOP x 32 heads / 8: 3.6 us.
        var shape = new DecodeShape(16, 8192, 32, 8, 128, 0, 2);
        Near(182.0e-6, KernelForms.Decode(s_plain, shape));
        // 128 tokens of it: 8.39 MB, 2.8 us.
        Near(5.80e-6, KernelForms.Decode(s_plain, shape with { Window = 128 }));
        // A block that walks through 8,192 tokens at 100 ns: 819 us, whatever the bandwidth.
        Near(822.2e-6, KernelForms.Decode(s_plain with { Walk = 100e-9 }, shape));
        // 128 blocks at 20 ns.
        Near(184.6e-6, KernelForms.Decode(s_plain with { Each = 20e-9 }, shape));
    }

    [Fact]
    public void Latent_decode_reads_one_vector_a_token()
    {
        // 64 x 4,096 tokens x 576 x 2 bytes = 302.0 MB: 100.7 us; 128 heads x 2 x 1,088 x 262,144 = 73.0 GFLOP: 121.7 us. sqrt: 157.9.
        Near(160.9e-6, KernelForms.Latent(s_plain, new(64, 4096, 128, 512, 64, 2)));
    }

    [Fact]
    public void A_collective_waits_for_each_doubling_and_shares_a_bus()
    {
        // 8 ranks are two doublings of 2: 3 + 2 us, and 1.75 MB at 100 GB/s.
        var parameters = new KernelParameters(3e-6, 100e9, 1, 1, Each: 1e-6, Fill: 1);
        Near(22.5e-6, KernelForms.Collective(parameters, new(8, 1.75e6)));
        // Half the rate at each doubling: a quarter of it.
        Near(75.0e-6, KernelForms.Collective(parameters with { Fill = 0.5 }, new(8, 1.75e6)));
    }

    private static void Near(double expected, double actual) => Assert.InRange(actual / expected, 0.998, 1.002);
}
