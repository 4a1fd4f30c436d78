using Breakeven.Catalog;

namespace Breakeven.Models.Configs.Quantization;

/// <summary>Asks a rule about every module of a model and sums the answers up by class of tensor.</summary>
internal static class CheckpointPrecision
{
    // A second's work; published checkpoints need a thousandth.
    private const long EffortMax = 20_000_000;

    public static PrecisionScheme Of(Shape shape, ModuleNames modules, QuantizationRule rule)
    {
        var questions = shape.Layers.Sum(layer => layer.Tensors(shape.Hidden).Sum(tensor => rule.EachExpert ? 2 * tensor.Count : 2));
        return (double)questions * rule.Effort <= EffortMax
            ? Sum(Survey(shape, modules, rule), rule)
            : throw new InputException("the quantisation config has more or longer patterns than can be matched in reasonable time", rule.Place,
                "list modules by name, or give a few patterns such as \"re:.*self_attn.*\"");
    }

    /// <summary>An unquantised checkpoint of this type.</summary>
    public static PrecisionScheme Unquantized(ConfigObject config, string member, string? type) => type switch
    {
        "bfloat16" or "float16" or "auto" => PrecisionScheme.Bf16,
        null => Supposed(config, member),
        "float32" => PrecisionScheme.Uniform("fp32", WeightFormat.Fp32, Enum.GetValues<TensorClass>()),
        _ => throw config.Error(member, "this type of number is not understood for an unquantised checkpoint", "give \"bfloat16\", \"float16\" or \"float32\""),
    };

    private static PrecisionScheme Supposed(ConfigObject config, string member)
    {
        config.Note(member, "16 bits an element");
        return PrecisionScheme.Bf16;
    }

    // Router and embedding are no linear layers to these methods; every published checkpoint leaves them in 16 bits.
    private static bool Quantizable(in WeightTensor tensor) =>
        tensor.IsMatrix && tensor.Class is not (TensorClass.Router or TensorClass.Embedding or TensorClass.Norm) && tensor.Name != "eh_proj";

    private static List<Role> Survey(Shape shape, ModuleNames modules, QuantizationRule rule)
    {
        var found = new Dictionary<string, Role>();
        if (!shape.TiedEmbeddings)
            Add(found, new("lm_head", TensorClass.Head, Sharding.Tensor, shape.Vocabulary, shape.Hidden), [modules.Head], rule);
        for (var layer = 0; layer < shape.Layers.Count; layer++)
        {
            foreach (var tensor in shape.Layers[layer].Tensors(shape.Hidden).Where(tensor => Quantizable(tensor)))
            {
                var experts = rule.EachExpert ? tensor.Count : 1;
                Add(found, tensor, [.. Enumerable.Range(0, (int)experts).SelectMany(expert => modules.Of(layer, tensor, expert))], rule);
            }
        }

        return [.. found.Values];
    }

    // The modules of a tensor are equal parts of it: gate and up of one matrix, the experts of one stack.
    private static void Add(Dictionary<string, Role> found, in WeightTensor tensor, IReadOnlyList<string> modules, QuantizationRule rule)
    {
        if (!found.TryGetValue(tensor.Name, out var role)) found[tensor.Name] = role = new(tensor.Name, tensor.Class);
        foreach (var module in modules) role.Add(rule.FormatOf(module, tensor.Class) ?? WeightFormat.Bf16, tensor, 1.0 / modules.Count);
    }

    private static PrecisionScheme Sum(List<Role> found, QuantizationRule rule)
    {
        var classes = new Dictionary<TensorClass, WeightFormat>();
        var exceptions = new Dictionary<string, WeightFormat>();
        foreach (var kind in found.GroupBy(role => role.Class))
        {
            var most = kind.GroupBy(role => role.Format).MaxBy(format => format.Sum(role => role.Elements))!.Key;
            if (most != WeightFormat.Bf16) classes[kind.Key] = most;
            foreach (var role in kind.Where(role => role.Format != most)) exceptions[role.Name] = role.Format;
        }

        return new(Name(found), classes, rule.Cache ?? NumberFormat.Bf16) { Exceptions = exceptions };
    }

    private static string Name(List<Role> found)
    {
        var quantized = found.SelectMany(role => role.Formats.Select(format => (role.Class, Format: format))).Where(part => part.Format != WeightFormat.Bf16).ToList();
        if (quantized.Count == 0) return PrecisionScheme.Bf16.Name;
        var formats = string.Join('+', quantized.Select(part => part.Format.Name).Distinct());
        return quantized.TrueForAll(part => part.Class == TensorClass.RoutedExpert) ? formats + "-experts" : formats;
    }

    /// <summary>All tensors of one name, over the layers, with the formats they are stored in.</summary>
    private sealed class Role(string name, TensorClass kind)
    {
        private readonly List<(WeightFormat Format, double Elements, double Bytes)> _parts = [];

        public string Name { get; } = name;

        public TensorClass Class { get; } = kind;

        public IEnumerable<WeightFormat> Formats => _parts.Select(part => part.Format);

        public double Elements => _parts.Sum(part => part.Elements);

        /// <summary>The one format, or the commonest with the exact bytes an element of all.</summary>
        public WeightFormat Format => _parts is [var only]
            ? only.Format
            : _parts.MaxBy(part => part.Elements).Format with { Stored = new((long)Math.Round(_parts.Sum(part => part.Bytes)), (long)Math.Round(Elements)) };

        public void Add(WeightFormat format, in WeightTensor tensor, double share)
        {
            var at = _parts.FindIndex(part => part.Format == format);
            if (at < 0)
            {
                at = _parts.Count;
                _parts.Add((format, 0, 0));
            }

            var (_, elements, bytes) = _parts[at];
            _parts[at] = (format, elements + share * tensor.Parameters, bytes + share * format.Size(tensor).Value);
        }
    }
}
