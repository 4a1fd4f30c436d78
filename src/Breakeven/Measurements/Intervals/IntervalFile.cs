using System.Globalization;
using System.Text;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Measurements.Intervals;

/// <summary>A table of intervals as JSON, one line an entry.</summary>
public static class IntervalFile
{
    internal const string Resource = "catalog/calibration/intervals.json";

    /// <summary>The table as text.</summary>
    public static string Write(IntervalTable table)
    {
        var text = new StringBuilder(Line($"{{\n  \"schema_version\": 1,\n  \"source\": {Text(table.Source)},\n"));
        Section(text, "known", table.Known, one => Line(
            $"{Kind(one.Metric, one.Scenario)}, \"platforms\": {List(one.Platforms.Select(pair => $"{pair.Engine} {pair.Accelerator}"))}, \"families\": {List(one.Families)}, \"architectures\": {List(one.Architectures)}"));
        text.Append(",\n");
        // Cells are written by kind, since a line that repeats its kind is twice as long.
        Section(text, "kinds", table.Cells.GroupBy(cell => (cell.Metric, cell.Scenario, cell.Familiarity)), kind => Line(
            $"{Kind(kind.Key.Metric, kind.Key.Scenario)}, \"familiarity\": \"{IntervalWords.Of(kind.Key.Familiarity)}\", \"cells\": [\n      {string.Join(",\n      ", kind.Select(CellLine))}\n    ]"));
        text.Append(",\n");
        Section(text, "shared_variance", table.Shared, one => Line(
            $"{Kind(one.Metric, one.Scenario)}, \"platform\": {one.Platform:0.######}, \"architecture\": {one.Architecture:0.######}, \"both\": {one.Both:0.######}, \"total\": {one.Total:0.######}"));
        return text.Append("\n}\n").ToString();
    }

    /// <summary>Reads a table.</summary>
    /// <exception cref="InputException">A member is missing or is no such value.</exception>
    public static IntervalTable Read(ReadOnlyMemory<byte> json, string where)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new(
                root.GetProperty("source").GetString()!,
                [.. root.GetProperty("known").EnumerateArray().Select(KnownOf)],
                [.. root.GetProperty("kinds").EnumerateArray().SelectMany(kind => kind.GetProperty("cells").EnumerateArray().Select(cell => CellOf(kind, cell)))],
                [.. root.GetProperty("shared_variance").EnumerateArray().Select(SharedOf)]);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InputException($"it is no table of intervals: {failure.Message}", where, "write it again from residuals");
        }
    }

    internal static IntervalTable ReadEmbedded()
    {
        using var stream = typeof(IntervalFile).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes, Resource);
    }

    private static MeasuredKinds KnownOf(JsonElement one) => new(
        Metric(one), Scenario(one),
        Texts(one, "platforms").Select(text => (text[..text.IndexOf(' ', StringComparison.Ordinal)], text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..])).ToHashSet(),
        Texts(one, "families").ToHashSet(StringComparer.Ordinal), Texts(one, "architectures").ToHashSet(StringComparer.Ordinal));

    private static IntervalCell CellOf(JsonElement kind, JsonElement one) => new(
        Metric(kind), Scenario(kind), Word<Familiarity>(kind, "familiarity", IntervalWords.Of),
        one.TryGetProperty("engine", out var engine) ? engine.GetString() : null,
        one.TryGetProperty("bits", out var bits) ? bits.GetInt32() : null,
        one.TryGetProperty("load", out _) ? Word<LoadClass>(one, "load", IntervalWords.Of) : null)
    {
        Low = Number(one, "low"),
        Median = Number(one, "median"),
        High = Number(one, "high"),
        Count = one.GetProperty("n").GetInt32(),
        Groups = one.TryGetProperty("groups", out var groups) ? groups.GetInt32() : 0,
        Widening = one.TryGetProperty("widening", out _) ? Number(one, "widening") : 1,
    };

    private static string CellLine(IntervalCell cell)
    {
        var members = new List<string>();
        if (cell.Engine is not null) members.Add($"\"engine\": {Text(cell.Engine)}");
        if (cell.Precision is { } bits) members.Add(Line($"\"bits\": {bits}"));
        if (cell.Load is { } load) members.Add($"\"load\": \"{IntervalWords.Of(load)}\"");
        members.Add(Line($"\"n\": {cell.Count}, \"low\": {Figure(cell.Low)}, \"median\": {Figure(cell.Median)}, \"high\": {Figure(cell.High)}"));
        if (cell.Groups > 0) members.Add(Line($"\"groups\": {cell.Groups}, \"widening\": {cell.Widening:0.##}"));
        return $"{{ {string.Join(", ", members)} }}";
    }

    private static string Figure(double value) => double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);

    private static SharedError SharedOf(JsonElement one) => new(Metric(one), Scenario(one), Number(one, "platform"), Number(one, "architecture"), Number(one, "both"), Number(one, "total"));

    private static PredictedMetric Metric(JsonElement one) => Word<PredictedMetric>(one, "metric", RowKeys.NameOf);

    private static ScenarioKind Scenario(JsonElement one) => Word<ScenarioKind>(one, "scenario", IntervalWords.Of);

    private static T Word<T>(JsonElement one, string member, Func<T, string> nameOf) where T : struct, Enum
        => IntervalWords.Read(one.GetProperty(member).GetString() ?? "", nameOf) ?? throw new FormatException($"there is no {member} \"{one.GetProperty(member)}\"");

    private static double Number(JsonElement one, string member)
        => one.GetProperty(member).GetDouble() is var number && number >= 0 && double.IsFinite(number) ? number : throw new FormatException($"{member} is no number of 0 or more");

    private static IEnumerable<string> Texts(JsonElement one, string member) => one.GetProperty(member).EnumerateArray().Select(item => item.GetString()!);

    private static void Section<T>(StringBuilder text, string name, IEnumerable<T> items, Func<T, string> line)
        => text.Append("  \"").Append(name).Append("\": [\n").AppendJoin(",\n", items.Select(item => $"    {{ {line(item)} }}")).Append("\n  ]");

    private static string Kind(PredictedMetric metric, ScenarioKind scenario) => $"\"metric\": \"{RowKeys.NameOf(metric)}\", \"scenario\": \"{IntervalWords.Of(scenario)}\"";

    private static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Order(StringComparer.Ordinal).Select(Text))}]";

    private static string Text(string? text) => text is null ? "null" : $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
