using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Calibration;
using Breakeven.Cli.Reports;
using Breakeven.Performance.Kernels;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven calibrate kernels</summary>
internal static class CalibrateKernels
{
    public static Verb Build(KnownNames _)
    {
        var folder = new Argument<string>("folder") { Description = "The folder with the tables: SYSTEM__ENGINE__VERSION__TABLE.csv or .csv.gz, such as h100_sxm__vllm__0.24.0__gemm_perf.csv.gz" };
        var into = new Option<string?>("--out") { Description = "Write the curves into this folder, a file an accelerator, and make it where there is none; else they are only shown", HelpName = "folder" };
        return new Verb("kernels", "Fit each kernel's launch, bandwidth and rate to a folder of timings, and say how far the fit is off", call => Run(call, call.Value(folder), call.Value(into)))
        {
            Arguments = { folder },
            Options = { into },
            Examples = ["breakeven calibrate kernels samples/kernels", "breakeven calibrate kernels samples/kernels --format json"],
        };
    }

    private static Answer Run(Invocation call, string folder, string? into)
    {
        var place = into is null ? null : new OutputPlace("--out", into);
        // Before minutes of fitting, so that a folder that cannot be is told at once.
        place?.MakeFolder();
        var passedOver = new List<string>();
        IReadOnlyList<KernelCurve> curves;
        using (var progress = call.Progress("tables", 0)) curves = KernelCalibration.Fit(folder, call.Catalog, done: progress.Tell, passedOver: passedOver.Add);
        foreach (var one in passedOver) call.Warn($"{one}; passed over");
        foreach (var group in curves.GroupBy(curve => curve.Accelerator))
            place?.WriteInFolder(group.Key + ".json", KernelCurveFile.Write(group.Key, [.. group]));
        var table = new Section.Table("", Columns, [.. curves.Select(Row)]) { Main = true };
        return new(new([table, new Section.Paragraph(Summary(curves, into))]), new CalibrateKernelsRecord([.. curves.Select(KernelCurveRecord.Of)]), () => CalibrateKernelsJson.Default.CalibrateKernelsRecord);
    }

    private static string Summary(IReadOnlyList<KernelCurve> curves, string? into)
    {
        var slow = curves.Count(curve => curve.Default && curve.IsSlow);
        var tables = curves.Select(curve => curve.Source).Distinct().Count();
        return $"{curves.Count} {(curves.Count == 1 ? "curve" : "curves")} of {tables} {(tables == 1 ? "table" : "tables")}; {slow} of the engines' default kernels at least twice as slow as a sibling{(into is null ? "; --out writes them" : "")}";
    }

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("accelerator", "accelerator"),
        new("family", "family"),
        new("engine", "engine"),
        new("precision", "precision"),
        new("kernel", "kernel", Drop: 3),
        Column.Number("rows", "points", drop: 2),
        Column.Number("error %", "error"),
        Column.Number("9 in 10", "error_ninety", drop: 1),
        Column.Number("unseen %", "held_out"),
        Column.Number("9 in 10", "held_out_ninety", drop: 1),
        Column.Number("times slower", "slower"),
    ];

    private static IReadOnlyList<Cell> Row(KernelCurve curve) =>
    [
        Cell.Of(curve.Accelerator, Tone.Strong),
        KernelCurveRecord.Word(curve.Family),
        curve.Engine,
        KernelCurveRecord.Word(curve.Precision),
        new Cell(curve.Kernel.Length > KernelShown ? "..." + curve.Kernel[^(KernelShown - 3)..] : curve.Kernel, curve.Kernel),
        Cell.Number(curve.Points),
        Percent(curve.Error.Median),
        Percent(curve.Error.Ninety),
        Percent(curve.Error.HeldOutMedian),
        Percent(curve.Error.HeldOutNinety),
        curve.IsSlow ? Cell.Number(curve.Slower, 1).As(Tone.Bad) : Cell.Empty,
    ];

    private const int KernelShown = 32;

    private static Cell Percent(double share) => new(Cell.Number(share * 100, 1).Text, Cell.Number(share).Raw);
}

/// <summary>A curve as JSON has it; base units, shares of 1.</summary>
internal sealed record KernelCurveRecord(
    string Accelerator,
    string Family,
    string Engine,
    string EngineVersion,
    string Precision,
    string Kernel,
    bool Default,
    double LaunchSeconds,
    double BandwidthShare,
    double RateShare,
    double TileRows,
    double EachSeconds,
    double Fill,
    double WalkSeconds,
    double Soft,
    double Cached,
    double HostSeconds,
    double Slower,
    int Points,
    double Error,
    double ErrorNinety,
    double HeldOut,
    double HeldOutNinety,
    string Range,
    string Source)
{
    public static KernelCurveRecord Of(KernelCurve curve) => new(
        curve.Accelerator,
        Word(curve.Family),
        curve.Engine,
        curve.EngineVersion,
        Word(curve.Precision),
        curve.Kernel,
        curve.Default,
        curve.Launch.Value,
        curve.BandwidthShare,
        curve.RateShare,
        curve.TileRows,
        curve.Each.Value,
        curve.Fill,
        curve.Walk.Value,
        curve.Soft,
        curve.Cached,
        curve.Host.Value,
        curve.Slower,
        curve.Points,
        curve.Error.Median,
        curve.Error.Ninety,
        curve.Error.HeldOutMedian,
        curve.Error.HeldOutNinety,
        curve.Range,
        curve.Source);

    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}

internal sealed record CalibrateKernelsRecord(IReadOnlyList<KernelCurveRecord> Curves) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CalibrateKernelsRecord))]
internal sealed partial class CalibrateKernelsJson : JsonSerializerContext;
