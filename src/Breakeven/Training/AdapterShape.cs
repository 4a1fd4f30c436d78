using Breakeven.Models;

namespace Breakeven.Training;

/// <summary>
/// Low-rank adapters counted from a model's own matrices: a matrix of m rows and n columns gets one of m x r and one of r x n, r (m + n) parameters (Hu et al., arXiv:2106.09685, section 4.1).
/// Routers, embeddings, heads and norms get none.
/// </summary>
public static class AdapterShape
{
    /// <summary>Parameters of all adapters, and those that one token uses.</summary>
    public static (long Total, long Active) Parameters(Model model, AdapterTargets targets, int rank)
    {
        ArgumentNullException.ThrowIfNull(model);
        var (total, active) = (0L, 0L);
        foreach (var (layer, count) in model.LayerKinds)
            foreach (var tensor in layer.Tensors(model.Hidden))
                if (tensor.IsMatrix && Has(targets, tensor.Class))
                {
                    // Gate and up are two matrices to an adapter, whether or not a step reads them as one.
                    var each = tensor.Parts * rank * (tensor.Rows / tensor.Parts + tensor.Columns);
                    total += each * tensor.Count * count;
                    active += each * tensor.Active * count;
                }
        return (total, active);
    }

    private static bool Has(AdapterTargets targets, TensorClass kind) => kind switch
    {
        TensorClass.Attention or TensorClass.LinearAttention => true,
        TensorClass.DenseFeedForward or TensorClass.SharedExpert => targets is not AdapterTargets.Attention,
        TensorClass.RoutedExpert => targets is AdapterTargets.All,
        _ => false,
    };
}
