namespace Breakeven.Sizing;

/// <summary>How the tokens of attention-parallel ranks reach the ranks of their experts.</summary>
public enum ExpertExchange
{
    /// <summary>Every rank gathers all tokens and the results are summed and scattered (vLLM's default).</summary>
    GatherAndScatter,

    /// <summary>Each token is sent to the ranks of its experts alone, by kernels in the manner of DeepEP: those for latency or those for throughput, whichever is sooner.</summary>
    AllToAll,
}
