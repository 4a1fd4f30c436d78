namespace Breakeven.Models;

/// <summary>
/// A small attention that picks the tokens which the large one reads (DeepSeek V3.2, GLM-5; by blocks of tokens in MiniMax-M3). It scores the whole
/// context for every token, over keys that it caches itself.
/// </summary>
/// <param name="Heads">Query heads of the indexer.</param>
/// <param name="Dim">Dimension of a head.</param>
/// <param name="Selected">Tokens that are picked.</param>
public sealed record Indexer(int Heads, int Dim, int Selected)
{
    // DeepSeek's cache of index keys: FP8, with one fp32 scale for each block of 128.
    private const int ScaleBlock = 128;
    private const int ScaleBytes = 4;

    /// <summary>Key heads, which the query heads share.</summary>
    public int KeyHeads { get; init; } = 1;

    /// <summary>A learnt weight for each head's score, made from the hidden state (DeepSeek).</summary>
    public bool HeadWeights { get; init; } = true;

    /// <summary>The cache holds keys in 16 bits and not in FP8.</summary>
    public bool WideKeys { get; init; }

    /// <summary>Takes the picks of a layer before it: neither weights nor keys of its own (GLM-5.2).</summary>
    public bool Borrowed { get; init; }

    public CachePart Cache => Borrowed ? default : new((double)KeyHeads * Dim)
    {
        OwnBytesPerToken = KeyHeads * (WideKeys ? Dim * 2.0 : Dim + (Dim + ScaleBlock - 1) / ScaleBlock * ScaleBytes),
    };

    public AttentionPass Pass => new(null, Cache, 2.0 * Heads * Dim, 2.0 * Heads * Dim);

    /// <summary>Its weights. Queries come from the latent query where there is one, else from the hidden state.</summary>
    public IEnumerable<WeightTensor> Tensors(int hidden, int queryInput)
    {
        if (Borrowed) yield break;
        yield return new("indexer.wq_b", TensorClass.Attention, Sharding.Replicated, (long)Heads * Dim, queryInput);
        yield return new("indexer.wk", TensorClass.Attention, Sharding.Replicated, (long)KeyHeads * Dim, hidden);
        if (HeadWeights)
        {
            yield return new("indexer.k_norm", TensorClass.Norm, Sharding.Replicated, Dim, 1);
            yield return new("indexer.k_norm.bias", TensorClass.Norm, Sharding.Replicated, Dim, 1);
            // Kept in 16 or 32 bits by every published checkpoint, as a router is.
            yield return new("indexer.weights_proj", TensorClass.Router, Sharding.Replicated, Heads, hidden);
        }
        else
        {
            yield return new("indexer.q_norm", TensorClass.Norm, Sharding.Replicated, Dim, 1);
            yield return new("indexer.k_norm", TensorClass.Norm, Sharding.Replicated, Dim, 1);
        }
    }
}
