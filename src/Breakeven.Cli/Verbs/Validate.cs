using System.CommandLine;
using System.CommandLine.Completions;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Measurements;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven validate</summary>
internal static class Validate
{
    private const int WorstMost = 1_000_000;

    public static Verb Build(KnownNames _)
    {
        var files = new Option<string[]>("--measurements")
        {
            Description = "Measured rows to judge by, as CSV: one file or several; else those of the catalogue",
            HelpName = "file...",
            AllowMultipleArgumentsPerToken = true,
        };
        var by = new Option<string[]>("--by") { Description = $"Also by these, a group for each combination: {Mistakes.Listed(RowKeys.Names)}, joined by commas; several times for several groupings", HelpName = "keys" };
        var worst = new Option<int>("--worst") { Description = "How many of the rows that are farthest off to show", HelpName = "count", DefaultValueFactory = _ => 10 };
        by.CompletionSources.Add(_ => RowKeys.Names.Select(name => new CompletionItem(name)));
        return new Verb("validate", "How far predictions are from what was measured: error, bias and interval coverage, the worst rows, and what was not predicted", call => Run(
            call, call.Value(files) ?? [], [.. (call.Value(by) ?? []).Select(KeysOf)], call.Value(worst)))
        {
            Options = { files, by, worst },
            Examples =
            [
                "breakeven validate",
                "breakeven validate --by gpu,engine --by model --worst 20",
                "breakeven validate --measurements samples/measurements/runs.csv --format json",
            ],
            AnswersNo = "no row could be predicted",
        };
    }

    private static IReadOnlyList<RowKey> KeysOf(string text)
    {
        var such = $"choose of {string.Join(", ", RowKeys.Names)}, such as --by gpu,engine";
        var keys = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => RowKeys.Named(name) ?? throw new InputException($"rows cannot be grouped by \"{name}\"", "--by", Mistakes.DidYouMean(name, RowKeys.Names, such))).ToList();
        if (keys.Count == 0) throw new InputException("it names nothing to group by", "--by", such);
        if (keys.Distinct().Count() < keys.Count) throw new InputException("it names a key twice", "--by", such);
        return keys;
    }

    private static Answer Run(Invocation call, string[] files, IReadOnlyList<IReadOnlyList<RowKey>> by, int worst)
    {
        if (worst is < 0 or > WorstMost) throw new InputException($"{worst} is not a number of rows", "--worst", $"write a whole number from 0 to {WorstMost}");
        var rows = files.Length == 0 ? call.Catalog.Measurements : [.. files.SelectMany(file => RowsOf(call, file))];
        var predictor = new MeasurementPredictor(call.Catalog);
        var validation = Validation.Run(rows, predictor.Predict, by, worst);
        var warnings = ValidateWords.Warnings(validation).ToList();
        foreach (var warning in warnings) call.Warn(warning);
        return new Answer(
            new Report([.. ValidateSections.Of(validation, by, worst, warnings, together: call.Format == Format.Csv)]) { Explanations = call.Explain ? [.. ValidateSections.Explain(validation)] : [] },
            ValidateRecord.Of(validation),
            () => ValidateJson.Default.ValidateRecord,
            validation.Predicted > 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private static IReadOnlyList<Measurement> RowsOf(Invocation call, string file)
    {
        var (rows, unknown) = MeasurementFiles.Read(file);
        foreach (var (column, meant) in unknown) call.Warn($"{file}: the column \"{column}\" is not read{(meant is null ? "" : $"; did you mean \"{meant}\"?")}");
        return rows;
    }
}
