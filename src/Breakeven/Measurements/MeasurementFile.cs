using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Measurements;

/// <summary>Reads measurements from CSV. The columns are the public schema of the project; a file may leave out those that it has nothing for.</summary>
public static class MeasurementFile
{
    /// <summary>All columns, in the order in which we write them.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "id", "source", "measured", "model", "gpu", "gpus", "engine", "engine_version", "precision", "tp", "pp", "ep", "dp", "scenario", "input_tokens",
        "output_tokens", "length_ratio", "concurrency", "ttft_ms", "tpot_ms", "output_tokens_per_second", "total_tokens_per_second", "note",
    ];

    private static readonly string[] s_required = ["model", "gpu", "gpus", "engine", "precision", "scenario", "input_tokens", "output_tokens"];

    private static readonly string[] s_metrics = [.. Enum.GetValues<PredictedMetric>().Select(RowKeys.NameOf)];

    /// <summary>The rows of a file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="where">What to call it in messages.</param>
    /// <exception cref="InputException">A column is missing or unknown, or a field cannot be read: with line and column.</exception>
    public static IReadOnlyList<Measurement> Read(byte[] bytes, string where)
    {
        var table = CsvTable.ReadForeign(bytes, where, s_required);
        Check(table);
        var sources = SourcesOf(table);
        var rows = new List<Measurement>(table.Rows.Count);
        foreach (var row in table.Rows) rows.Add(Read(row, where, sources));
        return rows;
    }

    /// <summary>Columns of a file that are not of the schema and are passed over, each with the one that may be meant.</summary>
    public static IReadOnlyList<(string Column, string? Meant)> Unknown(byte[] bytes, string where)
        => [.. CsvTable.HeaderOf(bytes, where).Where(name => !Columns.Contains(name)).Select(name => (name, Names.Nearest(name, Columns, 1) is [var nearest, ..] ? nearest : null))];

    // A misspelt column of a metric would leave nothing to judge by.
    private static void Check(CsvTable table)
    {
        if (s_metrics.All(metric => table.IndexOf(metric) < 0))
            throw new InputException("it has no column of a metric", $"{table.Where}:1", $"name at least one of {string.Join(", ", s_metrics)}");
        if (table.Rows.Count == 0) throw new InputException("it has no rows", table.Where, "write one row for each measurement under the header");
    }

    // "# source KEY: who measured it, and where it was read" above the header says at length what the rows name by a key.
    private static Dictionary<string, string> SourcesOf(CsvTable table)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in table.Text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith("#")) break;
            var remark = line[1..].Trim();
            var colon = remark.IndexOf(": ");
            if (remark.StartsWith("source ") && colon > 0) sources[remark[7..colon].ToString()] = remark[(colon + 2)..].ToString();
        }
        return sources;
    }

    private static Measurement Read(CsvRow row, string where, Dictionary<string, string> sources)
    {
        var source = row.Optional("source");
        var engine = row.Text("engine", "vllm");
        var measured = new Measurement
        {
            Id = row.Optional("id") is { Length: > 0 } id ? id : $"{where}:{row.Line}",
            Source = sources.GetValueOrDefault(source, source),
            SourceKey = source,
            Measured = row.Optional("measured"),
            Where = $"{where}:{row.Line}",
            Model = row.Text("model", "Qwen/Qwen3-32B"),
            Accelerator = row.Text("gpu", "H200-SXM"),
            Gpus = row.Count("gpus"),
            Engine = engine,
            EngineVersion = MeasuredFields.Version(row, engine),
            Precision = row.Optional("precision") is { Length: > 0 } precision ? precision : "not stated",
            Tensor = Ranks(row, "tp"),
            Pipeline = Ranks(row, "pp"),
            Expert = Ranks(row, "ep"),
            Data = Ranks(row, "dp"),
            Scenario = MeasuredFields.Scenario(row),
            InputTokens = Tokens(row, "input_tokens"),
            OutputTokens = Tokens(row, "output_tokens"),
            LengthRatio = MeasuredFields.Ratio(row),
            Concurrency = MeasuredFields.Concurrency(row),
            TimeToFirstTokenMs = MeasuredFields.Time(row, "ttft_ms"),
            TimePerOutputTokenMs = MeasuredFields.Time(row, "tpot_ms"),
            OutputTokensPerSecond = MeasuredFields.Rate(row, "output_tokens_per_second"),
            TotalTokensPerSecond = MeasuredFields.Rate(row, "total_tokens_per_second"),
            Note = row.Optional("note"),
        };
        var mended = Transcription.Mended(measured);
        MeasuredFields.CheckRanks(row, mended);
        return mended;
    }

    private static int? Ranks(CsvRow row, string column) => row.Optional(column).Length == 0 ? null : row.Count(column);

    // A length may be described: "dataset", "avg", "~121 mean", "kv 4989". The first number in it counts.
    private static double? Tokens(CsvRow row, string column)
    {
        var text = row.Optional(column);
        if (text.Length == 0) return null;
        var start = text.AsSpan().IndexOfAnyInRange('0', '9');
        if (start < 0)
            return char.IsLetter(text[0]) ? null : throw row.Refuse(column, $"\"{text}\" is not a number of tokens", "write a whole number such as 1024, or dataset");
        if (start > 0 && text[start - 1] == '-') throw row.Refuse(column, $"{text} is negative", "write a whole number such as 1024");
        var length = text.AsSpan(start).IndexOfAnyExceptInRange('0', '9');
        var digits = length < 0 ? text[start..] : text.Substring(start, length);
        return double.TryParse(digits, CultureInfo.InvariantCulture, out var tokens) && tokens is >= 1 and <= 1e9
            ? tokens
            : throw row.Refuse(column, $"\"{text}\" is no number of tokens from 1 to a milliard", "write a whole number such as 1024");
    }
}
