namespace Breakeven.Models;

/// <summary>
/// The mixes of types that llama.cpp's quantiser writes under one name. A name stands for a rule: most matrices take its type, the head and some layers'
/// values and down projections take a better one, and a matrix whose rows are no multiple of 256 takes the type next to it.
/// </summary>
/// <remarks>Rules as in ggml-org/llama.cpp src/llama-quant.cpp, llama_tensor_get_type_impl at 007dbbf3fd17; exceptions for single architectures are left out.</remarks>
public static class LlamaCppPrecision
{
    /// <summary>The names, best first.</summary>
    public static IReadOnlyList<string> Names { get; } = ["q8_0", "q6_k", "q5_k_m", "mxfp4_moe", "q4_k_m", "q3_k_m", "q2_k"];

    /// <summary>The mixes that people run a model in, best first: one whose experts were trained in MXFP4 keeps them.</summary>
    public static IReadOnlyList<string> NamesFor(Model model) =>
        model.Native[TensorClass.RoutedExpert] == WeightFormat.Mxfp4 ? ["mxfp4_moe"] : [.. Names.Where(name => name != "mxfp4_moe")];

    /// <summary>The mix of a name for a model of so many layers; null when there is none of this name.</summary>
    public static PrecisionScheme? Of(string name, Model model)
    {
        if (!Names.Contains(name)) return null;
        if (name == "mxfp4_moe") return Experts(model);
        var usual = name == "q8_0" ? s_q8 : Type(name[..4]);
        var layers = model.Layers.Count;
        var better = name == "q8_0" ? s_q8 : Type("q6_k");
        var grouped = model.Layers.Select(layer => layer.Attention).OfType<AttentionKind.Grouped>().FirstOrDefault();
        var repeats = grouped is null ? 1 : grouped.Heads / grouped.KeyValueHeads;
        var (value, down, output) = name switch
        {
            "q5_k_m" or "q4_k_m" => (Mix(usual, better, MoreBits(layers)), Mix(usual, better, MoreBits(layers)), usual),
            "q3_k_m" => (Mix(Type("q4_k"), Type("q5_k"), Math.Min(2.0 / layers, 1)), Mix(Type("q4_k"), Type("q5_k"), layers / 16 / (double)layers), Type("q4_k")),
            "q2_k" => (Mix(usual, Type(repeats >= 4 ? "q4_k" : "q3_k"), 1), Mix(usual, Type("q3_k"), 1), Type("q3_k")),
            _ => (Mix(usual, usual, 0), Mix(usual, usual, 0), usual),
        };
        var exceptions = new Dictionary<string, WeightFormat>
        {
            ["v_proj"] = Format(name, value, model.Hidden),
            ["o_proj"] = Format(name, Mix(output, output, 0), model.Hidden),
        };
        foreach (var tensor in model.LayerKinds.SelectMany(kind => kind.Layer.FeedForward.Tensors(model.Hidden)).Where(tensor => tensor.Name.EndsWith("down_proj", StringComparison.Ordinal)))
            exceptions[tensor.Name] = Format(name, down, tensor.Columns);
        var classes = PrecisionScheme.Linears.ToDictionary(kind => kind, _ => Format(name, Mix(usual, usual, 0), model.Hidden));
        classes[TensorClass.Head] = Format(name, Mix(better, better, 0), model.Hidden);
        classes[TensorClass.Embedding] = model.TiedEmbeddings ? classes[TensorClass.Head] : Format(name, Mix(usual, usual, 0), model.Hidden);
        classes[TensorClass.Router] = WeightFormat.Fp32;
        classes[TensorClass.Norm] = WeightFormat.Fp32;
        return new(name, classes, NumberFormat.Bf16) { Exceptions = exceptions };
    }

    private static PrecisionScheme Experts(Model model)
    {
        var classes = Enum.GetValues<TensorClass>().ToDictionary(kind => kind, _ => Format("q8_0", Mix(s_q8, s_q8, 0), model.Hidden));
        classes[TensorClass.RoutedExpert] = WeightFormat.Mxfp4;
        classes[TensorClass.Router] = classes[TensorClass.Norm] = WeightFormat.Fp32;
        return new("mxfp4_moe", classes, NumberFormat.Bf16);
    }

    // The first and the last eighth of the layers, and every third between them.
    private static double MoreBits(int layers) =>
        Enumerable.Range(0, layers).Count(i => i < layers / 8 || i >= 7 * layers / 8 || (i - layers / 8) % 3 == 2) / (double)layers;

    private static (Block Usual, Block Better, double Share) Mix(Block usual, Block better, double share) => (usual, better, share);

    private static WeightFormat Format(string name, (Block Usual, Block Better, double Share) mix, long columns) => new(name, 0, ScaleLayout.None, 0, 0, 0, NumberFormat.Bf16)
    {
        BytesPerElement = (1 - mix.Share) * BytesPerElement(mix.Usual, columns) + mix.Share * BytesPerElement(mix.Better, columns),
    };

    private static double BytesPerElement(Block block, long columns) =>
        columns % block.Elements == 0 ? (double)block.Bytes / block.Elements : block.Narrow is { } narrow ? (double)narrow.Bytes / narrow.Elements : 2;

    private static Block Type(string name) => s_types[name];

    private static readonly Block s_q8 = new(32, 34, null);

    // A block's elements and bytes, and the type that narrow rows take instead.
    private static readonly Dictionary<string, Block> s_types = new()
    {
        ["q2_k"] = new(256, 84, new(32, 18, null)),
        ["q3_k"] = new(256, 110, new(32, 18, null)),
        ["q4_k"] = new(256, 144, new(32, 22, null)),
        ["q5_k"] = new(256, 176, new(32, 24, null)),
        ["q6_k"] = new(256, 210, s_q8),
    };

    private sealed record Block(int Elements, int Bytes, Block? Narrow);
}
