using Breakeven.Catalog;
using Breakeven.Measurements;
using Breakeven.Testing;

namespace Breakeven.Tests.Measurements;

/// <summary>The measurements of the catalogue: what they were made from, and that each can be checked.</summary>
public sealed class CatalogMeasurementsTests
{
    // Devices that the catalogue does not have; the reader takes a relative for them.
    private static readonly string[] s_relatives = ["H800 80GB"];

    private static readonly ICatalog Catalog = EmbeddedCatalog.Open();

    private static IReadOnlyList<Measurement> Rows => Catalog.Measurements;

    [SkippableFact]
    public void The_committed_rows_are_what_the_public_points_convert_to()
    {
        ReferenceData.Require("measurements/serving.csv");
        var (files, _) = MeasurementConverter.Convert(name => File.ReadAllBytes(ReferenceData.Require($"measurements/{name}.csv")), Catalog);
        foreach (var (name, text) in files)
        {
            var committed = Repository.PathOf($"catalog/measurements/{name}.csv");
            if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1") File.WriteAllText(committed, text);
            Assert.True(File.Exists(committed) && File.ReadAllText(committed) == text, $"catalog/measurements/{name}.csv is not what the points convert to: run this test again with UPDATE_CATALOG=1 and read the diff");
        }
    }

    // 2,677 gathered; by hand: 66 of MLPerf stand twice, 2 are of pruned models, 19 of dstack's are others doubled, 1 is a day's total.
    [SkippableFact]
    public void What_is_left_out_is_left_out_for_a_reason()
    {
        ReferenceData.Require("measurements/serving.csv");
        var (_, left) = MeasurementConverter.Convert(name => File.ReadAllBytes(ReferenceData.Require($"measurements/{name}.csv")), Catalog);
        Assert.Equal(
            [("a day's total and no rate", 1), ("a pruned model of the open division", 2), ("computed: twice the row of one replica", 19), ("listed twice", 66)],
            left.CountBy(pair => pair.Reason).Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Fact]
    public void There_are_enough_rows_of_every_kind_and_none_twice()
    {
        Assert.True(Rows.Count > 2500, $"{Rows.Count} rows");
        Assert.Equal(["closed-loop", "mlperf-offline", "mlperf-server", "offline", "open-loop", "production decode", "production prefill"], Rows.Select(row => row.Scenario).Distinct().Order(StringComparer.Ordinal));
        Assert.Empty(Rows.GroupBy(row => row.Id).Where(alike => alike.Count() > 1).Select(alike => alike.Key));
        Assert.Empty(Rows.GroupBy(row => row with { Id = "", Where = "" }).Where(alike => alike.Count() > 1).Select(alike => alike.First().Id));
    }

    [Fact]
    public void Every_row_says_who_measured_it_and_where_that_was_read()
        => Findings.None(Rows.Where(row => row.Source == row.SourceKey || !row.Source.Contains('@', StringComparison.Ordinal) || !row.Source.Contains("read 20", StringComparison.Ordinal)).Select(row => $"{row.Where}: {row.Source}"));

    [Fact]
    public void Every_row_names_a_model_an_accelerator_and_a_precision_that_are_known()
    {
        var reader = new MeasurementReader(Catalog);
        Findings.None(from row in Rows
                      where !s_relatives.Contains(row.Accelerator)
                      let known = Catalog.FindAccelerator(row.Accelerator)?.Id == row.Accelerator
                      let why = known && reader.Resolve(row, out var reason) is null ? reason : null
                      where !known || why is not null
                      select $"{row.Where}: {row.Accelerator}, {row.Model}: {why?.Reason} {why?.Detail}");
    }

    // A first token of ten minutes, a token of ten seconds or a million tokens a second are slips of the pen.
    [Fact]
    public void Every_figure_is_such_as_devices_yield()
        => Findings.None(from row in Rows
                         where row is { TimeToFirstTokenMs: null, TimePerOutputTokenMs: null, OutputTokensPerSecond: null, TotalTokensPerSecond: null }
                             || row.TimeToFirstTokenMs is < 3 or > 600_000 || row.TimePerOutputTokenMs is < 0.5 or > 10_000
                             || row.OutputTokensPerSecond is < 1 or > 200_000 || row.TotalTokensPerSecond is < 10 or > 200_000
                             || row.Gpus > 64 || row.InputTokens is > 131_072 || row.OutputTokens is > 131_072
                         select row.Where);

    [Fact]
    public void They_are_small_and_their_columns_are_the_schema_s()
    {
        var files = Directory.GetFiles(Repository.PathOf("catalog/measurements"), "*.csv");
        Assert.True(files.Sum(file => new FileInfo(file).Length) <= 500_000, $"{files.Sum(file => new FileInfo(file).Length)} bytes");
        foreach (var file in files.Where(file => Path.GetFileName(file) != "llama-cpp.csv"))
        {
            var lines = File.ReadLines(file).ToList();
            Assert.StartsWith("# ", lines[0], StringComparison.Ordinal);
            var header = lines.First(line => line[0] != '#').Split(',');
            Assert.Equal(MeasurementFile.Columns.Where(header.Contains), header);
        }
    }
}
