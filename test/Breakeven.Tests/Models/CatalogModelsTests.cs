using System.Text;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Testing;
using NJsonSchema;

namespace Breakeven.Tests.Models;

public sealed class CatalogModelsTests
{
    private static string Folder => Repository.PathOf("catalog/models");

    [SkippableFact]
    public void Every_file_is_what_the_reader_makes_of_the_published_config()
    {
        var differing = new List<string>();
        foreach (var entry in CatalogList.All)
        {
            Compare(ModelFile.NameOf(entry.Id), ModelFile.Write(entry.Complete(Read(entry))), differing);
        }

        foreach (var summary in CatalogList.PublishedOnly) Compare(ModelFile.NameOf(summary.Id), ModelFile.Write(summary), differing);
        Assert.True(differing.Count == 0, $"run with UPDATE_CATALOG=1 and read the diff: {string.Join(", ", differing)}");
    }

    [Fact]
    public void Every_file_is_in_the_list_and_every_model_of_the_list_has_a_file()
        => Assert.Equal(
            CatalogList.All.Select(entry => entry.Id).Concat(CatalogList.PublishedOnly.Select(summary => summary.Id)).Select(ModelFile.NameOf).Order(StringComparer.Ordinal),
            Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Every_file_satisfies_the_schema()
    {
        var schema = await JsonSchema.FromFileAsync(Repository.PathOf("catalog/schemas/model.schema.json"));
        foreach (var file in Directory.GetFiles(Folder))
            Assert.True(schema.Validate(await File.ReadAllTextAsync(file)) is { Count: 0 }, $"{Path.GetFileName(file)}: {string.Join("; ", schema.Validate(await File.ReadAllTextAsync(file)))}");
    }

    [Fact]
    public async Task The_schema_refuses_what_the_reader_refuses()
    {
        var schema = await JsonSchema.FromFileAsync(Repository.PathOf("catalog/schemas/model.schema.json"));
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "meta-llama__Llama-3.1-8B.json"));
        foreach (var (from, to) in ((string, string)[])[("\"hidden\": 4096", "\"hidden\": -1"), ("\"hidden\"", "\"hidden_size\""), ("\"grouped\"", "\"grouping\""), ("\"where\"", "\"page\"")])
        {
            var broken = text.Replace(from, to, StringComparison.Ordinal);
            Assert.NotEqual(text, broken);
            Assert.NotEmpty(schema.Validate(broken));
            Assert.Throws<InputException>(() => ModelFile.Read(Encoding.UTF8.GetBytes(broken), "broken"));
        }
    }

    [Fact]
    public void A_file_reads_and_writes_back_to_the_same_text()
    {
        foreach (var file in Directory.GetFiles(Folder))
        {
            var bytes = File.ReadAllBytes(file);
            var summary = ModelFile.ReadSummary(bytes, file);
            var text = summary.NotSizable is null ? ModelFile.Write(ModelFile.Read(bytes, file)) : ModelFile.Write(summary);
            Assert.Equal(Encoding.UTF8.GetString(bytes), text);
        }
    }

    [Fact]
    public void A_model_known_by_its_published_figures_only_is_listed_but_not_sized()
    {
        var source = new Source("a card", new(2026, 1, 1));
        var bytes = Encoding.UTF8.GetBytes(ModelFile.Write(new ModelSummary("lab/Secret", "secret", new(1.6e12, 49e9, source), null, source, "its layers are not published")));
        var summary = ModelFile.ReadSummary(bytes, "secret.json");
        Assert.Equal((1.6e12, 49e9), (summary.Published!.Total, summary.Published.Active!.Value));
        var refusal = Assert.Throws<InputException>(() => ModelFile.Read(bytes, "secret.json"));
        Assert.Equal(
            "secret.json: only published figures of lab/Secret are known: its layers are not published; choose a model whose layers are known (breakeven models list)",
            refusal.Message);
    }

    [Fact]
    public void A_hybrid_of_60_layers_is_one_pattern_of_two()
    {
        var model = Find("Qwen/Qwen3.5-397B-A17B");
        var run = Assert.Single(LayerRun.Encode(model.Layers));
        Assert.Equal((15, 2), (run.Repeat, run.Pattern.Count));
        Assert.Equal((3, 1), (run.Pattern[0].Repeat, run.Pattern[1].Repeat));
        Assert.Equal(model.Layers, run.Decode());
    }

    private static Model Read(CatalogList.Entry entry)
    {
        var folder = ReferenceData.Require("models");
        var config = entry.IsInline ? Encoding.UTF8.GetBytes(entry.Config) : File.ReadAllBytes(Path.Combine(folder, entry.Config));
        // Named, or beside the checkpoint's own config, as the reader of a path finds it.
        var beside = Path.Combine(folder, entry.Quantization.Length > 0 ? entry.Quantization
            : entry.Config == ModelFile.NameOf(entry.Id) ? $"quant/{Path.GetFileNameWithoutExtension(entry.Config)}.hf_quant_config.json" : "none");
        var quantization = File.Exists(beside) ? (ReadOnlyMemory<byte>?)File.ReadAllBytes(beside) : null;
        return ConfigReader.Read(config, entry.Id, quantization);
    }

    internal static Model Find(string id)
    {
        var file = Path.Combine(Folder, ModelFile.NameOf(id));
        return ModelFile.Read(File.ReadAllBytes(file), file);
    }

    private static void Compare(string name, string text, List<string> differing)
    {
        var file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("UPDATE_CATALOG") == "1") File.WriteAllText(file, text);
        else if (!File.Exists(file) || File.ReadAllText(file).ReplaceLineEndings("\n") != text) differing.Add(name);
    }
}
