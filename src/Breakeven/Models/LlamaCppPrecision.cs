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
        model.Native[TensorClass.RoutedExpert] == WeightFormat.Mxfp4 ? ["mxfp4_moe", "q3_k_m", "q2_k"] : [.. Names.Where(name => name != "mxfp4_moe")];

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
        Mixed Mix(Block most, Block some, int count) => new(most, some, count, layers);
        var (value, down, output) = name switch
        {
            "q5_k_m" or "q4_k_m" => (Mix(usual, better, MoreBits(layers)), Mix(usual, better, MoreBits(layers)), usual),
            "q3_k_m" => (Mix(Type("q4_k"), Type("q5_k"), Math.Min(2, layers)), Mix(Type("q4_k"), Type("q5_k"), layers / 16), Type("q4_k")),
            "q2_k" => (All(Type(repeats >= 4 ? "q4_k" : "q3_k")), All(Type("q3_k")), Type("q3_k")),
            _ => (All(usual), All(usual), usual),
        };
        var exceptions = new Dictionary<string, WeightFormat>
        {
            ["v_proj"] = Format(name, value, model.Hidden),
            ["o_proj"] = Format(name, All(output), model.Hidden),
        };
        foreach (var tensor in model.LayerKinds.SelectMany(kind => kind.Layer.FeedForward.Tensors(model.Hidden)).Where(tensor => tensor.Name.EndsWith("down_proj", StringComparison.Ordinal)))
            exceptions[tensor.Name] = Format(name, down, tensor.Columns);
        var classes = PrecisionScheme.Linears.ToDictionary(kind => kind, _ => Format(name, All(usual), model.Hidden));
        classes[TensorClass.Head] = Format(name, All(better), model.Hidden);
        classes[TensorClass.Embedding] = model.TiedEmbeddings ? classes[TensorClass.Head] : Format(name, All(usual), model.Hidden);
        classes[TensorClass.Router] = WeightFormat.Fp32;
        classes[TensorClass.Norm] = WeightFormat.Fp32;
        return new(name, classes, NumberFormat.Bf16) { Exceptions = exceptions };
    }

    private static PrecisionScheme Experts(Model model)
    {
        var classes = Enum.GetValues<TensorClass>().ToDictionary(kind => kind, _ => Format("q8_0", All(s_q8), model.Hidden));
        classes[TensorClass.RoutedExpert] = WeightFormat.Mxfp4;
        classes[TensorClass.Router] = classes[TensorClass.Norm] = WeightFormat.Fp32;
        return new("mxfp4_moe", classes, NumberFormat.Bf16);
    }

    // The first and the last eighth of the layers, and every third between them.
    private static int MoreBits(int layers) =>
        Enumerable.Range(0, layers).Count(i => i < layers / 8 || i >= 7 * layers / 8 || (i - layers / 8) % 3 == 2);

    private static Mixed All(Block type) => new(type, type, 0, 1);

    private static WeightFormat Format(string name, Mixed mix, long columns)
    {
        Block usual = mix.Usual.For(columns), better = mix.Better.For(columns);
        return new(name, 0, ScaleLayout.None, 0, 0, 0, NumberFormat.Bf16)
        {
            Stored = new(
                (long)(mix.Layers - mix.Count) * usual.Bytes * better.Elements + (long)mix.Count * better.Bytes * usual.Elements,
                (long)mix.Layers * usual.Elements * better.Elements),
        };
    }

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

    private sealed record Block(int Elements, int Bytes, Block? Narrow)
    {
        // Rows that no block divides are kept in 16 bits.
        public Block For(long columns) => columns % Elements == 0 ? this : Narrow?.For(columns) ?? new(1, 2, null);
    }

    /// <summary>So many of the layers take the better type.</summary>
    private sealed record Mixed(Block Usual, Block Better, int Count, int Layers);
}
