using Breakeven.Catalog;

namespace Breakeven.Models.Weights;

/// <summary>What a GGUF file, or several that are one, say of a model: metadata of its architecture, and which tensors there are.</summary>
internal sealed class GgufFacts
{
    private readonly IReadOnlyDictionary<string, GgufValue> _metadata;
    private readonly Dictionary<string, StoredTensor> _tensors;

    public GgufFacts(IReadOnlyDictionary<string, GgufValue> metadata, IEnumerable<StoredTensor> tensors, string where)
    {
        (_metadata, Where) = (metadata, where);
        _tensors = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Architecture = Text("general.architecture") ?? throw new InputException(
            "general.architecture is missing", where, "give a model's .gguf file as llama.cpp's converter writes it");
        Blocks = Number("block_count") ?? 0;
    }

    public string Where { get; }

    public string Architecture { get; }

    /// <summary>Layers, those that predict further tokens included.</summary>
    public long Blocks { get; }

    /// <summary>A text of the metadata, by its whole key.</summary>
    public string? Text(string key) => (_metadata.GetValueOrDefault(key) as GgufValue.Text)?.Value;

    /// <summary>A number of the architecture's; a list with one entry a layer counts where all that are not 0 agree.</summary>
    public long? Number(string key) => _metadata.GetValueOrDefault($"{Architecture}.{key}") switch
    {
        null => null,
        GgufValue.Whole whole => whole.Value,
        GgufValue.List { Numbers: { } numbers } => numbers.Where(number => number != 0).Distinct().ToList() switch
        {
            [] => 0,
            [var one] => one,
            var several => throw Error(key, $"the layers differ, {string.Join(", ", several.Take(4))}{(several.Count > 4 ? ", ..." : "")}, and are not told apart for this architecture"),
        },
        _ => throw Error(key, "the value is no whole number"),
    };

    /// <summary>A list of the architecture's with one whole number for each layer; null where the key is absent or one number counts for all.</summary>
    public IReadOnlyList<long>? Numbers(string key) => (_metadata.GetValueOrDefault($"{Architecture}.{key}") as GgufValue.List)?.Numbers is { } numbers
        ? numbers.Count >= Blocks ? numbers : throw Error(key, $"the list has {numbers.Count} entries for {Blocks} layers") : null;

    public long? Whole(string key) => (_metadata.GetValueOrDefault(key) as GgufValue.Whole)?.Value;

    public long? ListLength(string key) => (_metadata.GetValueOrDefault(key) as GgufValue.List)?.Count;

    public StoredTensor? Tensor(string name) => _tensors.GetValueOrDefault(name);

    /// <summary>Some layer has a tensor of this name.</summary>
    public bool HasTensor(string suffix) => _tensors.Keys.Any(name => name.StartsWith("blk.", StringComparison.Ordinal) && name.EndsWith("." + suffix, StringComparison.Ordinal));

    public bool LayerHas(long layer, string suffix) => _tensors.ContainsKey($"blk.{layer}.{suffix}");

    public InputException Error(string key, string what) => new(what, $"{Where}, {Architecture}.{key}", "convert the model anew with llama.cpp, or size it by its config.json");
}
