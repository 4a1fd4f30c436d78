using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Breakeven.Testing;
using CsvHelper;

namespace Breakeven.Tests.Tidy;

/// <summary>A fact that nobody can check is a rumour: each has a value with its unit, a source, and the day it was read.</summary>
public partial class CatalogueFactTests
{
    [Fact]
    public void Every_fact_of_an_accelerator_has_a_unit_a_source_and_a_date() => Check("catalog/accelerators/", 16, root => Facts(root).Concat(Sources(root)).Concat(Unsourced(root)));

    [Fact]
    public void Every_model_says_where_it_was_read_and_when() => Check("catalog/models/", 25, root => Facts(root).Concat(Sources(root)));

    [Fact]
    public void Every_row_of_the_support_table_has_a_source_and_a_date()
    {
        var files = RepositoryFiles.Under("catalog/support/", ".csv").ToList();
        Assert.True(files.Count >= 2, $"{files.Count} files of support");
        Findings.None(files.SelectMany(name => Rows(RepositoryFiles.Read(name)).Select(problem => $"{name}{problem}")));
    }

    [Fact]
    public void Every_acceptance_length_has_a_source_and_a_date_and_all_take_a_few_kilobytes()
    {
        var files = RepositoryFiles.Under("catalog/speculation/", ".csv").ToList();
        Assert.NotEmpty(files);
        Assert.All(files, name => Assert.StartsWith("model,method,thinking,length_1,", RepositoryFiles.Read(name), StringComparison.Ordinal));
        Assert.InRange(files.Sum(name => RepositoryFiles.Read(name).Length), 1, 8000);
        Findings.None(files.SelectMany(name => Rows(RepositoryFiles.Read(name)).Select(problem => $"{name}{problem}")));
    }

    [Fact]
    public void Every_price_has_a_source_and_a_date()
    {
        var files = RepositoryFiles.Under("catalog/prices/", ".csv").ToList();
        Assert.True(files.Count >= 2, $"{files.Count} files of prices");
        Assert.All(files, name => Assert.Contains("usd_per_", RepositoryFiles.Read(name).Split('\n')[0], StringComparison.Ordinal));
        Findings.None(files.SelectMany(name => Rows(RepositoryFiles.Read(name)).Select(problem => $"{name}{problem}")));
    }

    [Theory]
    [InlineData("""{"memory": {"value": 80, "source": "a"}, "sources": {"a": {"where": "x", "date": "2026-01-02"}}}""", "memory: the value is no text with a unit")]
    [InlineData("""{"memory": {"value": "80", "source": "a"}, "sources": {"a": {"where": "x", "date": "2026-01-02"}}}""", "memory: the value is no text with a unit")]
    [InlineData("""{"memory": {"value": "80GB"}, "sources": {"a": {"where": "x", "date": "2026-01-02"}}}""", "memory: no source")]
    [InlineData("""{"memory": {"value": "80GB", "source": "b"}, "sources": {"a": {"where": "x", "date": "2026-01-02"}}}""", "memory: the source b is not listed")]
    [InlineData("""{"memory": {"value": "80GB", "source": "a"}, "sources": {"a": {"where": "x", "date": "2026"}}}""", "sources.a: the date is not like 2026-11-22")]
    [InlineData("""{"memory": {"value": "80GB", "source": "a"}, "sources": {"a": {"where": "", "date": "2026-01-02"}}}""", "sources.a: does not say where")]
    [InlineData("""{"power": 700, "memory": {"value": "80GB", "source": "a"}, "sources": {"a": {"where": "x", "date": "2026-01-02"}}}""", "power: a bare number")]
    [InlineData("""{"memory": {"value": "80GB", "source": "a"}}""", "memory: the source a is not listed")]
    public void Each_fault_of_a_fact_is_named(string json, string problem)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        Assert.Equal(problem, Facts(root).Concat(Sources(root)).Concat(Unsourced(root)).First());
    }

    [Fact]
    public void Each_fault_of_a_row_of_prices_is_named()
    {
        Assert.Equal(["(1): no column source"], Rows("provider,date\nx,2026-01-02\n"));
        Assert.Equal(["(3): no source", "(3): the date is not like 2026-11-22"], Rows("provider,source,date\nx,page,2026-01-02\ny,,soon\n"));
        Assert.Equal(["(1): no rows"], Rows("provider,source,date\n"));
    }

    private static void Check(string folder, int least, Func<JsonElement, IEnumerable<string>> problems)
    {
        var files = RepositoryFiles.Under(folder, ".json").ToList();
        Assert.True(files.Count >= least, $"{folder} holds {files.Count} files, of at least {least}");
        Findings.None(files.SelectMany(name =>
        {
            using var document = JsonDocument.Parse(RepositoryFiles.Read(name));
            return problems(document.RootElement).Select(problem => $"{name}: {problem}").ToList();
        }));
    }

    // Whatever has a "value" is a fact.
    private static IEnumerable<string> Facts(JsonElement root) => Objects(root, "").SelectMany(entry => entry.Element.TryGetProperty("value", out var value) ? Fact(entry, value, root) : []);

    private static IEnumerable<string> Fact((string Path, JsonElement Element) fact, JsonElement value, JsonElement root)
    {
        if (value.ValueKind != JsonValueKind.String || BareNumber().IsMatch(value.GetString()!)) yield return $"{fact.Path}: the value is no text with a unit";
        if (!fact.Element.TryGetProperty("source", out var source)) yield return $"{fact.Path}: no source";
        else if (!root.TryGetProperty("sources", out var listed) || !listed.TryGetProperty(source.GetString()!, out _)) yield return $"{fact.Path}: the source {source.GetString()} is not listed";
    }

    private static IEnumerable<string> Sources(JsonElement root)
    {
        var sources = root.TryGetProperty("sources", out var listed) ? listed.EnumerateObject().Select(p => (Path: "sources." + p.Name, Element: p.Value)).ToList() : [];
        sources.AddRange(from entry in Objects(root, "")
                         where entry.Element.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object
                         select (Join(entry.Path, "source"), entry.Element.GetProperty("source")));
        if (sources.Count == 0) yield return "no sources";
        foreach (var (path, element) in sources)
        {
            if (!element.TryGetProperty("where", out var where) || string.IsNullOrWhiteSpace(where.GetString())) yield return $"{path}: does not say where";
            if (!element.TryGetProperty("date", out var date) || !IsDate(date.GetString())) yield return $"{path}: the date is not like 2026-11-22";
        }
    }

    // A number that stands by itself has neither unit nor source.
    private static IEnumerable<string> Unsourced(JsonElement root)
        => Objects(root, "").SelectMany(entry => entry.Element.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number && p.Name != "value").Select(p => $"{Join(entry.Path, p.Name)}: a bare number"));

    private static IEnumerable<(string Path, JsonElement Element)> Objects(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Objects(p.Value, Join(path, p.Name))).Prepend((path, element)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, i) => Objects(item, $"{path}[{i}]")),
        _ => [],
    };

    private static List<string> Rows(string text)
    {
        using var csv = new CsvReader(new StringReader(text), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var missing = new[] { "source", "date" }.Except(csv.HeaderRecord!).Select(column => $"(1): no column {column}").ToList();
        if (missing.Count > 0) return missing;
        var problems = new List<string>();
        var rows = 0;
        for (; csv.Read(); rows++)
        {
            if (string.IsNullOrWhiteSpace(csv["source"])) problems.Add($"({csv.Parser.RawRow}): no source");
            if (!IsDate(csv["date"])) problems.Add($"({csv.Parser.RawRow}): the date is not like 2026-11-22");
        }
        return rows > 0 ? problems : ["(1): no rows"];
    }

    private static bool IsDate(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    [GeneratedRegex(@"^[-+]?[0-9.,]+(?:[eE][-+]?[0-9]+)?$|^\s*$")]
    private static partial Regex BareNumber();
}
