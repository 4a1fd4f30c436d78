namespace Breakeven.Models;

/// <summary>Whether a layer sees the whole context, a window that slides, or the chunk that the token lies in.</summary>
public enum AttentionSpan
{
    Full,
    Sliding,
    Chunked,
}

public abstract partial record AttentionKind
{
    /// <summary>Multi-head, grouped-query and multi-query attention, over the whole context or a part of it.</summary>
    public sealed record Grouped(int Heads, int KeyValueHeads, int KeyDim, int ValueDim) : AttentionKind
    {
        public AttentionSpan Span { get; init; } = AttentionSpan.Full;

        /// <summary>Tokens of the window or chunk; 0 with a full span.</summary>
        public int SpanTokens { get; init; }

        /// <summary>A bias on the query, key and value projections.</summary>
        public bool InputBias { get; init; }

        /// <summary>A bias on the output projection.</summary>
        public bool OutputBias { get; init; }

        /// <summary>A norm on each head's query and key.</summary>
        public bool QueryKeyNorm { get; init; }

        /// <summary>A gate as wide as the attention's output, made by the query projection (Qwen3.5).</summary>
        public bool OutputGate { get; init; }

        /// <summary>One learnt sink a query head (gpt-oss).</summary>
        public bool Sinks { get; init; }

        /// <summary>A gate of one number a query head, made from the hidden state (Step).</summary>
        public bool HeadGate { get; init; }

        /// <summary>The norms of queries and keys run over all heads at once, with a weight for each element (OLMo 2, MiniMax-M2).</summary>
        public bool WideQueryKeyNorm { get; init; }

        /// <summary>Values are made from the key projection (Gemma 4); the cache holds both, since only keys are rotated.</summary>
        public bool KeysAreValues { get; init; }

        /// <summary>Reads the keys and values of an earlier layer: no projections for them and no cache (Hunyuan, Gemma 3n).</summary>
        public bool BorrowsCache { get; init; }

        /// <summary>Picks the tokens to attend to; null where every token of the span is attended to.</summary>
        public Indexer? Index { get; init; }

        public override string Name => Span switch
        {
            AttentionSpan.Sliding => "sliding",
            AttentionSpan.Chunked => "chunked",
            _ => (KeyValueHeads == Heads ? "mha" : KeyValueHeads == 1 ? "mqa" : "gqa") + (Index is null ? "" : "-sparse"),
        };

        private long? SpanMost => Span == AttentionSpan.Full ? null : SpanTokens;

        private CachePart Entry => new((double)KeyValueHeads * (KeyDim + ValueDim), SpanMost);

        public override CacheParts Cache => BorrowsCache ? default : Index is null ? new(Entry) : new(Entry, Index.Cache);

        public override int CacheShards => KeyValueHeads;

        public override int QueryHeads => Heads;

        // Scores and values: 2 FLOP for each element of key and value, for every query head.
        public override IEnumerable<AttentionPass> Passes
        {
            get
            {
                var flop = 2.0 * Heads * (KeyDim + ValueDim);
                yield return new(Index?.Selected ?? SpanMost, Entry, flop, flop);
                if (Index is { Borrowed: false }) yield return Index.Pass;
            }
        }

        public override double WorkspaceElements => 2.0 * Heads * KeyDim + (double)KeyValueHeads * (KeyDim + ValueDim);

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            var queries = (long)Heads * KeyDim * (OutputGate ? 2 : 1);
            long keys = (long)KeyValueHeads * KeyDim, values = (long)KeyValueHeads * ValueDim;
            yield return new("q_proj", TensorClass.Attention, Sharding.Tensor, queries, hidden);
            if (!BorrowsCache) yield return new("k_proj", TensorClass.Attention, Sharding.KeyValueHeads, keys, hidden);
            if (!BorrowsCache && !KeysAreValues) yield return new("v_proj", TensorClass.Attention, Sharding.KeyValueHeads, values, hidden);
            yield return new("o_proj", TensorClass.Attention, Sharding.Tensor, hidden, (long)Heads * ValueDim);
            if (InputBias)
            {
                yield return new("q_proj.bias", TensorClass.Norm, Sharding.Tensor, queries, 1);
                if (!BorrowsCache) yield return new("k_proj.bias", TensorClass.Norm, Sharding.KeyValueHeads, keys, 1);
                if (!BorrowsCache && !KeysAreValues) yield return new("v_proj.bias", TensorClass.Norm, Sharding.KeyValueHeads, values, 1);
            }

            if (OutputBias) yield return new("o_proj.bias", TensorClass.Norm, Sharding.Replicated, hidden, 1);
            if (QueryKeyNorm)
            {
                yield return new("q_norm", TensorClass.Norm, Sharding.Replicated, KeyDim, 1);
                if (!BorrowsCache) yield return new("k_norm", TensorClass.Norm, Sharding.Replicated, KeyDim, 1);
            }

            if (WideQueryKeyNorm)
            {
                yield return new("q_norm", TensorClass.Norm, Sharding.Tensor, (long)Heads * KeyDim, 1);
                if (!BorrowsCache) yield return new("k_norm", TensorClass.Norm, Sharding.KeyValueHeads, keys, 1);
            }

            if (HeadGate) yield return new("g_proj", TensorClass.Attention, Sharding.Tensor, Heads, hidden);
            foreach (var tensor in Index?.Tensors(hidden, hidden) ?? []) yield return tensor;

            if (Sinks) yield return new("sinks", TensorClass.Norm, Sharding.Tensor, Heads, 1);
        }
    }
}
