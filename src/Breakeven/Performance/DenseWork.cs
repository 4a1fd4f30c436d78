using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>The dense products of a step: which there are, and what each costs a rank.</summary>
internal static class DenseWork
{
    // Matrices that engines multiply as one: queries, keys and values; gate and up.
    private static string Fused(string name) => name switch
    {
        "q_proj" or "k_proj" or "v_proj" => "qkv_proj",
        "q_a_proj" or "kv_a_proj_with_mqa" => "qkv_a_proj",
        _ when name.EndsWith("gate_proj", StringComparison.Ordinal) || name.EndsWith("up_proj", StringComparison.Ordinal) => name[..(name.LastIndexOf('.') + 1)] + "gate_up_proj",
        _ => name,
    };

    public static DenseFamily[] FamiliesOf(ModelShape shape, Layout layout, StepCurves curves)
    {
        var families = new Dictionary<WeightFormat, DenseFamily>();
        foreach (var group in shape.Groups)
        {
            var heads = group.Layer.Attention.CacheShards;
            var products = group.Layer.Tensors(shape.Model.Hidden)
                .Where(tensor => tensor is { IsMatrix: true, Class: not (TensorClass.RoutedExpert or TensorClass.Norm) })
                .GroupBy(tensor => (Fused(tensor.Name), Format: shape.Precision.Of(tensor)));
            foreach (var product in products)
                families[product.Key.Format] = Add(families, product.Key.Format, product, group.Count, layout, heads, curves);
        }

        return [.. families.Values];
    }

    // Of what stands outside the layers only this is multiplied; a second embedding (Gemma 3n) is looked up as the first is.
    public static DenseFamily HeadOf(ModelShape shape, Layout layout, StepCurves curves)
    {
        var tensor = shape.Model.OuterTensors().Single(one => one.Name == (shape.Model.TiedEmbeddings ? "embed_tokens" : "lm_head"));
        return Add([], shape.Precision.Of(tensor), [tensor], 1, layout, 1, curves);
    }

    private static DenseFamily Add(
        Dictionary<WeightFormat, DenseFamily> families, WeightFormat format, IEnumerable<WeightTensor> product, int count, Layout layout, int heads, StepCurves curves)
    {
        var kernel = curves.Dense(format);
        double columns = 0, inner = 0, bytes = 0, parameters = 0;
        foreach (var tensor in product)
        {
            var share = ModelShape.RankShare(tensor.Sharding, layout, heads);
            bytes += format.Size(tensor).Value * share;
            parameters += tensor.ActiveParameters * share;
            var byRows = tensor.Name is "o_proj" or "out_proj" || tensor.Name.EndsWith("down_proj", StringComparison.Ordinal);
            columns += tensor.Rows * (byRows ? 1 : share);
            inner = tensor.Columns * (byRows ? share : 1);
        }

        // A product with few columns occupies part of the device, which then neither reads nor computes at full speed.
        var served = count * curves.DenseFactor(format);
        var factor = served * (1 + kernel.Fill / columns);
        if (!families.TryGetValue(format, out var sum)) sum = new(0, 0, 0, 0, kernel.Tile);
        return sum.Add(
            count * curves.Serving.Launch * kernel.Launch,
            factor * bytes / kernel.Bandwidth,
            factor * (inner * Math.Max(1, Math.Min(2, format.BitsPerElement / 8.0)) + 2 * columns) / kernel.Bandwidth,
            factor * 2 * parameters / kernel.Rate);
    }
}
