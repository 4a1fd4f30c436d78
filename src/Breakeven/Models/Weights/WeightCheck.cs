using System.Globalization;

namespace Breakeven.Models.Weights;

/// <summary>Holds the config against what the files hold: layer by layer and class by class, alike layers in one line.</summary>
internal static class WeightCheck
{
    // What a config says of 16 or 32 bits is about the matrices; norms and routers are often kept wider.
    private static readonly TensorClass[] s_anyFloat = [TensorClass.Norm, TensorClass.Router, TensorClass.Encoder];

    /// <summary>Disagreements, which make a check fail, and remarks, which do not contradict the config.</summary>
    /// <param name="typed">The config states how elements are stored; metadata of GGUF does not.</param>
    public static (IReadOnlyList<string> Disagreements, IReadOnlyList<string> Remarks) Compare(Model model, WeightCensus census, bool typed)
    {
        var (disagreements, remarks) = (new List<string>(), new List<string>());
        Layers(model, census, disagreements);
        if (typed) Types(model, census, disagreements, remarks);
        if (typed && disagreements.Count == 0) Bytes(model, census, remarks);
        Drafts(model, census, disagreements, remarks);
        if (census.Unknown.Count > 0)
            disagreements.Add(Line($"{census.Unknown.Count:N0} tensors of {census.Unknown.Sum(tensor => (decimal)tensor.Bytes):N0} bytes fit no part of the model, such as \"{Shown.Of(census.Unknown[0].Name)}\""));
        return (disagreements, remarks);
    }

    public static string NameOf(TensorClass kind) => kind switch
    {
        TensorClass.Embedding => "embedding",
        TensorClass.Head => "head",
        TensorClass.Norm => "norms and biases",
        TensorClass.Attention => "attention",
        TensorClass.LinearAttention => "linear attention",
        TensorClass.Router => "router",
        TensorClass.DenseFeedForward => "dense feed-forward",
        TensorClass.SharedExpert => "shared experts",
        TensorClass.RoutedExpert => "routed experts",
        _ => "encoder",
    };

    private static void Layers(Model model, WeightCensus census, List<string> disagreements)
    {
        var differing = new Dictionary<(TensorClass Class, long Expected, long Found), List<int>>();
        var absent = new List<int>();
        for (var layer = WeightCensus.Outer; layer < model.Layers.Count; layer++)
        {
            var expected = Expected(layer == WeightCensus.Outer ? model.OuterTensors() : model.Layers[layer].Tensors(model.Hidden));
            // An encoder whose sizes the config leaves out is no contradiction: the files' own size is taken.
            if (layer == WeightCensus.Outer && model.EncoderParameters == 0) expected[TensorClass.Encoder] = census[TensorClass.Encoder].Parameters;
            if (layer != WeightCensus.Outer && !Enum.GetValues<TensorClass>().Any(kind => census.ByLayer.ContainsKey((layer, kind))))
            {
                absent.Add(layer);
                continue;
            }

            foreach (var kind in Enum.GetValues<TensorClass>())
            {
                var (said, found) = (expected.GetValueOrDefault(kind), census.ByLayer.GetValueOrDefault((layer, kind)).Parameters);
                if (said == found) continue;
                if (!differing.TryGetValue((kind, said, found), out var layers)) differing[(kind, said, found)] = layers = [];
                layers.Add(layer);
            }
        }

        if (absent.Count > 0) disagreements.Add($"{LayerRanges.Of(absent)}: the config has them, the files hold no tensor of them");
        foreach (var ((kind, said, found), layers) in differing.OrderBy(entry => entry.Value[0]).ThenBy(entry => entry.Key.Class))
            disagreements.Add(Difference(LayerRanges.Of(layers), kind, said, found, layers is [WeightCensus.Outer] ? "" : " a layer"));
    }

    private static string Difference(string where, TensorClass kind, long said, long found, string each) =>
        said == 0 ? Line($"{where}: {NameOf(kind)}: the config has none, the files hold {found:N0} parameters{each}")
        : found == 0 ? Line($"{where}: {NameOf(kind)}: the config says {said:N0} parameters{each}, the files hold none")
        : Line($"{where}: {NameOf(kind)}: the config says {said:N0} parameters{each}, the files hold {found:N0}");

    private static Dictionary<TensorClass, long> Expected(IEnumerable<WeightTensor> tensors)
    {
        var expected = new Dictionary<TensorClass, long>();
        foreach (var tensor in tensors) expected[tensor.Class] = expected.GetValueOrDefault(tensor.Class) + tensor.Parameters;
        return expected;
    }

    private static void Types(Model model, WeightCensus census, List<string> disagreements, List<string> remarks)
    {
        var formats = model.LayerKinds.SelectMany(kind => kind.Layer.Tensors(model.Hidden)).Concat(model.OuterTensors())
            .GroupBy(tensor => tensor.Class).ToDictionary(group => group.Key, group => group.Select(tensor => model.Native.Of(tensor)).Distinct().ToList());
        foreach (var ((kind, type), tally) in census.ByType.OrderBy(entry => entry.Key))
        {
            if (tally.Parameters == 0 || !formats.TryGetValue(kind, out var said) || said.Exists(format => Holds(format, type))) continue;
            var line = Line($"{NameOf(kind)}: the config says {string.Join(" and ", said.Select(format => format.Name))}, the files store {tally.Parameters:N0} of {census[kind].Parameters:N0} parameters as {type}");
            (type is "F32" or "F16" or "BF16" && s_anyFloat.Contains(kind) ? remarks : disagreements).Add(line);
        }
    }

    // A class whose layers are quantised in different ways has only an average, which says nothing of types.
    private static bool Holds(WeightFormat format, string type) => format.Stored is not null || format.BitsPerElement switch
    {
        64 => type is "I64" or "U64" or "F64",
        32 => type is "F32",
        16 => type is "BF16" or "F16",
        8 when format.Compute == NumberFormat.Int8 => type is "I8",
        8 => type is "F8_E4M3" or "F8_E5M2" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ",
        _ => type is "U8" or "I8" or "I32" or "F4",
    };

    // Same parameters in the types the config names, and other bytes: scales of another type or layout than the method's usual one.
    private static void Bytes(Model model, WeightCensus census, List<string> remarks)
    {
        foreach (var (kind, bytes) in model.WeightBytesByClass(model.Native))
        {
            var found = census[kind];
            if (Math.Abs(bytes.Value - (found.WeightBytes + found.ScaleBytes)) < 0.5) continue;
            remarks.Add(Line($"{NameOf(kind)}: the config's arithmetic makes {bytes.Value:N0} bytes, the files hold {found.WeightBytes + found.ScaleBytes:N0} (of them {found.ScaleBytes:N0} of scales); the files' count"));
        }
    }

    private static void Drafts(Model model, WeightCensus census, List<string> disagreements, List<string> remarks)
    {
        if (census.Drafts.Parameters == 0 && model.DraftLayers.Count > 0)
            remarks.Add(Line($"the config has {model.DraftLayers.Count} draft layers (MTP), the files hold none"));
        else if (census.Drafts.Parameters > 0 && model.DraftLayers.Count == 0)
            disagreements.Add(Line($"the files hold {census.Drafts.Parameters:N0} parameters beyond the config's {model.Layers.Count} layers (MTP?), the config has no draft layer"));
        else if (census.Drafts.Parameters > 0)
            remarks.Add(Line($"draft layers (MTP) hold {census.Drafts.Bytes:N0} bytes, in no total"));
    }

    internal static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
