using Breakeven.Models;

namespace Breakeven.Sizing.Machines;

/// <summary>Weights in one tier that are read alike: all of them for every step, or of each layer's experts those that are touched.</summary>
/// <param name="Tier">Where they lie.</param>
/// <param name="Bytes">All of them.</param>
/// <param name="Experts">Experts a layer, of which a token uses <paramref name="PerToken"/>; 0 where all are read.</param>
public readonly record struct PlacedWeights(Tier Tier, Bytes Bytes, int Experts = 0, int PerToken = 0)
{
    /// <summary>An embedding, of which a token reads one row.</summary>
    public bool LookedUp { get; init; }
}

/// <summary>A model laid over one machine.</summary>
public sealed record Placement
{
    public required Model Model { get; init; }

    public required PrecisionScheme Precision { get; init; }

    public required Machine Machine { get; init; }

    public required TokenCount Context { get; init; }

    public required int Sequences { get; init; }

    /// <summary>Layers whose attention runs on the accelerator, counted from the last (llama.cpp's --n-gpu-layers, which counts the head as one more).</summary>
    public required int LayersOnAccelerator { get; init; }

    /// <summary>Layers of those whose routed experts lie outside the accelerator, counted from the first (--n-cpu-moe).</summary>
    public required int ExpertLayersOutside { get; init; }

    /// <summary>Experts of each layer that lie on the accelerator, where they are dealt one by one (KTransformers); null where layers are kept whole.</summary>
    public int? ExpertsOnAccelerator { get; init; }

    /// <summary>Layers on each card, in order, where there are several: neighbours stay together (--tensor-split). Null when no such split fits.</summary>
    public required IReadOnlyList<int>? LayersOnCards { get; init; }

    public required IReadOnlyList<PlacedWeights> Weights { get; init; }

    /// <summary>Cache and state of all sequences on the accelerator.</summary>
    public required Bytes CacheOnAccelerator { get; init; }

    /// <summary>Cache and state in the host's memory.</summary>
    public required Bytes CacheInMemory { get; init; }

    /// <summary>Libraries, activations, and the buffer through which experts pass in a prefill.</summary>
    public required Bytes Workspace { get; init; }

    /// <summary>By how much it does not fit; zero when it does.</summary>
    public required Bytes Short { get; init; }

    public bool Fits => Short.Value <= 0;

    public Bytes On(Tier tier) => Weights.Where(part => part.Tier == tier).Select(part => part.Bytes).Total
        + tier switch { Tier.Accelerator => CacheOnAccelerator + Workspace, Tier.Memory => CacheInMemory, _ => new(0) };

    /// <summary>Bytes of all weights, as a file of them takes on the disk; a matrix that is embedding and head stands in it once.</summary>
    public required Bytes FileBytes { get; init; }

    /// <summary>Cache bytes that a step reads in a tier, over all sequences.</summary>
    public required Func<Tier, Bytes> CacheRead { get; init; }
}
