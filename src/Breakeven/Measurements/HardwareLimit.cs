using Breakeven.Models;

namespace Breakeven.Measurements;

/// <summary>What no kernel can beat: a row whose prompts alone would need more arithmetic than its devices' datasheets allow was not measured as stated.</summary>
internal static class HardwareLimit
{
    /// <summary>Why the row cannot be as stated, or null. Clients in flight and the measured times give its rate, by Little's law.</summary>
    public static string? Exceeded(Measurement row, MeasuredDeployment measured)
    {
        if (row is not { TimeToFirstTokenMs: { } first, TimePerOutputTokenMs: { } each } || measured.Concurrency is not { } clients) return null;
        var deployment = measured.Deployment;
        var requests = clients / ((first + each * Math.Max(0, measured.Output - 1)) / 1e3);
        var weights = deployment.Precision[deployment.Model.IsMixture ? TensorClass.RoutedExpert : TensorClass.DenseFeedForward];
        var rates = deployment.Accelerator.DenseRates;
        var peak = (rates.TryGetValue(weights.Compute, out var rate) ? rate : rates[NumberFormat.Bf16]).Value * deployment.Layout.Gpus;
        // Of a prompt every token multiplies all active parameters but the embedding's; attention comes on top.
        var active = deployment.Model.Tensors().Where(tensor => tensor is { IsMatrix: true, Class: not (TensorClass.Embedding or TensorClass.Head) }).Sum(tensor => (double)tensor.ActiveParameters);
        var needed = requests * measured.Input * 2 * active;
        return needed <= peak
            ? null
            : $"{requests:0.#} prompts a second of {measured.Input:0} tokens need {needed / 1e15:0.0} PFLOP/s, and {deployment.Layout.Gpus} {deployment.Accelerator.Id} have {peak / 1e15:0.0}";
    }
}
