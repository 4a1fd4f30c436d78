using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>Where one device's memory goes. The fullest rank of the replica is shown.</summary>
public sealed record MemoryPlan
{
    public required Deployment Deployment { get; init; }

    /// <summary>What the device reports.</summary>
    public required Bytes Device { get; init; }

    /// <summary>What the engine may fill by its own rule.</summary>
    public required Bytes Usable { get; init; }

    /// <summary>Weights by class on this rank.</summary>
    public required IReadOnlyDictionary<TensorClass, Bytes> Weights { get; init; }

    /// <summary>Weights of the drafter on this rank; 0 without speculation.</summary>
    public Bytes Drafter { get; init; }

    /// <summary>Activations and the sampler at the largest step.</summary>
    public required Bytes Workspace { get; init; }

    /// <summary>Libraries and communicators.</summary>
    public required Bytes Runtime { get; init; }

    /// <summary>What is left for cache and state; negative by as much as the deployment does not fit.</summary>
    public required Bytes Left { get; init; }

    /// <summary>Bytes of one cache block on this rank, over all layers.</summary>
    public required Bytes Block { get; init; }

    /// <summary>Tokens of one block.</summary>
    public required int BlockTokens { get; init; }

    /// <summary>State of one sequence on this rank.</summary>
    public required Bytes State { get; init; }

    /// <summary>All weights on this rank, the drafter's too.</summary>
    public Bytes WeightTotal => Weights.Values.Total + Drafter;

    /// <summary>Whole blocks in what is left, for layers that all see the whole context (what vLLM logs as "GPU blocks").</summary>
    public long Blocks => Left.Value <= 0 || Block.Value <= 0 ? 0 : (long)Math.Floor(Left / Block);

    public bool Fits => Left.Value > 0;
}
