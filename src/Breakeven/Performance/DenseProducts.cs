using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>A matrix of a dense product, sized in its format.</summary>
/// <param name="Sharding">How ranks share it.</param>
/// <param name="IsByRows">Whether ranks split the dimension that is summed over.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Parameters">Those that a token multiplies.</param>
/// <param name="Rows">Output dimension.</param>
/// <param name="Columns">Input dimension.</param>
internal readonly record struct DenseTensor(Sharding Sharding, bool IsByRows, double Bytes, double Parameters, double Rows, double Columns)
{
    public static DenseTensor Of(in WeightTensor tensor, WeightFormat format) => new(
        tensor.Sharding,
        tensor.Name is "o_proj" or "out_proj" || tensor.Name.EndsWith("down_proj", StringComparison.Ordinal),
        format.Size(tensor).Value,
        tensor.ActiveParameters,
        tensor.Rows,
        tensor.Columns);
}

/// <summary>Matrices that an engine multiplies as one, in so many equal layers.</summary>
/// <param name="Count">Layers alike.</param>
/// <param name="Heads">Heads over which a cache and its projections divide.</param>
/// <param name="Tensors">The matrices.</param>
internal readonly record struct DenseProduct(int Count, int Heads, DenseTensor[] Tensors);

/// <summary>The dense products of a step in every format, whatever the layout: worked out once for all layouts of a model.</summary>
internal sealed class DenseProducts
{
    public DenseProducts(ModelShape shape)
    {
        var formats = new Dictionary<WeightFormat, List<DenseProduct>>();
        foreach (var group in shape.Groups)
        {
            var products = group.Layer.Tensors(shape.Model.Hidden)
                .Where(tensor => tensor is { IsMatrix: true, Class: not (TensorClass.RoutedExpert or TensorClass.Norm) })
                .GroupBy(tensor => (Fused(tensor.Name), Format: shape.Precision.Of(tensor)));
            foreach (var product in products)
            {
                if (!formats.TryGetValue(product.Key.Format, out var list)) formats.Add(product.Key.Format, list = []);
                list.Add(new(group.Count, group.Layer.Attention.CacheShards, [.. product.Select(tensor => DenseTensor.Of(tensor, product.Key.Format))]));
            }
        }

        Layers = [.. formats.Select(entry => (entry.Key, entry.Value.ToArray()))];
        // Of what stands outside the layers only this is multiplied; a second embedding (Gemma 3n) is looked up as the first is.
        var outer = shape.Model.OuterTensors().Single(one => one.Name == (shape.Model.TiedEmbeddings ? "embed_tokens" : "lm_head"));
        var format = shape.Precision.Of(outer);
        Head = (format, [new(1, 1, [DenseTensor.Of(outer, format)])]);
    }

    /// <summary>In the order in which the layers first have a format.</summary>
    public (WeightFormat Format, DenseProduct[] Products)[] Layers { get; }

    public (WeightFormat Format, DenseProduct[] Products) Head { get; }

    // Matrices that engines multiply as one: queries, keys and values; gate and up.
    internal static string Fused(string name) => name switch
    {
        "q_proj" or "k_proj" or "v_proj" => "qkv_proj",
        "q_a_proj" or "kv_a_proj_with_mqa" => "qkv_a_proj",
        _ when name.EndsWith("gate_proj", StringComparison.Ordinal) || name.EndsWith("up_proj", StringComparison.Ordinal) => name[..(name.LastIndexOf('.') + 1)] + "gate_up_proj",
        _ => name,
    };
}
