using System.Globalization;
using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Measurements.Intervals;

/// <summary>Residuals as CSV: what a cross-validation hands to <see cref="IntervalFit"/>.</summary>
public static class ResidualFile
{
    /// <summary>The columns, in the order in which they are written.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["metric", "engine", "accelerator", "architecture", "precision", "scenario", "load", "left_out", "ratio", "row"];

    private static readonly string[] s_required = [.. Columns.Take(9)];

    /// <summary>The residuals as text.</summary>
    public static string Write(IEnumerable<Residual> residuals)
    {
        var text = new StringBuilder(string.Join(',', Columns)).Append('\n');
        foreach (var one in residuals)
            text.AppendJoin(',', new[]
            {
                RowKeys.NameOf(one.Metric), one.Engine, one.Accelerator, one.Architecture, one.Precision, IntervalWords.Of(one.Scenario), IntervalWords.Of(one.Load), IntervalWords.Of(one.LeftOut),
                one.Ratio.ToString("R", CultureInfo.InvariantCulture), one.Row,
            }.Select(Quoted)).Append('\n');
        return text.ToString();
    }

    /// <summary>The residuals of a file.</summary>
    /// <exception cref="InputException">A column is missing or a field cannot be read: with line and column.</exception>
    public static IReadOnlyList<Residual> Read(byte[] bytes, string where)
        => [.. CsvTable.ReadForeign(bytes, where, s_required).Rows.Select(Of)];

    private static Residual Of(CsvRow row) => new()
    {
        Metric = Word<PredictedMetric>(row, "metric", RowKeys.NameOf),
        Engine = row.Text("engine", "vllm"),
        Accelerator = row.Text("accelerator", "H200-SXM"),
        Architecture = row.Text("architecture", "llama 80x8192"),
        Precision = row.Text("precision", "fp8"),
        Scenario = Word<ScenarioKind>(row, "scenario", IntervalWords.Of),
        Load = Word<LoadClass>(row, "load", IntervalWords.Of),
        LeftOut = Word<LeftOut>(row, "left_out", IntervalWords.Of),
        Ratio = double.TryParse(row.Text("ratio", "1.07"), NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio > 0 && double.IsFinite(ratio)
            ? ratio
            : throw row.Refuse("ratio", $"\"{row.Optional("ratio")}\" is not a number above 0", "write measured over predicted, such as 1.07"),
        Row = row.Optional("row"),
    };

    private static T Word<T>(CsvRow row, string column, Func<T, string> nameOf) where T : struct, Enum
    {
        var names = string.Join(", ", Enum.GetValues<T>().Select(nameOf));
        return IntervalWords.Read(row.Text(column, names), nameOf) ?? throw row.Refuse(column, $"there is no {column} \"{row.Optional(column)}\"", $"choose of {names}");
    }

    private static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
