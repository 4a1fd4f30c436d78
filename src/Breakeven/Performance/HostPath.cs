using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Performance;

/// <summary>
/// Collectives of devices that reach each other through the host's memory alone: NCCL's ring, each message written there by one and read by the next. NCCL's tables know devices
/// with access to each other, so this was read off a real engine: vLLM 0.19 with Qwen3-32B on two RTX PRO 6000 (the first half of its requests; the second judges it).
/// </summary>
internal static class HostPath
{
    // Prompts of 2,048 tokens took 0.37 to 0.43 s, of which products and attention are 0.17: 128 sums of 21 MB in 0.21 s. Copies by processors set the pace and not the bus.
    private const double BytesPerSecond = 12.8e9;

    // No bus carries more than this of its own rate.
    private const double LinkShare = 0.8;

    private const double LaunchSeconds = 15e-6;

    // Of each doubling of ranks, as on the same bus with access.
    private const double EachSeconds = 10e-6;

    // More rings share the host's memory; not measured.
    private const double Kept = 0.9;

    public static KernelParameters Of(ScaleUpLink link) =>
        new(LaunchSeconds, Math.Min(BytesPerSecond, LinkShare * link.PerDirection.Value), Rate: 0, Tile: 1, EachSeconds, Kept);
}
