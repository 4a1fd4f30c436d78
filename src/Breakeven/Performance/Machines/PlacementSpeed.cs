using Breakeven.Models;
using Breakeven.Sizing.Machines;

namespace Breakeven.Performance.Machines;

/// <summary>How fast a model laid over one machine can answer: what bandwidths allow, and what machines like it were measured to reach.</summary>
public static class PlacementSpeed
{
    private const int MicroBatch = 512;

    /// <summary>
    /// The least time of one step in which every sequence gets a token: what it must read of each tier over what that tier can deliver. Tiers are read in
    /// turn, since layers follow one another. No machine is faster.
    /// </summary>
    public static Seconds StepAtLeast(Placement placement) => new(Tiers(placement).Sum(tier => tier.Bytes / tier.Bandwidth));

    /// <summary>The time such machines were measured to take; null where weights are read from a disk, of which no measurement was read.</summary>
    public static Seconds? StepUsually(Placement placement, MachineShares shares)
    {
        var time = placement.Machine.Accelerator is null ? 0 : placement.Model.Layers.Count * shares.LayerOverhead.Value;
        foreach (var (tier, bytes, bandwidth) in Tiers(placement))
        {
            if (tier == Tier.Disk && bytes > 0) return null;
            time += bytes / (bandwidth * (tier == Tier.Accelerator ? shares.Accelerator : shares.Memory));
        }

        return new(time);
    }

    /// <summary>
    /// The most prompt tokens a second when experts outside the accelerator pass over its link, as llama.cpp does for pieces of 512 tokens: the piece waits for
    /// its weights, and for its arithmetic. Without an accelerator the processor's arithmetic decides, which no fact here knows.
    /// </summary>
    public static TokensPerSecond? PrefillAtMost(Placement placement)
    {
        var machine = placement.Machine;
        if (machine.Accelerator is not { } device || placement.LayersOnAccelerator < placement.Model.Layers.Count) return null;
        double near = 0, far = 0, disk = 0;
        foreach (var part in placement.Weights)
        {
            var bytes = Read(part, MicroBatch);
            if (part.Tier == Tier.Accelerator) near += bytes;
            else if (part.Tier == Tier.Memory) far += bytes;
            else (far, disk) = (far + bytes, disk + bytes);
        }

        var rate = device.DenseRates.TryGetValue(NumberFormat.Bf16, out var bf16) ? bf16.Value : double.PositiveInfinity;
        var arithmetic = 2.0 * placement.Model.MultipliedParameters * MicroBatch / rate;
        var transfer = far / machine.HostLink.Value + (machine.DiskBandwidth is { } rateOfDisk ? disk / rateOfDisk.Value : 0);
        return new(MicroBatch / (Math.Max(near / device.MemoryBandwidth.Value, arithmetic) + transfer));
    }

    /// <summary>Bytes that a step reads of each tier, and what the tier delivers at best.</summary>
    public static IEnumerable<(Tier Tier, double Bytes, double Bandwidth)> Tiers(Placement placement)
    {
        var machine = placement.Machine;
        foreach (var tier in Enum.GetValues<Tier>())
        {
            var bytes = placement.Weights.Where(part => part.Tier == tier).Sum(part => Read(part, placement.Sequences)) + placement.CacheRead(tier).Value;
            var bandwidth = tier switch
            {
                Tier.Accelerator => machine.Accelerator?.MemoryBandwidth.Value,
                Tier.Memory => machine.MemoryBandwidth.Value,
                _ => machine.DiskBandwidth?.Value,
            };
            if (bytes > 0 && bandwidth is { } known) yield return (tier, bytes, known);
        }
    }

    // One sequence touches exactly k experts a layer; several share some. Of an embedding it is a row, a millionth of what the rest is.
    private static double Read(PlacedWeights part, int tokens) => part.LookedUp ? 0
        : part.Experts == 0 ? part.Bytes.Value
        : part.Bytes.Value * Math.Max(part.PerToken, ExpertRouting.Touched(part.Experts, ExpertRouting.LogMiss(part.Experts, part.PerToken), tokens, 0)) / part.Experts;
}
