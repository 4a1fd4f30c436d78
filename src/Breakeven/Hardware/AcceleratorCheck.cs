using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Models;

namespace Breakeven.Hardware;

/// <summary>Whether a device's facts agree with each other and with its family: `breakeven gpus check`.</summary>
public static class AcceleratorCheck
{
    private const double Tolerance = 0.05;

    // A fraction of the dense rate that some shape reaches: 0.51 on an MI300X is the least published, and none passes 1.
    private const double AchievableLeast = 0.4;

    // Device bytes over the number on the box read as decimal: 1.002 (A10G) to 1.074, where the vendor means binary gigabytes.
    private const double MarketedLeast = 0.95;
    private const double MarketedMost = 1.08;

    // Seconds to read the whole memory once: 19 ms (TPU v6e is 20, A100 40 GB 27) to 81 ms (L4); unified memory is large for its bandwidth, 0.52 s on an M3 Ultra of 512 GB.
    private const double SweepLeast = 0.01;
    private const double SweepMost = 0.15;
    private const double UnifiedSweepMost = 0.7;

    // What Metal gives the GPU of unified memory: two thirds to 93 %.
    private const double UnifiedLeast = 0.6;

    /// <summary>A format's dense rate over another's, as the family's arithmetic units have it.</summary>
    private sealed record Ratio(NumberFormat Of, NumberFormat To, double Expected)
    {
        /// <summary>GeForce cards accumulate floats in 32 bits at half the rate, so what accumulates otherwise is twice as far ahead.</summary>
        public double ExpectedOnGeForce { get; init; } = Expected;
    }

    private static readonly Dictionary<string, (Ratio[] Ratios, NumberFormat[] Absent)> Families = new()
    {
        ["ampere"] = ([new(NumberFormat.Int8, NumberFormat.Bf16, 2) { ExpectedOnGeForce = 4 }], [NumberFormat.Fp8, NumberFormat.Fp4]),
        // GeForce cards accumulate floats at half rate, so their int8 is four times bf16: only fp8 is checked.
        ["ada"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2)], [NumberFormat.Fp4]),
        ["hopper"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2), new(NumberFormat.Int8, NumberFormat.Bf16, 2)], [NumberFormat.Fp4]),
        ["blackwell"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2), new(NumberFormat.Int8, NumberFormat.Bf16, 2), new(NumberFormat.Fp4, NumberFormat.Fp8, 2)], []),
        // Blackwell Ultra gave its int8 units up for half again as much fp4.
        ["blackwell-ultra"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2), new(NumberFormat.Fp4, NumberFormat.Fp8, 3)], []),
        ["blackwell-consumer"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2), new(NumberFormat.Fp4, NumberFormat.Fp8, 2) { ExpectedOnGeForce = 4 }], []),
        ["cdna2"] = ([new(NumberFormat.Int8, NumberFormat.Bf16, 1)], [NumberFormat.Fp8, NumberFormat.Fp4]),
        ["cdna3"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2), new(NumberFormat.Int8, NumberFormat.Bf16, 2)], [NumberFormat.Fp4]),
        ["cdna4"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2), new(NumberFormat.Int8, NumberFormat.Bf16, 2), new(NumberFormat.Fp4, NumberFormat.Fp8, 2)], []),
        ["gaudi2"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2)], [NumberFormat.Fp4]),
        ["gaudi3"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 1)], [NumberFormat.Fp4]),
        ["battlemage"] = ([new(NumberFormat.Int8, NumberFormat.Bf16, 2)], [NumberFormat.Fp8, NumberFormat.Fp4]),
        ["tpu-v5"] = ([new(NumberFormat.Int8, NumberFormat.Bf16, 2)], [NumberFormat.Fp8, NumberFormat.Fp4]),
        ["tpu-v6"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 1), new(NumberFormat.Int8, NumberFormat.Bf16, 2)], [NumberFormat.Fp4]),
        ["tpu-v7"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2)], [NumberFormat.Fp4]),
        ["trainium2"] = ([new(NumberFormat.Fp8, NumberFormat.Bf16, 2)], [NumberFormat.Fp4]),
        ["apple"] = ([], [NumberFormat.Fp8, NumberFormat.Fp4]),
    };

    public static IReadOnlyList<Finding> Run(ICatalog catalog) => [.. catalog.AcceleratorIds.SelectMany(id => Run(catalog.FindAccelerator(id)!))];

    public static IReadOnlyList<Finding> Run(Accelerator accelerator)
        => [.. Rates(accelerator).Concat(Achievable(accelerator)).Concat(Memory(accelerator)).Select(what => new Finding(FindingKind.ImplausibleFact, accelerator.Id, what))];

    private static IEnumerable<string> Rates(Accelerator accelerator)
    {
        var (ratios, absent) = Families[accelerator.Family];
        foreach (var ratio in ratios)
        {
            var (of, to) = (ratio.Of, ratio.To);
            var expected = accelerator.Name.Contains("GeForce", StringComparison.Ordinal) ? ratio.ExpectedOnGeForce : ratio.Expected;
            if (!accelerator.DenseRates.TryGetValue(of, out var rate))
                yield return $"it has no {Lower(of)} rate, which every {accelerator.Family} has";
            else if (accelerator.DenseRates.TryGetValue(to, out var other) && Math.Abs(rate / other / expected - 1) > Tolerance)
                yield return string.Create(CultureInfo.InvariantCulture, $"{Lower(of)} runs at {rate / other:0.##} times {Lower(to)}, and on {accelerator.Family} it is {expected}: a rate with sparsity or of another form?");
        }
        foreach (var format in absent)
            if (accelerator.DenseRates.ContainsKey(format)) yield return $"it has a rate for {Lower(format)}, for which {accelerator.Family} has no units";
    }

    private static IEnumerable<string> Achievable(Accelerator accelerator)
    {
        foreach (var (format, rate) in accelerator.AchievableMatmul)
            if (!accelerator.DenseRates.TryGetValue(format, out var dense))
                yield return $"a {Lower(format)} product was measured, but it has no dense rate";
            else if (rate / dense is > 1 or < AchievableLeast)
                yield return string.Create(CultureInfo.InvariantCulture, $"{Lower(format)} was measured at {rate / dense:0.##} of the dense rate");
    }

    private static IEnumerable<string> Memory(Accelerator accelerator)
    {
        if (Amount.Parse<Bytes>(accelerator.MarketedMemory, out _) is not { } marketed)
            yield return $"the marketed memory \"{accelerator.MarketedMemory}\" is not a size";
        else if ((accelerator.InstalledMemory ?? accelerator.Memory) / marketed is var share and (< MarketedLeast or > MarketedMost))
            yield return string.Create(CultureInfo.InvariantCulture, $"its memory is {share:0.###} of the {accelerator.MarketedMemory} it is sold as");
        if (accelerator.InstalledMemory is { } installed && accelerator.Memory / installed is var usable and (< UnifiedLeast or > 1))
            yield return string.Create(CultureInfo.InvariantCulture, $"its GPU may fill {usable:0.###} of the memory it shares with the processor");
        var sweep = accelerator.Memory / accelerator.MemoryBandwidth;
        if (sweep.Value < SweepLeast || sweep.Value > (accelerator.InstalledMemory is null ? SweepMost : UnifiedSweepMost))
            yield return string.Create(CultureInfo.InvariantCulture, $"reading its memory once would take {sweep.Value * 1000:0} ms");
        if (accelerator.Link.PerDirection > accelerator.MemoryBandwidth)
            yield return "its link is faster than its memory";
    }

    private static string Lower(NumberFormat format) => format.ToString().ToLowerInvariant();
}
