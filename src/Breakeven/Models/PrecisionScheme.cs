namespace Breakeven.Models;

/// <summary>How a deployment stores a model: a weight format for each class of tensor, and the cache's format.</summary>
/// <param name="Name">As the command line takes it: bf16, fp8, fp8-experts, int4, or the checkpoint's own.</param>
public sealed record PrecisionScheme(string Name, IReadOnlyDictionary<TensorClass, WeightFormat> Weights, NumberFormat Cache)
{
    /// <summary>Classes that quantisation touches unless told otherwise. Embedding, head, router and norms stay in 16 bits.</summary>
    public static IReadOnlyList<TensorClass> Linears { get; } =
    [
        TensorClass.Attention, TensorClass.LinearAttention, TensorClass.DenseFeedForward, TensorClass.SharedExpert, TensorClass.RoutedExpert,
    ];

    public static PrecisionScheme Bf16 { get; } = new("bf16", new Dictionary<TensorClass, WeightFormat>(), NumberFormat.Bf16);

    /// <summary>The format of a class; 16 bits where the scheme is silent.</summary>
    public WeightFormat this[TensorClass kind] => Weights.TryGetValue(kind, out var format) ? format : WeightFormat.Bf16;

    /// <summary>Tensors that differ from their class, by name: NVIDIA's DeepSeek checkpoints quantise o_proj and leave the rest of attention.</summary>
    public IReadOnlyDictionary<string, WeightFormat> Exceptions { get; init; } = new Dictionary<string, WeightFormat>();

    public WeightFormat Of(in WeightTensor tensor) =>
        Exceptions.TryGetValue(tensor.Name, out var format) ? format
        : this[tensor.IsMatrix || tensor.Class == TensorClass.Encoder ? tensor.Class : TensorClass.Norm];

    /// <summary>One format for these classes, 16 bits for the others.</summary>
    public static PrecisionScheme Uniform(string name, WeightFormat format, IEnumerable<TensorClass> classes, NumberFormat cache = NumberFormat.Bf16)
        => new(name, classes.ToDictionary(kind => kind, _ => format), cache);

    /// <summary>The named schemes, or null when the name is none of them. "native" is the checkpoint's own and belongs to the model.</summary>
    public static PrecisionScheme? Named(string name) => name switch
    {
        "bf16" => Bf16,
        "fp8" => Uniform("fp8", WeightFormat.Fp8PerChannel, Linears),
        "fp8-block" => Uniform("fp8-block", WeightFormat.Fp8Block, Linears),
        "fp8-experts" => Uniform("fp8-experts", WeightFormat.Fp8PerChannel, [TensorClass.RoutedExpert]),
        "int8" => Uniform("int8", WeightFormat.Int8PerChannel, Linears),
        "int4" => Uniform("int4", WeightFormat.Int4Group(128), Linears),
        "int4-experts" => Uniform("int4-experts", WeightFormat.Int4Group(32), [TensorClass.RoutedExpert]),
        "mxfp4-experts" => Uniform("mxfp4-experts", WeightFormat.Mxfp4, [TensorClass.RoutedExpert]),
        "nvfp4" => Uniform("nvfp4", WeightFormat.Nvfp4, Linears),
        _ => null,
    };

    public static IReadOnlyList<string> Names { get; } =
        ["native", "bf16", "fp8", "fp8-block", "fp8-experts", "int8", "int4", "int4-experts", "mxfp4-experts", "nvfp4"];

    public double CacheBytesPerElement => Cache switch
    {
        NumberFormat.Fp32 => 4,
        NumberFormat.Bf16 => 2,
        NumberFormat.Fp8 or NumberFormat.Int8 => 1,
        _ => 0.5,
    };
}
