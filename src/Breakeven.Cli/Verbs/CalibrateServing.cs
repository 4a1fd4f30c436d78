using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Breakeven.Calibration.Serving;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Measurements;
using Breakeven.Performance;
using Breakeven.Performance.Local;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven calibrate serving</summary>
internal static class CalibrateServing
{
    public static Verb Build(KnownNames _)
    {
        var files = new Option<string[]>("--measurements")
        {
            Description = "Closed-loop rows to fit to, as CSV: one file or several; else the catalogue's serving-*.csv",
            HelpName = "file...",
            AllowMultipleArgumentsPerToken = true,
        };
        var into = new Option<string?>("--out") { Description = "Write the constants into this file, and what they miss near measurements into local.csv beside it; else they are only shown", HelpName = "file" };
        return new Verb("serving", "Fit what engines add to their kernels to measured serving, and say how far off predictions were before and are after", call => Run(call, call.Value(files) ?? [], call.Value(into)))
        {
            Options = { files, into },
            Examples = ["breakeven calibrate serving --measurements samples/measurements/runs.csv", "breakeven calibrate serving --measurements samples/measurements/runs.csv --format json"],
            AnswersNo = "no row could be fitted to",
        };
    }

    private static Answer Run(Invocation call, string[] files, string? into)
    {
        var measured = files.Length == 0 ? [.. call.Catalog.Measurements.Where(ServingRow.IsFitted)] : files.SelectMany(file => MeasurementFiles.Read(file).Rows).ToList();
        var rows = ServingRow.Of(call.Catalog, measured);
        // Constants are judged by themselves: what corrects them near measurements would hide how good they are.
        var start = Performance.Calibration.Embedded.With(LocalResiduals.Empty);
        if (rows.Count == 0) call.Warn("no row can be fitted to; give rows of scenario closed-loop with ttft_ms or tpot_ms, of models and accelerators in the catalogue");
        var found = rows.Count == 0 ? start : new ServingFit(ServingPriors.All, start).Fit(rows).Calibration;
        if (into is not null && rows.Count > 0)
        {
            new OutputPlace("--out", into).Write(ServingFile.Write(found.AllServing.Values, SourceOf(rows)));
            new OutputPlace("--out", Path.Combine(Path.GetDirectoryName(into) ?? "", "local.csv")).Write(LocalResiduals.Write(LocalFit.Of(found, rows), SourceOf(rows)));
        }

        var record = new CalibrateServingRecord(measured.Count, rows.Count, Errors(rows, start), Errors(rows, found), [.. found.AllServing.Values.SelectMany(Constants)]);
        var errors = new Section.Table("Errors on the rows fitted to", s_errors, [.. Rows("before", record.Before), .. Rows("after", record.After)]);
        var entries = found.AllServing.Values.Select(one => one.Engine).ToList();
        var constants = new Section.Table("Constants", [new("constant", "constant"), .. entries.Select(entry => Column.Number(entry, entry.Replace(' ', '_')))],
            [.. record.Constants.GroupBy(one => one.Name).Select(alike => (IReadOnlyList<Cell>)[Cell.Of(alike.Key, Tone.Strong), .. alike.Select(one => new Cell(Short(one.Value), Cell.Number(one.Value).Raw))])])
        { Main = true };
        return new(
            new([new Section.Paragraph($"{rows.Count:N0} of {measured.Count:N0} rows fitted to."), errors, constants, .. into is null ? [new Section.Paragraph("--out FILE writes them.", Tone.Quiet)] : (Section[])[]]),
            record,
            () => CalibrateServingJson.Default.CalibrateServingRecord,
            rows.Count > 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static string SourceOf(IReadOnlyList<ServingRow> rows)
        => $"{rows.Count} closed-loop rows of {string.Join(", ", rows.Select(row => row.Row.SourceKey).Where(key => key.Length > 0).Distinct().Order(StringComparer.Ordinal))}";

    private static IReadOnlyList<MetricErrorsRecord> Errors(IReadOnlyList<ServingRow> rows, Performance.Calibration calibration)
        => MetricErrorsRecord.Of(Validation.Of(ServingErrors.Of(rows, calibration), []).Metrics);

    private static IEnumerable<ServingConstantRecord> Constants(ServingConstants one) => ServingFile.Values(one).Select(pair => new ServingConstantRecord(one.Engine, pair.Name, pair.Value));

    private static readonly IReadOnlyList<Column> s_errors =
    [
        new("", "when"), new("metric", "metric"), Column.Number("n", "n"), Column.Number("median %", "median_ape"), Column.Number("mean %", "mape"), Column.Number("p90 %", "p90_ape"), Column.Number("bias %", "bias"),
    ];

    private static IEnumerable<IReadOnlyList<Cell>> Rows(string when, IReadOnlyList<MetricErrorsRecord> metrics)
        => metrics.Select(one => (IReadOnlyList<Cell>)[when, one.Metric, Cell.Number(one.N), Percent(one.MedianApe), Percent(one.Mape), Percent(one.P90Ape), Percent(one.Bias)]);

    private static Cell Percent(double share) => new((share * 100).ToString("0.0", CultureInfo.InvariantCulture), Cell.Number(share).Raw);

    private static string Short(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>A constant of an engine, or of an engine's versions, in the unit of its name.</summary>
internal sealed record ServingConstantRecord(string Engine, string Name, double Value);

internal sealed record CalibrateServingRecord(int Rows, int Fitted, IReadOnlyList<MetricErrorsRecord> Before, IReadOnlyList<MetricErrorsRecord> After, IReadOnlyList<ServingConstantRecord> Constants) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(CalibrateServingRecord))]
internal sealed partial class CalibrateServingJson : JsonSerializerContext;
