using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>What moving activations between a deployment's ranks costs.</summary>
internal static class CollectiveWork
{
    // A layer ends its attention and its feed-forward each with one sum over ranks. With attention-parallel ranks the experts' part is
    // an all-gather before and a reduce-scatter after them, over all tokens of the replica: together the volume of one all-reduce.
    public static CollectiveFamily[] FamiliesOf(ModelShape shape, Deployment deployment, StepCurves curves)
    {
        var layout = deployment.Layout;
        var bytes = shape.Model.Hidden * 2.0;
        double local = 0, replica = 0, tiny = 0;
        foreach (var group in shape.Groups)
        {
            var mixture = group.Layer.FeedForward is FeedForwardKind.Mixture;
            var sums = (group.Layer.Attention is AttentionKind.Absent ? 0 : 1)
                + (group.Layer.FeedForward is FeedForwardKind.Absent || (mixture && layout.Data > 1) ? 0 : 1);
            // A norm over all heads needs the squares of every rank: one sum for queries, one for keys (MiniMax-M2).
            var norms = group.Layer.Attention is AttentionKind.Grouped { WideQueryKeyNorm: true } ? 2 : 0;
            if (layout.Tensor > 1) (local, tiny) = (local + group.Count * sums, tiny + group.Count * norms);
            if (mixture && layout.Data > 1) replica += group.Count;
        }

        var families = new List<CollectiveFamily>();
        if (local > 0) families.Add(AllReduce(deployment, curves, layout.Tensor, local, bytes, overReplica: false));
        if (tiny > 0) families.Add(AllReduce(deployment, curves, layout.Tensor, tiny, 4, overReplica: false));
        if (replica > 0 && deployment.Settings.Exchange == ExpertExchange.AllToAll) families.Add(ExpertExchangeWork.FamilyOf(shape, deployment, curves));
        else if (replica > 0) families.Add(GatherAndScatter(deployment, curves, layout.ExpertRanks, replica, bytes));
        if (layout.Pipeline > 1) families.Add(Hops(deployment, curves, layout, bytes));
        return [.. families];
    }

    private static CollectiveFamily AllReduce(Deployment deployment, StepCurves curves, int ranks, double count, double bytes, bool overReplica)
    {
        var (own, library) = (curves.Collective(KernelFamily.AllReduce), curves.Collective(KernelFamily.NcclAllReduce));
        var factor = count * curves.Serving.Collectives / LinkShare(deployment, ranks);
        var launches = count * curves.Serving.Collectives;
        return new(
            launches * Launch(own, ranks), factor * Volume(bytes, ranks) / Rate(own, ranks),
            launches * Launch(library, ranks), factor * Volume(bytes, ranks) / Rate(library, ranks), overReplica)
        {
            Use = new("all-reduce", count, count * Volume(bytes, ranks), ranks, KernelFamily.AllReduce, KernelFamily.NcclAllReduce),
        };
    }

    private static CollectiveFamily GatherAndScatter(Deployment deployment, StepCurves curves, int ranks, double count, double bytes)
    {
        var (gather, scatter) = (curves.Collective(KernelFamily.NcclAllGather), curves.Collective(KernelFamily.NcclReduceScatter));
        var launches = count * curves.Serving.Collectives;
        var launch = launches * (Launch(gather, ranks) + Launch(scatter, ranks));
        var perToken = launches / LinkShare(deployment, ranks) * bytes * (ranks - 1) / ranks * (1 / Rate(gather, ranks) + 1 / Rate(scatter, ranks));
        return new(launch, perToken, launch, perToken, OverReplica: true)
        {
            Use = new("all-gather and reduce-scatter", 2 * count, count * Volume(bytes, ranks), ranks, KernelFamily.NcclAllGather, KernelFamily.NcclReduceScatter),
        };
    }

    // A message from one stage to the next: one send and one receive.
    private static CollectiveFamily Hops(Deployment deployment, StepCurves curves, Layout layout, double bytes)
    {
        var library = curves.Collective(KernelFamily.NcclAllReduce);
        var hops = layout.Pipeline - 1;
        var perToken = bytes / (layout.Gpus > deployment.LinkedGpus && deployment.Fabric is { } fabric ? fabric.Value * FabricShare : Rate(library, 2));
        return new(hops * Launch(library, 2), hops * perToken, hops * Launch(library, 2), hops * perToken, OverReplica: false)
        {
            Use = new("hops between stages", hops, hops * bytes, 2, KernelFamily.NcclAllReduce, KernelFamily.NcclAllReduce),
        };
    }

    // Between boxes messages reach about this much of the adapters' rate.
    internal const double FabricShare = 0.8;

    private static double Launch(in KernelParameters with, int ranks) => with.Launch + with.Each * (Math.Log2(ranks) - 1);

    // More ranks keep more of the link busy through a switch that adds up for them, and less of it on a shared host bus.
    private static double Rate(in KernelParameters with, int ranks) => with.Bandwidth * Math.Pow(with.Fill, Math.Min(Math.Log2(ranks) - 1, DoublingsTimed));

    // Tables end at 8 ranks; what the rate did until there says nothing of 72.
    private const double DoublingsTimed = 2;

    /// <summary>What every rank of an all-reduce sends and receives of a message.</summary>
    private static double Volume(double bytes, int ranks) => 2.0 * (ranks - 1) / ranks * bytes;

    // Through a switch any group has each device's whole rate; in a full mesh a device reaches only the peers it talks to.
    private static double LinkShare(Deployment deployment, int ranks)
    {
        var link = deployment.Accelerator.Link;
        return link.Switched ? 1.0 : Math.Min(1.0, (ranks - 1.0) / Math.Max(1, link.Devices - 1));
    }
}
