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

    /// <summary>What one token adds to this layer's caches.</summary>
    public virtual CacheParts Cache => default;

    /// <summary>What a new token reads of them, and the arithmetic of scores and values.</summary>
    public virtual IEnumerable<AttentionPass> Passes => [];

    /// <summary>Bytes that one sequence holds whatever its length.</summary>
    public virtual Bytes StatePerSequence => new(0);

    /// <summary>Arithmetic of a token on that state, whatever the context.</summary>
    public virtual FlopCount StateFlop => new(0);

    /// <summary>Heads that tensor parallelism can divide cache and state by; 1 means every rank holds all of it.</summary>
    public virtual int CacheShards => 1;

    /// <summary>Heads that tensor parallelism must divide; 0 where there are none.</summary>
    public virtual int QueryHeads => 0;

    /// <summary>Elements that are alive at once for each token of a step, over all ranks: what the engine's workspace must hold.</summary>
    public virtual double WorkspaceElements => 0;

    /// <summary>Elements that one token adds to this layer's KV cache.</summary>
    public double CacheElementsPerToken => Cache.ElementsPerToken;

    /// <summary>The most tokens the layer can look back on; null when it sees the whole context.</summary>
    public long? Window
    {
        get
        {
            var most = Passes.Aggregate((double?)0, (longest, pass) => longest is { } known && pass.Most is { } tokens ? Math.Max(known, tokens) : null);
            return most is > 0 and { } window ? (long)window : null;
        }
    }

    /// <summary>Arithmetic of scores, values and state for one new token of this context, as decoding does it.</summary>
    public FlopCount DecodeFlop(double context) => new(StateFlop.Value + Passes.Sum(pass => pass.Attended(context) * pass.DecodeFlop));

    // Grouped, Latent, GatedDelta and the others stand in files of their own names.
}
