namespace Breakeven.Models;

/// <summary>How the ranks of a replica share a tensor.</summary>
public enum Sharding
{
    /// <summary>A copy on every rank.</summary>
    Replicated,

    /// <summary>Split by rows or columns over the tensor-parallel ranks.</summary>
    Tensor,

    /// <summary>Split over the tensor-parallel ranks up to the number of KV heads, then replicated.</summary>
    KeyValueHeads,

    /// <summary>Whole experts over the expert-parallel ranks, or each expert split over tp x dp.</summary>
    Experts,
}

/// <summary>A stack of <paramref name="Count"/> equal weight matrices of one layer; a vector has one column.</summary>
/// <param name="Name">The tensor's role as checkpoints name it, such as "q_proj".</param>
/// <param name="Class">What it is for; picks the precision.</param>
/// <param name="Sharding">How ranks share it.</param>
/// <param name="Rows">Output dimension.</param>
/// <param name="Columns">Input dimension, along which groups of scales run.</param>
/// <param name="Count">Equal matrices in the stack: the experts of a layer, else 1.</param>
/// <param name="Active">How many of them one token uses.</param>
public readonly record struct WeightTensor(
    string Name, TensorClass Class, Sharding Sharding, long Rows, long Columns, long Count = 1, long Active = 1)
{
    public long Parameters => Rows * Columns * Count;

    public long ActiveParameters => Rows * Columns * Active;

    /// <summary>Matrices that checkpoints store apart, each with scales of its own, though a step reads them as one: gate and up of an expert.</summary>
    public int Parts => Name == "experts.gate_up_proj" ? 2 : 1;

    /// <summary>A vector or a norm is never quantised, and does no matrix multiplication.</summary>
    public bool IsMatrix => Columns > 1;
}
