using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Breakeven.Calibration.Requests;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>The answer of breakeven calibrate requests: the constants are kept, and what they are and how far off is said.</summary>
internal static class CalibrateRequestsAnswer
{
    private static readonly IReadOnlyList<Column> s_factors =
        [new("constant", "factor"), Column.Number("factor", "value"), Column.Number("of first half", "first_half_value"), new("of what", "what")];

    private const double WorstKept = 0.5;

    private static readonly IReadOnlyList<Column> s_errors =
    [
        new("fitted to", "fitted_to"), new("time", "metric"), Column.Number("measured mean s", "measured_mean_s", drop: 1), Column.Number("simulated", "simulated_mean_s", drop: 1),
        Column.Number("mean %", "mean_error"), Column.Number("median %", "median_error"), Column.Number("p95 %", "p95_error"),
    ];

    public static Answer Of(Invocation call, RequestCalibration found, bool dry)
    {
        var deployment = found.Deployment;
        if (!dry) CheckFit(found);
        var path = dry && call.OwnFolder is null ? null : OwnConstants.PathOf(call.UserFolder, deployment.Accelerator, deployment.Engine);
        if (!dry) Write(path!, found.Own.Write());
        var half = found.Requests.Count - found.Requests.Count / 2;
        return new(
            new(
            [
                new Section.Paragraph(Text($"{found.Requests.Count:N0} requests, served by {deployment.Model.Id} {deployment.Precision.Name} {deployment.Layout} on {deployment.Accelerator.Id} under {deployment.Engine.Id}.")),
                new Section.Table("Factors on the constants that ship", s_factors, [.. found.Kept.Factors.Zip(found.Half.Factors, (kept, first) => (IReadOnlyList<Cell>)
                    [Cell.Of(kept.Factor.Name, Tone.Strong), Cell.Number(kept.Value, 3), Cell.Number(first.Value, 3), kept.Factor.What])]) { Main = true },
                new Section.Table(Text($"Errors on the second half, {half:N0} requests"), s_errors, [.. Rows("nothing of it", found.Before), .. Rows("first half", found.After)]),
                new Section.Table("Errors on all", s_errors, [.. Rows(found.Kept == found.Half ? "first half" : "all", found.Overall)]),
                new Section.Paragraph(dry ? "Nothing was kept." : $"Kept in {path}: breakeven simulate and explain use it for {deployment.Engine.Id} on {deployment.Accelerator.Id}.", Tone.Quiet),
            ]),
            CalibrateRequestsRecord.Of(found, dry ? null : path),
            () => CalibrateRequestsJson.Default.CalibrateRequestsRecord);
    }

    // What is so far off was served by something else than what the options say: kept, it would spoil every later answer.
    private static void CheckFit(RequestCalibration found)
    {
        var worst = found.After.Concat(found.Overall).MaxBy(one => one.Worst)!;
        if (worst.Worst <= WorstKept) return;
        throw new InputException(
            Text($"even fitted, the {Words(worst.Metric)} is {worst.Worst:0%} off: these times do not fit {found.Deployment.Model.Id} {found.Deployment.Precision.Name} {found.Deployment.Layout} on {found.Deployment.Accelerator.Id}, and nothing was kept"),
            found.File, "check that times are in seconds, of one replica, without other load, and the options are what served them; --dry-run shows the errors");
    }

    // Beside it and renamed, so that who reads it meanwhile finds the old or the new one, whole.
    private static void Write(string path, string text)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var draft = $"{path}.{Environment.ProcessId}.tmp";
            File.WriteAllText(draft, text, new UTF8Encoding(false));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException("it cannot be written", path, "name a folder of yours, such as --catalog ./my-catalog, or give --dry-run");
        }
    }

    private static IEnumerable<IReadOnlyList<Cell>> Rows(string fitted, IReadOnlyList<RequestErrors> errors) => errors.Select(one => (IReadOnlyList<Cell>)
    [
        fitted, Words(one.Metric), Cell.Number(one.Measured.Mean, 3), Cell.Number(one.Simulated.Mean, 3), Percent(one.Error.Mean), Percent(one.Error.Median), Percent(one.Error.Tail),
    ]);

    private static string Words(RequestMetric metric) => metric switch
    {
        RequestMetric.TimeToFirstToken => "time to first token",
        RequestMetric.TimePerOutputToken => "time per output token",
        _ => "end to end",
    };

    private static Cell Percent(double share) => double.IsFinite(share) ? new((share * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture), Cell.Number(share).Raw) : Cell.Unknown;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}

/// <summary>A factor on constants that ship, fitted to all that is kept and to the first half alone.</summary>
internal sealed record DeploymentFactorRecord(string Name, double Value, double FirstHalfValue);

/// <summary>Errors of one time: simulated over measured, less one.</summary>
internal sealed record RequestErrorsRecord(string Metric, int Requests, double? MeasuredMeanS, double? SimulatedMeanS, double? MeanError, double? MedianError, double? P95Error)
{
    public static IReadOnlyList<RequestErrorsRecord> Of(IReadOnlyList<RequestErrors> errors) =>
    [
        .. errors.Select(one => new RequestErrorsRecord(
            one.Metric switch { RequestMetric.TimeToFirstToken => "ttft", RequestMetric.TimePerOutputToken => "tpot", _ => "e2e" },
            one.Requests, Finite(one.Measured.Mean), Finite(one.Simulated.Mean), Finite(one.Error.Mean), Finite(one.Error.Median), Finite(one.Error.Tail))),
    ];

    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 6) : null;
}

internal sealed record CalibrateRequestsRecord(
    string File, int Requests, string Model, string Precision, string Layout, string Gpu, string Engine, string Date,
    IReadOnlyList<DeploymentFactorRecord> Factors, IReadOnlyList<RequestErrorsRecord> Before, IReadOnlyList<RequestErrorsRecord> After, IReadOnlyList<RequestErrorsRecord> Overall,
    IReadOnlyList<ServingConstantRecord> Constants, string? Kept) : WireRecord
{
    public static CalibrateRequestsRecord Of(RequestCalibration found, string? path) => new(
        found.File, found.Requests.Count, found.Deployment.Model.Id, found.Deployment.Precision.Name, found.Deployment.Layout.ToString(), found.Deployment.Accelerator.Id, found.Deployment.Engine.Id,
        found.Own.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        [.. found.Kept.Factors.Zip(found.Half.Factors, (kept, first) => new DeploymentFactorRecord(kept.Factor.Name, Math.Round(kept.Value, 6), Math.Round(first.Value, 6)))],
        RequestErrorsRecord.Of(found.Before), RequestErrorsRecord.Of(found.After), RequestErrorsRecord.Of(found.Overall),
        [.. Performance.ServingFile.Values(found.Kept.Constants).Select(pair => new ServingConstantRecord(found.Kept.Constants.Engine, pair.Name, pair.Value))], path);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CalibrateRequestsRecord))]
internal sealed partial class CalibrateRequestsJson : JsonSerializerContext;
