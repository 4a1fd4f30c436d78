using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>How replicas lie in boxes as sold: several in a box, or one over several boxes.</summary>
public sealed record BoxPacking
{
    private BoxPacking(int gpus, int replicas, int boxes) => (GpusPerBox, ReplicasPerBox, BoxesPerReplica) = (gpus, replicas, boxes);

    /// <summary>Devices of a box.</summary>
    public int GpusPerBox { get; }

    /// <summary>Replicas that a box holds; 1 where a replica fills or spans boxes.</summary>
    public int ReplicasPerBox { get; }

    /// <summary>Boxes that a replica spans; 1 where it fits one.</summary>
    public int BoxesPerReplica { get; }

    /// <summary>Replicas of so many devices in boxes of so many.</summary>
    /// <exception cref="InputException">Neither holds the other a whole number of times where a replica is larger than a box, or a count is below 1.</exception>
    public static BoxPacking Of(int gpusPerReplica, int gpusPerBox)
    {
        if (gpusPerReplica < 1 || gpusPerBox < 1) throw new InputException($"a replica of {gpusPerReplica} GPUs in boxes of {gpusPerBox}", "boxes", "give counts of at least 1");
        if (gpusPerReplica <= gpusPerBox) return new(gpusPerBox, gpusPerBox / gpusPerReplica, 1);
        if (gpusPerReplica % gpusPerBox != 0) throw new InputException($"a replica of {gpusPerReplica} GPUs fills no whole number of boxes of {gpusPerBox}", "boxes", "choose a layout that fills whole boxes");
        return new(gpusPerBox, 1, gpusPerReplica / gpusPerBox);
    }

    /// <summary>As a hosted choice lies in the boxes of its offer.</summary>
    public static BoxPacking Of(Choice.Hosted choice)
    {
        ArgumentNullException.ThrowIfNull(choice);
        return new(choice.Offer.Gpus, choice.ReplicasPerBox, choice.BoxesPerReplica);
    }

    /// <summary>Replicas that fit so many boxes.</summary>
    public int Places(int boxes) => checked(boxes * ReplicasPerBox) / BoxesPerReplica;

    /// <summary>The fewest boxes that hold so many replicas.</summary>
    public int BoxesFor(int replicas) => BoxesPerReplica > 1 ? checked(replicas * BoxesPerReplica) : replicas / ReplicasPerBox + (replicas % ReplicasPerBox == 0 ? 0 : 1);
}
