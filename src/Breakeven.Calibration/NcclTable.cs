using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration;

/// <summary>NCCL's collectives. The tables lost the column that names them; a new one begins where the message sizes start again.</summary>
internal static class NcclTable
{
    // For each number of ranks, in the order in which their collector runs them. The last takes twice the others at large sizes, as an
    // all-reduce must; the first and third share their latencies, as one ring either way.
    private static readonly KernelFamily[] s_order = [KernelFamily.NcclAllGather, KernelFamily.NcclAllToAll, KernelFamily.NcclReduceScatter, KernelFamily.NcclAllReduce];

    public static IEnumerable<KernelCurve> Fits(KernelFile file, Accelerator accelerator, FamilyFit<CollectiveShape> fit)
    {
        var series = s_order.ToDictionary(family => family, _ => new List<Sample<CollectiveShape>>());
        var (ranks, turn, last) = (0.0, -1, double.MaxValue);
        foreach (var row in file.Rows())
        {
            if (row.Text("nccl_dtype") != "half") continue;
            var elements = row.Count("message_size");
            if (row.Count("num_gpus") != ranks) (ranks, turn, last) = (row.Count("num_gpus"), -1, double.MaxValue);
            if (elements <= last) turn++;
            last = elements;
            if (turn >= s_order.Length) throw new Catalog.InputException("a fifth series of the same ranks", row.Where, "a table holds all-gather, all-to-all, reduce-scatter and all-reduce, in this order");
            var family = s_order[turn];
            var moved = 2 * elements * (ranks - 1) / ranks * (family == KernelFamily.NcclAllReduce ? 2 : 1);
            series[family].Add(TableRow.Collective(ranks, moved, elements, TableRow.Seconds(row)));
        }
        foreach (var (family, samples) in series)
            if (samples.Count >= KernelCalibration.RowsLeast) yield return (fit with { Family = family }).Fit(samples, accelerator, KernelCalibration.Header(file, accelerator, family, KernelPrecision.Bf16, "NCCL"));
    }
}
