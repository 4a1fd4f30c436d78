using Breakeven.Models;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>How many tokens must share one reading of the weights before arithmetic, not memory, takes the time; by datasheet, without attention.</summary>
public static class WeightReuse
{
    /// <summary>Tokens of a step at which the arithmetic of a weight takes as long as reading it once: bytes a weight x FLOP/s / (2 FLOP x B/s). The hardware's own figure, whatever the model.</summary>
    public static double TokensPerWeight(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var format = FormatOf(deployment);
        return format.BitsPerElement / 8.0 * RateOf(deployment, format).Value / (2 * deployment.Accelerator.MemoryBandwidth.Value);
    }

    /// <summary>The same of a whole step that reads all weights: a mixture's step reads every expert for tokens that each use a few, so it takes total over active times as many.</summary>
    public static double TokensPerStep(Deployment deployment)
    {
        ArgumentNullException.ThrowIfNull(deployment);
        var (model, format) = (deployment.Model, FormatOf(deployment));
        return model.WeightBytes(deployment.Precision).Value * RateOf(deployment, format).Value / (2.0 * model.MultipliedParameters * deployment.Accelerator.MemoryBandwidth.Value);
    }

    /// <summary>Bytes of weights that a step of so many independent tokens reads: of routed experts those that some token is sent to, if all are chosen alike.</summary>
    public static Bytes ReadBy(Model model, PrecisionScheme precision, double tokens)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(precision);
        var bytes = model.OuterTensors().Where(tensor => tensor.Active > 0 && (tensor.Class != TensorClass.Embedding || model.TiedEmbeddings)).Sum(tensor => precision.Of(tensor).Size(tensor).Value);
        foreach (var (layer, count) in model.LayerKinds)
            foreach (var tensor in layer.Tensors(model.Hidden))
            {
                var share = tensor.Count > 1 ? ExpertRouting.Touched((int)tensor.Count, tokens * ExpertRouting.LogMiss((int)tensor.Count, (int)tensor.Active)) / tensor.Count : 1;
                bytes += count * share * precision.Of(tensor).Size(tensor).Value;
            }
        return new(bytes);
    }

    private static WeightFormat FormatOf(Deployment deployment) => deployment.Precision[deployment.Model.IsMixture ? TensorClass.RoutedExpert : TensorClass.DenseFeedForward];

    // Without hardware for a format its weights are unpacked to 16 bits.
    private static FlopPerSecond RateOf(Deployment deployment, WeightFormat format) =>
        deployment.Accelerator.DenseRates.TryGetValue(format.Compute, out var rate) ? rate : deployment.Accelerator.DenseRates.GetValueOrDefault(NumberFormat.Bf16);
}
