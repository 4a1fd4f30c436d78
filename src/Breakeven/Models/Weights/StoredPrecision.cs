namespace Breakeven.Models.Weights;

/// <summary>Puts what files hold in place of what a config says of them.</summary>
internal static class StoredPrecision
{
    /// <summary>
    /// The model with a native precision whose bytes by class are the files'. A class whose arithmetic already gives them keeps its format, and with
    /// it what the arithmetic alone cannot know: which shards leave blocks whole.
    /// </summary>
    /// <param name="formatOf">The format that a class's bytes are a variant of, where the files and not the config say so.</param>
    public static Model Apply(Model model, WeightCensus census, string? name = null, Func<TensorClass, WeightFormat>? formatOf = null)
    {
        if (census[TensorClass.Encoder].Parameters is var encoder and > 0) model = model with { EncoderParameters = encoder };
        var tensors = model.LayerKinds.SelectMany(kind => kind.Layer.Tensors(model.Hidden)).Concat(model.OuterTensors()).ToList();
        var parameters = new Dictionary<TensorClass, long>();
        foreach (var (kind, count) in Counts(model)) parameters[kind] = parameters.GetValueOrDefault(kind) + count;
        var bytes = model.WeightBytesByClass(model.Native);
        var weights = new Dictionary<TensorClass, WeightFormat>(model.Native.Weights);
        var exceptions = new Dictionary<string, WeightFormat>(model.Native.Exceptions);
        foreach (var (kind, count) in parameters)
        {
            var found = census[kind];
            if (found.Tensors == 0 || (formatOf is null && Math.Abs(bytes[kind].Value - found.Bytes) < 0.5)) continue;
            var format = (formatOf?.Invoke(kind) ?? model.Native[kind]) with { Stored = new(found.Bytes, count) };
            weights[kind] = format;
            foreach (var tensor in tensors.Where(tensor => tensor.Class == kind))
            {
                // Vectors take the norms' format unless they are named.
                if (tensor.IsMatrix || kind == TensorClass.Norm) exceptions.Remove(tensor.Name);
                else exceptions[tensor.Name] = format;
            }
        }

        return model with { Native = new PrecisionScheme(name ?? model.Native.Name, weights, model.Native.Cache) { Exceptions = exceptions } };
    }

    private static IEnumerable<(TensorClass Class, long Parameters)> Counts(Model model) =>
        model.OuterTensors().Select(tensor => (tensor.Class, tensor.Parameters))
            .Concat(model.LayerKinds.SelectMany(kind => kind.Layer.Tensors(model.Hidden).Select(tensor => (tensor.Class, tensor.Parameters * kind.Count))));
}
