namespace Breakeven.Models;

/// <summary>How a layer mixes tokens. Each case knows its tensors, what it caches, and what it attends to.</summary>
public abstract partial record AttentionKind
{
    private AttentionKind()
    {
    }

    /// <summary>The short name people use: gqa, mla, sliding, linear.</summary>
    public abstract string Name { get; }

    /// <summary>The weight matrices of the layer, for a model of this hidden width.</summary>
    public abstract IEnumerable<WeightTensor> Tensors(int hidden);

    /// <summary>Elements that one token adds to this layer's KV cache.</summary>
    public abstract long CacheElementsPerToken { get; }

    /// <summary>The most tokens the layer can look back on; null when it sees the whole context.</summary>
    public abstract long? Window { get; }

    /// <summary>Bytes that one sequence holds whatever its length.</summary>
    public abstract Bytes StatePerSequence { get; }

    /// <summary>Arithmetic of scores and values for one new token over this many attended tokens, as decoding does it.</summary>
    public abstract FlopCount DecodeFlop(double attended);

    /// <summary>The same per token of a prefill, where attended is the mean over the causal triangle.</summary>
    public abstract FlopCount PrefillFlop(double attended);

    /// <summary>KV heads that tensor parallelism can divide the cache by; 1 means every rank holds all of it.</summary>
    public abstract int CacheShards { get; }

    /// <summary>Query heads, which tensor parallelism must divide.</summary>
    public abstract int QueryHeads { get; }

    /// <summary>Tokens this layer holds for a sequence of this length.</summary>
    public long TokensHeld(long context) => CacheElementsPerToken == 0 ? 0 : Window is { } window ? Math.Min(context, window) : context;

    // Grouped, Latent and GatedDelta stand in files of their own names.
}
