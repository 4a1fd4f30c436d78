using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration;

/// <summary>DeepEP's exchanges among the eight GPUs of one node.</summary>
internal static class DeepEpTable
{
    private const int Ranks = 8;

    // The kernels for throughput take the units they are given; 20 is what the library takes unless told otherwise.
    private const double Units = 20;

    public static IEnumerable<KernelCurve> Fits(KernelFile file, Accelerator accelerator, FamilyFit<CollectiveShape> fit)
    {
        var lowLatency = file.Table.Contains("_ll_", StringComparison.Ordinal);
        var (dispatch, combine) = (new List<Sample<CollectiveShape>>(), new List<Sample<CollectiveShape>>());
        foreach (var row in file.Rows())
        {
            double tokens = row.Count("num_token"), hidden = row.Count("hidden_size"), perToken = row.Count("num_topk"), experts = row.Count("num_experts");
            if (!lowLatency && row.Number("dispatch_sms") != Units) continue;
            if (row.Number("node_num") != 1 || tokens > 65536) continue;
            // For latency a token goes to each of its experts; for throughput once to each rank that holds any of them.
            var copies = lowLatency ? perToken : Ranks * (1 - Math.Pow(1 - 1.0 / Ranks, perToken));
            Add(dispatch, row, lowLatency ? "dispatch_avg_t_us" : "dispatch_transmit_us", tokens * copies * hidden * (1 + 4.0 / 128));
            Add(combine, row, lowLatency ? "combine_avg_t_us" : "combine_transmit_us", tokens * copies * hidden * 2);
            void Add(List<Sample<CollectiveShape>> to, KernelFile from, string column, double bytes)
                => to.Add(TableRow.Collective(Ranks, bytes, tokens, TableRow.Seconds(from, column, 1e-6)) with { Group = (int)(hidden * 7 + perToken + experts) });
        }
        foreach (var (family, samples) in new[] {
            (lowLatency ? KernelFamily.DispatchLowLatency : KernelFamily.Dispatch, dispatch),
            (lowLatency ? KernelFamily.CombineLowLatency : KernelFamily.Combine, combine) })
            if (samples.Count >= KernelCalibration.RowsLeast) yield return (fit with { Family = family }).Fit(samples, accelerator, KernelCalibration.Header(file, accelerator, family, KernelPrecision.Bf16, "deepep"));
    }
}
