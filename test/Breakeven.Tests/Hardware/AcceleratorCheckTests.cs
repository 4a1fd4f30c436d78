using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Tests.Hardware;

public sealed class AcceleratorCheckTests
{
    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    private static Accelerator H100 => Catalog.FindAccelerator("H100-SXM")!;

    [Fact]
    public void The_facts_of_every_accelerator_agree() => Assert.Empty(AcceleratorCheck.Run(Catalog).Select(finding => $"{finding.Subject}: {finding.What}"));

    // 1979 is dense fp8; the datasheet's 3958 is with 2:4 sparsity: 3958 / 989 = 4, and 1402.6 measured / 3958 = 0.35.
    [Fact]
    public void A_rate_with_sparsity_is_found_by_its_ratio_and_by_what_was_measured()
    {
        var found = AcceleratorCheck.Run(With(H100, NumberFormat.Fp8, 3958)).Select(finding => finding.What).ToList();
        Assert.Equal(["fp8 runs at 4 times bf16, and on hopper it is 2: a rate with sparsity or of another form?", "fp8 was measured at 0.35 of the dense rate"], found);
    }

    [Fact]
    public void A_format_that_the_family_has_no_units_for_is_found()
        => Assert.Contains("rate for fp4", OnlyFinding(With(H100, NumberFormat.Fp4, 3958)), StringComparison.Ordinal);

    [Fact]
    public void A_missing_format_is_found()
        => Assert.Contains("no fp8 rate", string.Join('\n', AcceleratorCheck.Run(H100 with { DenseRates = new Dictionary<NumberFormat, FlopPerSecond> { [NumberFormat.Bf16] = FlopPerSecond.TeraflopPerSecond(989), [NumberFormat.Int8] = FlopPerSecond.TeraflopPerSecond(1979) }, AchievableMatmul = new Dictionary<NumberFormat, FlopPerSecond>() }).Select(finding => finding.What)), StringComparison.Ordinal);

    [Fact]
    public void A_measurement_above_the_dense_rate_is_found()
        => Assert.Contains("measured at 1.01", OnlyFinding(H100 with { AchievableMatmul = new Dictionary<NumberFormat, FlopPerSecond> { [NumberFormat.Bf16] = FlopPerSecond.TeraflopPerSecond(1000) } }), StringComparison.Ordinal);

    // 80 GiB is 85.9e9 bytes, 1.074 of 80 GB, and passes; 96 GiB sold as 80 GB does not.
    [Fact]
    public void Memory_of_another_size_than_sold_is_found()
    {
        Assert.Empty(AcceleratorCheck.Run(H100 with { Memory = Bytes.Gibibytes(80) }));
        Assert.Contains("1.288 of the 80 GB", OnlyFinding(H100 with { Memory = Bytes.Gibibytes(96) }), StringComparison.Ordinal);
    }

    // 85.5e9 B / 3.35e9 B/s = 25.5 s: a bandwidth in GB/s written as TB/s's thousandth.
    [Fact]
    public void A_bandwidth_of_the_wrong_magnitude_is_found()
        => Assert.Contains(AcceleratorCheck.Run(H100 with { MemoryBandwidth = BytesPerSecond.GigabytesPerSecond(3.35) }), finding => finding.What.Contains("25529 ms", StringComparison.Ordinal));

    private static string OnlyFinding(Accelerator accelerator) => Assert.Single(AcceleratorCheck.Run(accelerator)).What;

    private static Accelerator With(Accelerator accelerator, NumberFormat format, double teraflops)
        => accelerator with { DenseRates = new Dictionary<NumberFormat, FlopPerSecond>(accelerator.DenseRates) { [format] = FlopPerSecond.TeraflopPerSecond(teraflops) } };
}
