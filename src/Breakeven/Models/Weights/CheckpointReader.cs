using Breakeven.Catalog;
using Breakeven.Models.Configs;

namespace Breakeven.Models.Weights;

/// <summary>Reads a checkpoint from where its files lie: which of them are its weights, what they hold, and the model they make.</summary>
public static class CheckpointReader
{
    private const string ConfigName = "config.json";
    private const string QuantName = "hf_quant_config.json";
    private const string IndexName = "model.safetensors.index.json";
    private const string SingleName = "model.safetensors";

    /// <summary>Reads the checkpoint; null where the folder has no weights and only a config can tell.</summary>
    /// <param name="file">The file that was named; null where the folder was.</param>
    public static Checkpoint? Read(ICheckpointFolder folder, string? file = null)
    {
        if (file?.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase) == true) return ReadGguf(folder, file);
        var (files, index, missing) = file is null ? Find(folder) : Named(folder, file);
        if (files.Count > 0 || index is not null) return ReadSafetensors(folder, files, index, missing);
        var gguf = folder.Names?.Where(name => name.EndsWith(".gguf", StringComparison.OrdinalIgnoreCase)).ToList() ?? [];
        return gguf.Select(name => ShardName.Parse(name) is { } shard ? shard.Stem : name).Distinct().Count() switch
        {
            0 => null,
            1 => ReadGguf(folder, gguf.Order(StringComparer.Ordinal).First()),
            _ => throw new InputException($"the folder holds {gguf.Count} GGUF files of several models", folder.Where, $"name one of them, such as {gguf.Order(StringComparer.Ordinal).First()}"),
        };
    }

    private static (IReadOnlyList<WeightFile> Files, SafetensorsIndex? Index, IReadOnlyList<string> Missing) Named(ICheckpointFolder folder, string file)
    {
        if (file.EndsWith(".index.json", StringComparison.OrdinalIgnoreCase)) return OfIndex(folder, SafetensorsIndex.Read(Require(folder, file)));
        if (ShardName.Parse(file) is not { } shard) return ([Require(folder, file)], null, []);
        return OfNames(folder, shard.All($"{folder.Where}, {file}"), null);
    }

    private static (IReadOnlyList<WeightFile> Files, SafetensorsIndex? Index, IReadOnlyList<string> Missing) Find(ICheckpointFolder folder)
    {
        if (folder.Open(IndexName) is { } index) return OfIndex(folder, SafetensorsIndex.Read(index));
        if (folder.Open(SingleName) is { } single) return ([single], null, []);
        var found = folder.Names?.Where(name => name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal).ToList() ?? [];
        // Some repositories hold the same weights twice: by the name of the hub's tools and by the vendor's own.
        if (found.Exists(name => name.StartsWith("model", StringComparison.Ordinal))) found = [.. found.Where(name => name.StartsWith("model", StringComparison.Ordinal))];
        if (found.Count == 0) return ([], null, []);
        var expected = ShardName.Parse(found[0]) is { } shard ? shard.All($"{folder.Where}, {found[0]}").Union(found).ToList() : found;
        return OfNames(folder, expected, null);
    }

    private static (IReadOnlyList<WeightFile> Files, SafetensorsIndex? Index, IReadOnlyList<string> Missing) OfIndex(ICheckpointFolder folder, SafetensorsIndex index) =>
        OfNames(folder, index.Files, index);

    private static (IReadOnlyList<WeightFile> Files, SafetensorsIndex? Index, IReadOnlyList<string> Missing) OfNames(ICheckpointFolder folder, IReadOnlyList<string> names, SafetensorsIndex? index)
    {
        folder.Prepare(names);
        var files = names.Select(name => (Name: name, Opened: folder.Open(name))).ToList();
        return ([.. files.Where(entry => entry.Opened is not null).Select(entry => entry.Opened!)], index, [.. files.Where(entry => entry.Opened is null).Select(entry => entry.Name)]);
    }

    private static WeightFile Require(ICheckpointFolder folder, string name) =>
        folder.Open(name) ?? throw new InputException("there is no such file", $"{folder.Where}, {Shown.Of(name)}", "give a checkpoint's folder, its .safetensors or its .gguf file");

    private static Checkpoint ReadSafetensors(ICheckpointFolder folder, IReadOnlyList<WeightFile> files, SafetensorsIndex? index, IReadOnlyList<string> missing)
    {
        var model = ReadConfig(folder);
        var (disagreements, remarks) = (new List<string>(), new List<string>());
        var tensors = new List<StoredTensor>();
        var fileOf = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var tensor in SafetensorsHeader.Read(file))
            {
                if (!fileOf.TryAdd(tensor.Name, file.Name))
                    throw new InputException($"the tensor \"{Shown.Of(tensor.Name)}\" stands in {fileOf[tensor.Name]} as well", file.Where, "remove the files that are of another checkpoint");
                tensors.Add(tensor);
            }
        }

        if (missing.Count > 0 && files.Count > 0)
            disagreements.Add(WeightCheck.Line($"{missing.Count} of {missing.Count + files.Count} files are missing, such as {Shown.Of(missing[0])}; sizes are the config's"));
        else if (missing.Count > 0)
            remarks.Add(WeightCheck.Line($"none of the index's {missing.Count} files is here; sizes are the config's"));
        var complete = missing.Count == 0;
        if (index is not null) CompareIndex(index, fileOf, complete, tensors, model, disagreements, remarks);
        var census = WeightCensus.Of(tensors, model);
        if (model is not null && complete)
        {
            var (differ, said) = WeightCheck.Compare(model, census, typed: true);
            disagreements.AddRange(differ);
            remarks.AddRange(said);
            model = StoredPrecision.Apply(model, census);
        }

        return Result(folder.Where, "safetensors", model, census, files, disagreements, remarks);
    }

    private static void CompareIndex(
        SafetensorsIndex index, Dictionary<string, string> fileOf, bool complete, List<StoredTensor> tensors, Model? model, List<string> disagreements, List<string> remarks)
    {
        if (!complete)
        {
            if (fileOf.Count == 0 && model is not null && index.TotalSize is { } said)
                remarks.Add(WeightCheck.Line($"the index says {said:N0} bytes with draft layers and encoders, the config's arithmetic makes {model.WeightBytes(model.Native).Value:N0}"));
            return;
        }

        var lacking = index.FileOf.Where(entry => fileOf.GetValueOrDefault(entry.Key) != entry.Value).Select(entry => entry.Key).ToList();
        if (lacking.Count > 0)
            disagreements.Add(WeightCheck.Line($"{lacking.Count:N0} tensors are not in the file that the index names, such as \"{Shown.Of(lacking[0])}\" in {index.FileOf[lacking[0]]}"));
        var unnamed = fileOf.Keys.Where(name => !index.FileOf.ContainsKey(name)).ToList();
        if (unnamed.Count > 0) disagreements.Add(WeightCheck.Line($"{unnamed.Count:N0} tensors are in no entry of the index, such as \"{Shown.Of(unnamed[0])}\""));
        var total = tensors.Sum(tensor => (decimal)tensor.Bytes);
        if (index.TotalSize is { } size && size != total) remarks.Add(WeightCheck.Line($"the index says {size:N0} bytes, the files hold {total:N0}"));
    }

    /// <summary>The model that the config alone tells; null where there is none.</summary>
    public static Model? ReadConfig(ICheckpointFolder folder)
    {
        if (folder.ReadSmall(ConfigName, JsonText.SizeMax) is not { } config) return null;
        var quant = folder.ReadSmall(QuantName, JsonText.SizeMax);
        return ConfigReader.Read(config, $"{folder.Where}/{ConfigName}", quant is null ? (ReadOnlyMemory<byte>?)null : quant.AsMemory()) with { Id = folder.Id };
    }

    private static Checkpoint ReadGguf(ICheckpointFolder folder, string name)
    {
        var shard = ShardName.Parse(name);
        if (shard is not null) folder.Prepare(shard.All($"{folder.Where}, {name}"));
        var files = (shard?.All($"{folder.Where}, {name}") ?? [name]).Select(part => Require(folder, part)).ToList();
        var headers = files.ConvertAll(GgufHeader.Read);
        if (headers.Count > 1 && headers.Exists(header => header.Metadata.GetValueOrDefault("split.count") is not GgufValue.Whole { Value: var count } || count != headers.Count))
            throw new InputException($"its name says {headers.Count} files, and split.count does not", files[0].Where, "give files as llama-gguf-split writes them");
        var tensors = headers.SelectMany(header => header.Tensors).ToList();
        if (tensors.GroupBy(tensor => tensor.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new InputException($"the tensor \"{Shown.Of(twice.Key)}\" stands in two of the files", files[0].Where, "give files as llama-gguf-split writes them");
        if (tensors.Count == 0) throw new InputException("the file holds a vocabulary and no tensor", files[0].Where, "give the file with the weights");
        var facts = new GgufFacts(headers[0].Metadata, tensors, files[0].Where);
        var model = GgufConfig.ReadModel(facts, folder.Id);
        // Gemma 4's router scales its experts by a parameter, which bears the name of what elsewhere are scales of packed weights.
        if (facts.Architecture == "gemma4") tensors = tensors.ConvertAll(tensor => tensor with { Name = tensor.Name.Replace("ffn_down_exps.scale", "router.per_expert_scale", StringComparison.Ordinal) });
        var census = WeightCensus.Of(tensors, model);
        var (disagreements, remarks) = WeightCheck.Compare(model, census, typed: false);
        model = StoredPrecision.Apply(model, census, GgufPrecision.NameOf(facts, census), kind => GgufPrecision.Of(kind, census));
        if (headers.Sum(header => header.Length - header.DataStart - (header.Tensors.Count == 0 ? 0 : header.Tensors.Max(tensor => tensor.Offset + tensor.Bytes))) is var rest
            && rest >= headers.Sum(header => header.Alignment))
            remarks = [.. remarks, WeightCheck.Line($"{rest:N0} bytes after the last tensor belong to none")];
        return Result(files[0].Where, "gguf", model, census, files, [.. disagreements], [.. remarks]);
    }

    private static Checkpoint Result(
        string where, string format, Model? model, WeightCensus census, IReadOnlyList<WeightFile> files, List<string> disagreements, List<string> remarks) => new()
        {
            Where = where,
            Format = format,
            Model = model is null ? null : model with { Notes = [.. model.Notes, .. disagreements.Select(line => "config and files disagree: " + line), .. remarks] },
            Census = census,
            Files = [.. files.Select(file => (file.Name, file.Length))],
            Disagreements = disagreements,
            Remarks = remarks,
        };
}
