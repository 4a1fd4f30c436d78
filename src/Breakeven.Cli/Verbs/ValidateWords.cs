using System.Globalization;
using Breakeven.Measurements;

namespace Breakeven.Cli.Verbs;

/// <summary>What breakeven validate says of its answer in running text.</summary>
internal static class ValidateWords
{
    /// <summary>What must be known before the errors are believed.</summary>
    public static IEnumerable<string> Warnings(Validation validation)
    {
        var skipped = validation.Rows.Count - validation.Predicted;
        if (validation.Rows.Count == 0) yield return "there are no measured rows: the catalogue has none, and --measurements names none";
        else if (validation.SkippedShare > Validation.SkippedMax)
            yield return Text($"{skipped:N0} of {validation.Rows.Count:N0} rows ({validation.SkippedShare * 100:0.#} %) were not predicted, more than the {Validation.SkippedMax * 100:0} % at which errors still speak for all");
        if (validation.Infeasible > 0)
            yield return Text($"{validation.Infeasible:N0} {(validation.Infeasible == 1 ? "row that was measured is" : "rows that were measured are")} called infeasible (infeasible_but_measured): that is an error of the sizing");
    }

    public static string Summary(Validation validation)
    {
        var skipped = validation.Rows.Count - validation.Predicted;
        return Text($"{validation.Rows.Count:N0} measured {(validation.Rows.Count == 1 ? "row" : "rows")}: {validation.Predicted:N0} predicted, {skipped:N0} not.");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
