using System.Text;
using Breakeven.Catalog;
using Breakeven.Models;
using Breakeven.Models.Configs;
using Breakeven.Models.Weights;
using Breakeven.Testing;

namespace Breakeven.Tests.Models.Weights;

/// <summary>A checkpoint written from a model's tensors holds, class by class and to the byte, what the config's arithmetic says.</summary>
public sealed class RoundTripTests
{
    private const int ExpertsWritten = 1024;

    public static TheoryData<string> Samples => [.. Enumerable.Range(0, SampleConfigs.All.Count).Select(i => $"{i}")];

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_safetensors_folder_of_each_architecture_holds_what_its_config_says(string index)
    {
        var config = SampleConfigs.All[int.Parse(index, System.Globalization.CultureInfo.InvariantCulture)];
        var model = ConfigReader.Read(Encoding.UTF8.GetBytes(config), "config.json");
        var read = CheckpointReader.Read(new VirtualFiles().With("config.json", config).With("model.safetensors", CheckpointWriter.Safetensors(model)))!;
        Assert.True(read.Disagreements.Count == 0, string.Join('\n', read.Disagreements));
        Same(model, read);
        Assert.Equal(read.Census.Total.Bytes, (long)Math.Round(read.Model!.WeightBytes(read.Model.Native).Value));
    }

    [Fact]
    public void A_safetensors_folder_of_each_model_of_the_catalogue_holds_what_its_layers_say()
    {
        var catalog = EmbeddedCatalog.Open();
        var written = 0;
        var differing = new List<string>();
        foreach (var model in catalog.ModelIds.Where(id => catalog.FindSummary(id)!.NotSizable is null).Select(id => Short(catalog.FindModel(id)!)))
        {
            if (IsAverage(model)) continue;
            var header = CheckpointWriter.Safetensors(model);
            var tensors = SafetensorsHeader.Read(VirtualFiles.FileOf("model.safetensors", header.Header(), header.Length));
            var census = WeightCensus.Of(tensors, model);
            var (disagreements, remarks) = WeightCheck.Compare(model, census, typed: true);
            var wrong = disagreements.Concat(remarks.Where(remark => remark.Contains("arithmetic", StringComparison.Ordinal))).ToList();
            differing.AddRange(wrong.Select(line => $"{model.Id}: {line}"));
            if (wrong.Count == 0) Same(model, census);
            written++;
        }

        Assert.True(differing.Count == 0, string.Join('\n', differing));
        Assert.True(written > 40, $"{written} models");
    }

    [SkippableFact]
    public void A_safetensors_folder_of_each_published_config_holds_what_it_says()
    {
        var read = 0;
        var differing = new List<string>();
        foreach (var path in Directory.GetFiles(ReferenceData.Require("models"), "*.json").Order(StringComparer.Ordinal))
        {
            Model model;
            try
            {
                model = Short(ConfigReader.ReadPath(path));
            }
            catch (InputException)
            {
                continue;
            }

            if (IsAverage(model)) continue;
            var header = CheckpointWriter.Safetensors(model);
            var census = WeightCensus.Of(SafetensorsHeader.Read(VirtualFiles.FileOf(path, header.Header(), header.Length)), model);
            var (disagreements, _) = WeightCheck.Compare(model, census, typed: true);
            differing.AddRange(disagreements.Select(line => $"{Path.GetFileName(path)}: {line}"));
            if (disagreements.Count == 0) Same(model, census);
            read++;
        }

        Assert.True(differing.Count == 0, string.Join('\n', differing));
        Assert.True(read > 30);
    }

    // Every kind of layer twice at most, where the whole would be a hundred thousand tensors of experts: equal layers are written and counted alike.
    private static Model Short(Model model) => model.Layers.Sum(layer => layer.FeedForward is FeedForwardKind.Mixture experts ? experts.Experts : 0) <= ExpertsWritten ? model
        : model with { Layers = [.. model.LayerKinds.SelectMany(kind => Enumerable.Repeat(kind.Layer, Math.Min(kind.Count, 2)))] };

    // A class whose layers are stored in different ways is an average in the model, and no writer can tell the layers apart again.
    private static bool IsAverage(Model model) => model.Native.Weights.Values.Concat(model.Native.Exceptions.Values).Any(format => format.Stored is not null);

    private static void Same(Model model, Checkpoint read) => Same(model, read.Census);

    private static void Same(Model model, WeightCensus census)
    {
        foreach (var (kind, bytes) in model.WeightBytesByClass(model.Native))
            Assert.True(bytes.Value == census[kind].WeightBytes + census[kind].ScaleBytes, $"{model.Id}, {kind}: {bytes.Value} by arithmetic, {census[kind].WeightBytes} and {census[kind].ScaleBytes} of scales in the file");
        Assert.Equal(model.TotalParameters, census.Total.Parameters);
        // And the bytes that stand beside are in the model that a reader of the files gets.
        var stored = StoredPrecision.Apply(model, census);
        foreach (var (kind, bytes) in stored.WeightBytesByClass(stored.Native)) Assert.Equal(census[kind].Bytes, (long)Math.Round(bytes.Value));
    }
}
