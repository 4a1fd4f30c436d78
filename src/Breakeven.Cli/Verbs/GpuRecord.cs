using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>An accelerator as JSON has it; null where the hardware has no such format, memory of its own, or published power.</summary>
internal sealed record GpuRecord(
    string Id,
    string Name,
    string Vendor,
    string Family,
    double MemoryBytes,
    string MarketedMemory,
    double? InstalledMemoryBytes,
    double MemoryBandwidthBytesPerSecond,
    double? Bf16FlopPerSecond,
    double? Fp8FlopPerSecond,
    double? Int8FlopPerSecond,
    double? Fp4FlopPerSecond,
    string Link,
    double LinkBytesPerSecondPerDirection,
    int LinkDevices,
    bool LinkSwitched,
    double? PowerWatts,
    IReadOnlyList<SourceRecord> Sources)
{
    public static GpuRecord Of(Accelerator gpu) => new(
        gpu.Id,
        gpu.Name,
        gpu.Vendor,
        gpu.Family,
        gpu.Memory.Value,
        gpu.MarketedMemory,
        gpu.InstalledMemory?.Value,
        gpu.MemoryBandwidth.Value,
        Rate(gpu, NumberFormat.Bf16),
        Rate(gpu, NumberFormat.Fp8),
        Rate(gpu, NumberFormat.Int8),
        Rate(gpu, NumberFormat.Fp4),
        gpu.Link.Name,
        gpu.Link.PerDirection.Value,
        gpu.Link.Devices,
        gpu.Link.Switched,
        gpu.Power?.Value,
        [.. gpu.Sources.Select(SourceRecord.Of)]);

    private static double? Rate(Accelerator gpu, NumberFormat format) => gpu.DenseRates.TryGetValue(format, out var rate) ? rate.Value : null;
}
