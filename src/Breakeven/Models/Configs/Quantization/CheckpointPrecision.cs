using System.Text.RegularExpressions;
using Breakeven.Catalog;

namespace Breakeven.Models.Configs.Quantization;

/// <summary>Asks a rule about every module of a model and sums the answers up by class of tensor.</summary>
internal static class CheckpointPrecision
{
    public static PrecisionScheme Of(Shape shape, ModuleNames modules, QuantizationRule rule)
    {
        try
        {
            return Sum(shape, Survey(shape, modules, rule), rule);
        }
        catch (RegexMatchTimeoutException)
        {
            throw new InputException("a pattern of the quantisation config takes too long to match", rule.Place, "give a simpler one, such as \"re:.*self_attn.*\"");
        }
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

    private static List<Stored> Survey(Shape shape, ModuleNames modules, QuantizationRule rule)
    {
        var found = new Dictionary<string, Stored>();
        if (!shape.TiedEmbeddings)
            Add(found, new("lm_head", TensorClass.Head, Sharding.Tensor, shape.Vocabulary, shape.Hidden), "lm_head", rule);
        for (var layer = 0; layer < shape.Layers.Count; layer++)
        {
            foreach (var tensor in shape.Layers[layer].Tensors(shape.Hidden).Where(tensor => Quantizable(tensor)))
            {
                var experts = rule.EachExpert ? tensor.Count : 1;
                for (var expert = 0; expert < experts; expert++)
                    foreach (var module in modules.Of(layer, tensor, expert))
                        Add(found, tensor, module, rule);
            }
        }

        return [.. found.Values];
    }

    private static void Add(Dictionary<string, Stored> found, in WeightTensor tensor, string module, QuantizationRule rule)
    {
        var format = rule.FormatOf(module, tensor.Class) ?? WeightFormat.Bf16;
        if (!found.TryGetValue(tensor.Name, out var first))
        {
            found[tensor.Name] = new(tensor, module, format);
            return;
        }

        if (first.Format != format)
            throw new InputException($"{module} is {format.Name} but {first.Module} is {first.Format.Name}", rule.Place,
                "precision can be chosen by class of tensor but not by layer; size it with --precision instead of native");
    }

    private static PrecisionScheme Sum(Shape shape, List<Stored> found, QuantizationRule rule)
    {
        var classes = new Dictionary<TensorClass, WeightFormat>();
        var exceptions = new Dictionary<string, WeightFormat>();
        foreach (var kind in found.GroupBy(stored => stored.Tensor.Class))
        {
            var most = kind.GroupBy(stored => stored.Format).MaxBy(format => format.Sum(stored => (double)stored.Tensor.Parameters))!.Key;
            if (most != WeightFormat.Bf16) classes[kind.Key] = most;
            foreach (var stored in kind.Where(stored => stored.Format != most)) exceptions[stored.Tensor.Name] = stored.Format;
        }

        return new(Name(found), classes, rule.Cache ?? NumberFormat.Bf16) { Exceptions = exceptions };
    }

    private static string Name(List<Stored> found)
    {
        var quantized = found.Where(stored => stored.Format != WeightFormat.Bf16).ToList();
        if (quantized.Count == 0) return PrecisionScheme.Bf16.Name;
        var formats = string.Join('+', quantized.Select(stored => stored.Format.Name).Distinct());
        return quantized.TrueForAll(stored => stored.Tensor.Class == TensorClass.RoutedExpert) ? formats + "-experts" : formats;
    }

    private sealed record Stored(WeightTensor Tensor, string Module, WeightFormat Format);
}
