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

    /// <summary>The curves of each accelerator that a folder's tables allow; <paramref name="only"/> keeps the tables whose names it accepts.</summary>
    public static IReadOnlyList<KernelCurve> Fit(string folder, ICatalog catalog, Func<string, bool>? only = null)
        => [.. Curves(folder, catalog, only).GroupBy(curve => curve.Accelerator).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => KernelSiblings.Judge([.. group], catalog.FindAccelerator(group.Key)!))];

    // Tables do not share anything, and the order of the files is the order of the curves however many are fitted at once.
    private static List<KernelCurve> Curves(string folder, ICatalog catalog, Func<string, bool>? only)
    {
        var files = KernelFile.In(folder).Where(file => s_accelerators.ContainsKey(file.System) && only?.Invoke(file.Name) != false);
        try
        {
            return [.. files.AsParallel().AsOrdered().SelectMany(file => Curves(file, catalog.FindAccelerator(s_accelerators[file.System])!))];
        }
        catch (AggregateException several) when (several.InnerExceptions.OfType<InputException>().OrderBy(wrong => wrong.Message, StringComparer.Ordinal).FirstOrDefault() is { } first)
        {
            throw first;
        }
    }

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
        _ => [],
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
            if (samples.Count >= 40) yield return fit.Fit(samples, accelerator, Header(file, accelerator, fit.Family, precision, kernel));
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
