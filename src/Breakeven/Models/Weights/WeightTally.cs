namespace Breakeven.Models.Weights;

/// <summary>What some tensors hold together.</summary>
/// <param name="Tensors">How many there are.</param>
/// <param name="Parameters">Their elements, unpacked; scales hold none.</param>
/// <param name="WeightBytes">Bytes of the elements.</param>
/// <param name="ScaleBytes">Bytes of scales and zero points.</param>
/// <param name="BesideBytes">Bytes of what stands beside: scales of activations, shapes.</param>
public readonly record struct WeightTally(long Tensors, long Parameters, long WeightBytes, long ScaleBytes, long BesideBytes)
{
    public long Bytes => WeightBytes + ScaleBytes + BesideBytes;

    public static WeightTally operator +(WeightTally left, WeightTally right) => new(
        left.Tensors + right.Tensors, left.Parameters + right.Parameters, left.WeightBytes + right.WeightBytes, left.ScaleBytes + right.ScaleBytes, left.BesideBytes + right.BesideBytes);
}
