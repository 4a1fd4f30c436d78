namespace Breakeven.Models.Weights;

/// <summary>What a checkpoint's files hold, by layer and class of tensor.</summary>
public sealed class WeightCensus
{
    private readonly Dictionary<(int Layer, TensorClass Class), WeightTally> _byLayer = [];
    private readonly Dictionary<(TensorClass Class, string Type), WeightTally> _byType = [];
    private readonly List<StoredTensor> _unknown = [];

    private WeightCensus()
    {
    }

    /// <summary>Outside of the layers.</summary>
    public const int Outer = -1;

    /// <summary>By layer, or <see cref="Outer"/>, and class; without draft layers.</summary>
    public IReadOnlyDictionary<(int Layer, TensorClass Class), WeightTally> ByLayer => _byLayer;

    /// <summary>By class and the type in which the elements are stored; without draft layers.</summary>
    public IReadOnlyDictionary<(TensorClass Class, string Type), WeightTally> ByType => _byType;

    /// <summary>Layers that predict further tokens.</summary>
    public WeightTally Drafts { get; private set; }

    /// <summary>Tensors whose names fit no rule.</summary>
    public IReadOnlyList<StoredTensor> Unknown => _unknown;

    /// <summary>Layers from 0 of which there is a tensor.</summary>
    public int LayersFound { get; private set; }

    public WeightTally this[TensorClass kind] => _byLayer.Where(entry => entry.Key.Class == kind).Aggregate(default(WeightTally), (sum, entry) => sum + entry.Value);

    public WeightTally Total => _byLayer.Values.Aggregate(default(WeightTally), (sum, tally) => sum + tally);

    /// <summary>Counts tensors. Where the model is known, its layers say which of two classes a matrix of attention is, how packed bytes unpack, and where drafts begin.</summary>
    public static WeightCensus Of(IEnumerable<StoredTensor> tensors, Model? model)
    {
        var census = new WeightCensus();
        var kinds = model?.Layers.Select(layer => (Attention: Holds(layer, model.Hidden, TensorClass.Attention), Linear: Holds(layer, model.Hidden, TensorClass.LinearAttention))).ToArray();
        foreach (var tensor in tensors)
        {
            var place = TensorNames.Of(tensor.Name, tensor.Shape.Count(size => size != 1) <= 1, exponents: tensor.Type.Name == "F8_E8M0");
            if (place.Class is not { } kind)
            {
                census._unknown.Add(tensor);
                continue;
            }

            if (place.Layer is { } layer && kinds is not null && layer < kinds.Length) kind = Mixing(kind, kinds[layer].Attention, kinds[layer].Linear);
            var tally = Tally(tensor, place.Part, model is null ? null : model.Native[kind]);
            if (place.Draft || (kinds is not null && place.Layer >= kinds.Length))
            {
                census.Drafts += tally;
                continue;
            }

            census.LayersFound = Math.Max(census.LayersFound, (place.Layer ?? -1) + 1);
            var key = (place.Layer ?? Outer, kind);
            census._byLayer[key] = census._byLayer.GetValueOrDefault(key) + tally;
            var type = (kind, tensor.Type.Name);
            census._byType[type] = census._byType.GetValueOrDefault(type) + tally;
        }

        return census;
    }

    private static bool Holds(ModelLayer layer, int hidden, TensorClass kind) => layer.Tensors(hidden).Any(tensor => tensor.Class == kind);

    // Lightning attention and Mamba mixers go by the names of attention in some checkpoints, and llama.cpp names both kinds of Qwen3-Next alike.
    private static TensorClass Mixing(TensorClass kind, bool attention, bool linear) => kind switch
    {
        TensorClass.Attention when !attention && linear => TensorClass.LinearAttention,
        TensorClass.LinearAttention when !linear && attention => TensorClass.Attention,
        _ => kind,
    };

    private static WeightTally Tally(StoredTensor tensor, StoredPart part, WeightFormat? format) => part switch
    {
        StoredPart.Scale => new(1, 0, 0, tensor.Bytes, 0),
        StoredPart.Beside => new(1, 0, 0, 0, tensor.Bytes),
        _ => new(1, tensor.Elements * PackedIn(tensor, format), tensor.Bytes, 0, 0),
    };

    // Weights of a model are no integers: U8 holds two of four bits (ModelOpt, gpt-oss, compressed-tensors' FP4), I32 eight (AWQ, GPTQ, compressed-tensors).
    // I8 is what it says unless the config stores this class in four bits (DeepSeek V4).
    private static long PackedIn(StoredTensor tensor, WeightFormat? format) => (tensor.Type.Name, format?.BitsPerElement) switch
    {
        ("U8", _) => 2,
        ("I8", 4) => 2,
        ("I32", 8) => 4,
        ("I32", _) => 8,
        _ => 1,
    };
}
