namespace Breakeven.Performance.Kernels;

/// <summary>An operation that a step is made of; each has one formula (<see cref="KernelForms"/>) and curves fitted to it.</summary>
public enum KernelFamily
{
    /// <summary>A dense matrix product.</summary>
    Gemm,

    /// <summary>A layer's routed experts: gate, up and down of each that a token chose.</summary>
    Experts,

    /// <summary>Attention of new tokens among themselves and to their prefix.</summary>
    PrefillAttention,

    /// <summary>Attention of one new token a sequence to its cache.</summary>
    DecodeAttention,

    /// <summary>Prefill attention of latent (MLA) models, heads unpacked.</summary>
    PrefillLatent,

    /// <summary>Decode attention of latent (MLA) models, in the latent space.</summary>
    DecodeLatent,

    /// <summary>The engine's own all-reduce, as replayed from a captured graph.</summary>
    AllReduce,

    NcclAllReduce,
    NcclAllGather,
    NcclReduceScatter,
    NcclAllToAll,

    /// <summary>Tokens to their experts' ranks, by the kernels for throughput.</summary>
    Dispatch,

    /// <summary>Experts' results back, by the kernels for throughput.</summary>
    Combine,

    /// <summary>Tokens to their experts' ranks, by the kernels for latency.</summary>
    DispatchLowLatency,

    /// <summary>Experts' results back, by the kernels for latency.</summary>
    CombineLowLatency,
}
