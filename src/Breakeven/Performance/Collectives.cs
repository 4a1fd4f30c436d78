using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>What moving activations between a deployment's ranks costs.</summary>
internal readonly struct Collectives(Deployment deployment, Efficiency efficiency)
{
    // A message from one stage to the next: one send and one receive, on the same order as an all-reduce's latency.
    public double HopLatency => efficiency.AllReduceLatency.Value;

    public double HopPerByte => 1 / (deployment.Layout.Gpus > deployment.LinkedGpus && deployment.Fabric is { } fabric
        ? fabric.Value * efficiency.LinkBandwidth
        : LinkBetween(2));

    /// <summary>Latency grows with the ranks that must answer.</summary>
    public double Latency(int ranks) => efficiency.AllReduceLatency.Value * (0.5 + 0.5 * Math.Log2(ranks) / 3);

    /// <summary>Seconds a byte of an all-reduce: every rank sends and receives 2 (n-1)/n of the message.</summary>
    public double AllReducePerByte(int ranks) => 2.0 * (ranks - 1) / ranks / LinkBetween(ranks);

    // Through a switch any group has each device's whole rate; in a full mesh a device reaches only the peers it talks to.
    private double LinkBetween(int ranks)
    {
        var link = deployment.Accelerator.Link;
        var share = link.Switched ? 1.0 : Math.Min(1.0, (ranks - 1.0) / Math.Max(1, link.Devices - 1));
        return link.PerDirection.Value * share * efficiency.LinkBandwidth;
    }
}
