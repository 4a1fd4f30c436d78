using Breakeven.Models;
using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>What the dense products of a step cost a rank.</summary>
internal static class DenseWork
{
    public static DenseFamily[] FamiliesOf(ModelShape shape, Layout layout, StepCurves curves) =>
        [.. shape.DenseProducts.Layers.Select(group => Family(group.Format, group.Products, layout, curves))];

    public static DenseFamily HeadOf(ModelShape shape, Layout layout, StepCurves curves) => Family(shape.DenseProducts.Head.Format, shape.DenseProducts.Head.Products, layout, curves);

    private static DenseFamily Family(WeightFormat format, DenseProduct[] products, Layout layout, StepCurves curves)
    {
        var kernel = curves.Dense(format);
        var ofFormat = curves.DenseFactor(format);
        var sum = new DenseFamily(0, 0, default, default, kernel.Tile) { Format = format };
        foreach (ref readonly var product in products.AsSpan()) sum = Add(sum, product, format, layout, kernel, ofFormat, curves);
        return sum;
    }

    private static DenseFamily Add(in DenseFamily sum, in DenseProduct product, WeightFormat format, Layout layout, in KernelParameters kernel, double ofFormat, StepCurves curves)
    {
        var count = product.Count;
        double columns = 0, inner = 0, bytes = 0, parameters = 0;
        foreach (ref readonly var tensor in product.Tensors.AsSpan())
        {
            var share = ModelShape.RankShare(tensor.Sharding, layout, product.Heads);
            bytes += tensor.Bytes * share;
            parameters += tensor.Parameters * share;
            columns += tensor.Rows * (tensor.IsByRows ? 1 : share);
            inner = tensor.Columns * (tensor.IsByRows ? share : 1);
        }

        var served = count * ofFormat;
        // A tile's start and end cost as much as some more of its inner dimension; few columns occupy part of the device.
        var compute = curves.Serving.Compute * 2 * parameters * (1 + kernel.Soft / inner) / kernel.Rate;
        var activations = inner * KernelCurve.ActivationBytes(curves.PrecisionOf(format)) + 2 * columns;
        return sum.Add(
            count * curves.Serving.Launch * kernel.Launch,
            served * (kernel.Each + inner * kernel.Walk),
            served * new Roofline(bytes / kernel.Bandwidth, activations / kernel.Bandwidth, compute),
            kernel.Fill / columns);
    }
}
