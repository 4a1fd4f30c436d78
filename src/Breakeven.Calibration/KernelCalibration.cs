using System.Collections.Concurrent;
using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration;

/// <summary>Fits every curve that a folder of kernel tables allows.</summary>
public static class KernelCalibration
{
    private static readonly Dictionary<string, string> s_accelerators = new()
    {
        ["a100_sxm"] = "A100-SXM-80GB",
        ["b200_sxm"] = "B200-SXM",
        ["gb200"] = "GB200",
        ["h100_sxm"] = "H100-SXM",
        ["h200_sxm"] = "H200-SXM",
        ["l40s"] = "L40S",
        ["rtx_pro_6000_server"] = "RTX-PRO-6000",
    };

    private static readonly FamilyFit<GemmShape> s_gemm = new(KernelFamily.Gemm, KernelForms.Gemm, "lbrfsc", [16, 64, 128], shape => shape.Bytes) { Rereads = shape => shape.Bytes, HostAbove = 25e-6, LaunchInGraph = 5e-6 };
    private static readonly FamilyFit<GemmShape> s_quantisedGemm = s_gemm with { Free = "lbrfscew" };
    private static readonly FamilyFit<ExpertsShape> s_experts = new(KernelFamily.Experts, KernelForms.Experts, "lbrefsc", [16, 64, 128], shape => shape.Touched * shape.ExpertBytes) { Rereads = shape => shape.Touched * shape.ExpertBytes };
    private static readonly FamilyFit<PrefillShape> s_prefill = new(KernelFamily.PrefillAttention, KernelForms.Prefill, "lbrefsc", [64, 128], shape => shape.Prompts * shape.New) { Rereads = KernelForms.ActivationBytes };
    private static readonly FamilyFit<PrefillShape> s_prefillLatent = s_prefill with { Family = KernelFamily.PrefillLatent, Free = "lbrefc", HostAbove = 50e-6, LaunchInGraph = 15e-6 };
    private static readonly FamilyFit<DecodeShape> s_decode = new(KernelFamily.DecodeAttention, KernelForms.Decode, "lbrewc", [1, 16, 64], shape => shape.Sequences * shape.Context) { Rereads = KernelForms.CacheBytes };
    private static readonly FamilyFit<LatentShape> s_latent = new(KernelFamily.DecodeLatent, KernelForms.Latent, "lbrewc", [16, 64, 128], shape => shape.Sequences * shape.Context) { Rereads = KernelForms.CacheBytes, HostAbove = 50e-6, LaunchInGraph = 15e-6 };
    private static readonly FamilyFit<CollectiveShape> s_collective = new(KernelFamily.AllReduce, KernelForms.Collective, "lbeq", [1], shape => shape.Bytes);
    private static readonly FamilyFit<CollectiveShape> s_oneSize = new(KernelFamily.Dispatch, KernelForms.Collective, "lb", [1], shape => shape.Bytes);

    // A simplex of eight parameters finds something in any dozen rows.
    internal const int RowsLeast = 40;

    /// <summary>The curves of each accelerator that a folder's tables allow.</summary>
    /// <param name="folder">The folder with the tables.</param>
    /// <param name="catalog">Where the accelerators are.</param>
    /// <param name="only">Keeps the tables whose names it accepts.</param>
    /// <param name="done">Told, now and then and from any thread, how many tables are done, and of how many.</param>
    /// <param name="passedOver">Told of each table that gave no curve, where others did: its file, and why.</param>
    /// <exception cref="InputException">A table cannot be read, or none gives a curve.</exception>
    public static IReadOnlyList<KernelCurve> Fit(string folder, ICatalog catalog, Func<string, bool>? only = null, Action<int, int>? done = null, Action<string>? passedOver = null)
    {
        var files = KernelFile.In(folder).Where(file => only?.Invoke(file.Name) != false).ToList();
        var results = All(files, catalog, done);
        var without = results.Where(one => one.Why is not null).ToList();
        if (without.Count == results.Length && without is [var first, ..]) throw first.Why!;
        foreach (var one in without) passedOver?.Invoke($"{one.Why!.Where}: {one.Why.What}");
        return [.. results.SelectMany(one => one.Curves).GroupBy(curve => curve.Accelerator).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => KernelSiblings.Judge([.. group], catalog.FindAccelerator(group.Key)!))];
    }

    // Tables do not share anything, and the order of the files is the order of the curves however many are fitted at once. One is handed out at a time: some take a hundred
    // times as long as others.
    private static (IReadOnlyList<KernelCurve> Curves, InputException? Why)[] All(List<KernelFile> files, ICatalog catalog, Action<int, int>? done)
    {
        var results = new (IReadOnlyList<KernelCurve>, InputException?)[files.Count];
        var count = 0;
        try
        {
            Parallel.ForEach(Partitioner.Create(files.Index(), EnumerablePartitionerOptions.NoBuffering), each =>
            {
                results[each.Index] = Curves(each.Item, catalog);
                done?.Invoke(Interlocked.Increment(ref count), files.Count);
            });
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<InputException>().OrderBy(wrong => wrong.Message, StringComparer.Ordinal).FirstOrDefault() is { } first)
        {
            throw first;
        }
        return results;
    }

    private static (IReadOnlyList<KernelCurve> Curves, InputException? Why) Curves(KernelFile file, ICatalog catalog)
    {
        if (!s_accelerators.TryGetValue(file.System, out var id)) return None($"the system \"{file.System}\" is not known", $"name it one of {string.Join(", ", s_accelerators.Keys)}");
        if (!s_tables.Contains(file.Table)) return None($"the table \"{file.Table}\" is not known", $"name it one of {string.Join(", ", s_tables)}");
        List<KernelCurve> curves = [.. Curves(file, catalog.FindAccelerator(id)!)];
        return curves.Count > 0
            ? (curves, null)
            : None($"no kernel has the {RowsLeast} timings that a fit takes, of sizes that serving meets; the table has {file.RowCount} {(file.RowCount == 1 ? "row" : "rows")}", "time more shapes, or fetch the table again");

        (IReadOnlyList<KernelCurve>, InputException?) None(string what, string remedy) => ([], new(what, file.Location, remedy));
    }

    private static readonly string[] s_tables =
    [
        "gemm_perf", "moe_perf", "context_attention_perf", "generation_attention_perf", "context_mla_perf", "generation_mla_perf", "custom_allreduce_perf", "nccl_perf", "wideep_deepep_normal_perf", "wideep_deepep_ll_perf",
    ];

    private static IEnumerable<KernelCurve> Curves(KernelFile file, Accelerator accelerator) => file.Table switch
    {
        "gemm_perf" => Fits(file, accelerator, precision => precision == KernelPrecision.Bf16 ? s_gemm : s_quantisedGemm, "gemm_dtype", TableRow.Gemm),
        "moe_perf" => Fits(file, accelerator, s_experts, "moe_dtype", TableRow.Experts),
        "context_attention_perf" => Fits(file, accelerator, s_prefill, "attn_dtype", TableRow.Prefill),
        "generation_attention_perf" => Fits(file, accelerator, s_decode, "attn_dtype", TableRow.Decode),
        "context_mla_perf" => Fits(file, accelerator, s_prefillLatent, "mla_dtype", TableRow.PrefillLatent),
        "generation_mla_perf" => Fits(file, accelerator, s_latent, "mla_dtype", TableRow.DecodeLatent),
        "custom_allreduce_perf" => Fits(file, accelerator, s_collective, "allreduce_dtype", (row, _) => row.Text("kernel_source").EndsWith("eager", StringComparison.Ordinal) ? null : TableRow.AllReduce(row)),
        "nccl_perf" => NcclTable.Fits(file, accelerator, s_collective),
        "wideep_deepep_normal_perf" or "wideep_deepep_ll_perf" => DeepEpTable.Fits(file, accelerator, s_oneSize),
        _ => throw new ArgumentOutOfRangeException(nameof(file)),
    };

    private static IEnumerable<KernelCurve> Fits<T>(KernelFile file, Accelerator accelerator, FamilyFit<T> fit, string type, Func<KernelFile, KernelPrecision, Sample<T>?> read)
        where T : struct
        => Fits(file, accelerator, _ => fit, type, read);

    private static IEnumerable<KernelCurve> Fits<T>(KernelFile file, Accelerator accelerator, Func<KernelPrecision, FamilyFit<T>> fitOf, string type, Func<KernelFile, KernelPrecision, Sample<T>?> read)
        where T : struct
    {
        var groups = new SortedDictionary<(KernelPrecision, string), List<Sample<T>>>();
        foreach (var row in file.Rows())
        {
            var precision = Precision(row.Text(type), row.Has("kv_cache_dtype") ? row.Text("kv_cache_dtype") : null, row.Where);
            if (read(row, precision) is not { } sample) continue;
            var key = (precision, row.Text("kernel_source"));
            if (!groups.TryGetValue(key, out var group)) groups[key] = group = [];
            group.Add(sample);
        }
        foreach (var ((precision, kernel), samples) in groups)
        {
            var fit = fitOf(precision);
            if (samples.Count >= RowsLeast) yield return fit.Fit(samples, accelerator, Header(file, accelerator, fit.Family, precision, kernel));
        }
    }

    internal static KernelCurve Header(KernelFile file, Accelerator accelerator, KernelFamily family, KernelPrecision precision, string kernel) => new()
    {
        Accelerator = accelerator.Id,
        Engine = file.Backend == "trtllm" ? "tensorrt-llm" : file.Backend,
        EngineVersion = file.Version,
        Family = family,
        Precision = precision,
        Kernel = kernel,
        Source = file.Name,
        Launch = default,
        BandwidthShare = 0,
        RateShare = 0,
        TileRows = 0,
        Each = default,
        Fill = 0,
        Walk = default,
        Soft = 0,
        Cached = 1,
        Host = default,
        Default = false,
        Slower = 1,
        Points = 0,
        Error = new(0, 0, 0, 0),
        Range = "",
    };

    private static KernelPrecision Precision(string type, string? cache, string where) => (type, cache) switch
    {
        ("bfloat16", "fp8") => KernelPrecision.Fp8Cache,
        ("bfloat16", _) => KernelPrecision.Bf16,
        ("fp8", _) => KernelPrecision.Fp8,
        ("fp8_block", _) => KernelPrecision.Fp8Block,
        ("int4_wo", _) => KernelPrecision.Int4,
        ("w4a16_mxfp4", _) => KernelPrecision.Mxfp4,
        ("w4a8_mxfp4_mxfp8", _) => KernelPrecision.Mxfp4Fp8,
        ("nvfp4", _) => KernelPrecision.Nvfp4,
        _ => throw new InputException($"the precision \"{type}\" is not known", where, "known are bfloat16, fp8, fp8_block, int4_wo, w4a16_mxfp4, w4a8_mxfp4_mxfp8 and nvfp4"),
    };
}
