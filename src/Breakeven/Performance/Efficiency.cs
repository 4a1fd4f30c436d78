namespace Breakeven.Performance;

/// <summary>What a family of accelerators reaches of its datasheet. Shares are of the dense rate, the bandwidth or the link.</summary>
public sealed record Efficiency
{
    public required string Family { get; init; }

    /// <summary>Analytic where serving measurements of the family stand behind the constants, assumed where a relative's were taken over.</summary>
    public required Basis Basis { get; init; }

    /// <summary>Share of memory bandwidth when reading dense weights.</summary>
    public required double WeightBandwidth { get; init; }

    /// <summary>Share of memory bandwidth when grouped kernels read experts.</summary>
    public required double ExpertBandwidth { get; init; }

    /// <summary>Share of memory bandwidth when attention reads the cache.</summary>
    public required double CacheBandwidth { get; init; }

    /// <summary>Share of the dense rate in large matrix products.</summary>
    public required double Matmul { get; init; }

    /// <summary>Share of the dense rate in grouped products of experts.</summary>
    public required double ExpertMatmul { get; init; }

    /// <summary>Share of the 16-bit rate in prefill attention.</summary>
    public required double PrefillAttention { get; init; }

    /// <summary>Time a layer takes beyond its reads and products: launches, norms, rotary, cache writes.</summary>
    public required Seconds LayerOverhead { get; init; }

    /// <summary>Time a step takes beyond its layers: scheduling, sampling, the host.</summary>
    public required Seconds StepOverhead { get; init; }

    /// <summary>Latency of one all-reduce over the scale-up link.</summary>
    public required Seconds AllReduceLatency { get; init; }

    /// <summary>Share of the link's rate that a collective reaches.</summary>
    public required double LinkBandwidth { get; init; }

    /// <summary>Where each constant was read, by its name in the file.</summary>
    public required IReadOnlyDictionary<string, string> Sources { get; init; }
}
