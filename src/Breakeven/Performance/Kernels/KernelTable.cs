using System.Collections.Concurrent;

namespace Breakeven.Performance.Kernels;

/// <summary>All curves, and which one stands in where a kernel was not timed.</summary>
public sealed class KernelTable
{
    private static readonly Lazy<KernelTable> s_embedded = new(() => new(EmbeddedCurves, KernelRelative.Read(Resource(KernelRelative.Resource)!.Value)));

    // Engines by how much of the tables they fill, then the libraries that any of them may call.
    private static readonly string[] s_engines = ["vllm", "sglang", "tensorrt-llm", "nccl", "deepep"];

    private readonly ConcurrentDictionary<string, IReadOnlyList<KernelCurve>> _curves = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, IReadOnlyList<KernelCurve>> _read;
    private readonly IReadOnlyDictionary<string, KernelRelative> _relatives;

    internal KernelTable(Func<string, IReadOnlyList<KernelCurve>> read, IReadOnlyDictionary<string, KernelRelative> relatives) => (_read, _relatives) = (read, relatives);

    /// <summary>The table that ships with the library; a device's curves are read when it is first asked for.</summary>
    public static KernelTable Embedded => s_embedded.Value;

    /// <summary>The curves that were fitted to timings of this very accelerator; none for most.</summary>
    public IReadOnlyList<KernelCurve> Of(string accelerator) => _curves.GetOrAdd(accelerator, _read);

    /// <summary>Whose curves stand in for an accelerator's own, or null for one that no file names.</summary>
    public KernelRelative? RelativeOf(string accelerator) => _relatives.GetValueOrDefault(accelerator);

    /// <summary>The curve to reckon with: this engine's, else another engine's, else a kindred format's, else a relative's; null where nothing fits.</summary>
    public (KernelCurve Curve, Basis Basis)? Find(string accelerator, string engine, KernelFamily family, KernelPrecision precision)
        => _found.TryGetValue((accelerator, engine, family, precision), out var known) ? known : _found[(accelerator, engine, family, precision)] = Search(accelerator, engine, family, precision);

    // Asked anew for each layout, and the answer never changes.
    private readonly ConcurrentDictionary<(string Accelerator, string Engine, KernelFamily Family, KernelPrecision Precision), (KernelCurve Curve, Basis Basis)?> _found = new();

    private (KernelCurve Curve, Basis Basis)? Search(string accelerator, string engine, KernelFamily family, KernelPrecision precision)
    {
        var basis = Basis.Interpolated;
        // Relatives of relatives: exchanges between experts were timed on few devices.
        for (string? at = accelerator; at is not null;)
        {
            var curves = Of(at);
            if (OwnChoice(curves, engine, family, precision) is { } own) return (own, basis);
            foreach (var format in Kindred(precision))
                if (Pick(curves, engine, family, format) is { } curve) return (curve, format == precision ? basis : Worse(basis, Basis.Analytic));
            var relative = RelativeOf(at);
            basis = Worse(basis, relative?.Basis ?? basis);
            at = relative?.Like;
        }
        return null;
    }

    /// <summary>Kernels that an engine takes by default and that need at least twice as long as one of its kernels with no smaller weights.</summary>
    public IEnumerable<KernelCurve> SlowKernels(string accelerator, string engine) => Of(accelerator).Where(curve => curve.Engine == engine && curve.Default && curve.IsSlow);

    // Over an 8-bit cache an engine computes in 8 or in 16 bits, as its kernel does; which was timed is which it takes.
    private static KernelCurve? OwnChoice(IReadOnlyList<KernelCurve> curves, string engine, KernelFamily family, KernelPrecision precision)
        => precision is KernelPrecision.Fp8Cache or KernelPrecision.Fp8 && family is (KernelFamily.PrefillAttention or KernelFamily.DecodeAttention)
            ? curves.Where(curve => curve.Default && curve.Engine == engine && curve.Family == family && curve.Precision is (KernelPrecision.Fp8Cache or KernelPrecision.Fp8))
                .OrderBy(curve => curve.Precision == precision ? 0 : 1).FirstOrDefault()
            : null;

    private static KernelCurve? Pick(IReadOnlyList<KernelCurve> curves, string engine, KernelFamily family, KernelPrecision precision)
    {
        KernelCurve? best = null;
        var rank = int.MaxValue;
        foreach (var curve in curves)
        {
            if (curve.Family != family || curve.Precision != precision || !curve.Default) continue;
            // Another engine's slow kernel says nothing of this engine's.
            var order = curve.Engine == engine ? -1 : Array.IndexOf(s_engines, curve.Engine) + (curve.IsSlow ? s_engines.Length : 0);
            if (order < rank) (best, rank) = (curve, order);
        }
        return best;
    }

    // A format without a kernel runs like the next: 4-bit weights unpacked to 16 bits, FP8 by tensor as by block.
    private static KernelPrecision[] Kindred(KernelPrecision precision) => precision switch
    {
        KernelPrecision.Fp8 => [KernelPrecision.Fp8, KernelPrecision.Fp8Block, KernelPrecision.Fp8Cache, KernelPrecision.Bf16],
        KernelPrecision.Fp8Block => [KernelPrecision.Fp8Block, KernelPrecision.Fp8, KernelPrecision.Bf16],
        KernelPrecision.Fp8Cache => [KernelPrecision.Fp8Cache, KernelPrecision.Fp8, KernelPrecision.Bf16],
        KernelPrecision.Int4 => [KernelPrecision.Int4, KernelPrecision.Mxfp4, KernelPrecision.Bf16],
        KernelPrecision.Mxfp4 => [KernelPrecision.Mxfp4, KernelPrecision.Int4, KernelPrecision.Mxfp4Fp8, KernelPrecision.Bf16],
        KernelPrecision.Mxfp4Fp8 => [KernelPrecision.Mxfp4Fp8, KernelPrecision.Mxfp4, KernelPrecision.Int4, KernelPrecision.Bf16],
        KernelPrecision.Nvfp4 => [KernelPrecision.Nvfp4, KernelPrecision.Mxfp4, KernelPrecision.Int4, KernelPrecision.Bf16],
        _ => [KernelPrecision.Bf16],
    };

    private static Basis Worse(Basis one, Basis other) => one > other ? one : other;

    private static IReadOnlyList<KernelCurve> EmbeddedCurves(string accelerator)
        => Resource($"catalog/calibration/kernels/{accelerator}.json") is { } json ? KernelCurveFile.Read(json) : [];

    private static ReadOnlyMemory<byte>? Resource(string name)
    {
        using var stream = typeof(KernelTable).Assembly.GetManifestResourceStream(name);
        if (stream is null) return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
