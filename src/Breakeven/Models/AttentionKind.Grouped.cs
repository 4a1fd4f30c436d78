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

        public override string Name => Span switch
        {
            AttentionSpan.Sliding => "sliding",
            AttentionSpan.Chunked => "chunked",
            _ => KeyValueHeads == Heads ? "mha" : KeyValueHeads == 1 ? "mqa" : "gqa",
        };

        public override long CacheElementsPerToken => (long)KeyValueHeads * (KeyDim + ValueDim);

        public override long? Window => Span == AttentionSpan.Full ? null : SpanTokens;

        public override Bytes StatePerSequence => new(0);

        public override int CacheShards => KeyValueHeads;

        public override int QueryHeads => Heads;

        // Scores and values: 2 FLOP for each element of key and value, for every query head.
        public override FlopCount DecodeFlop(double attended) => new(2.0 * Heads * (KeyDim + ValueDim) * attended);

        public override FlopCount PrefillFlop(double attended) => DecodeFlop(attended);

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            var queries = (long)Heads * KeyDim * (OutputGate ? 2 : 1);
            long keys = (long)KeyValueHeads * KeyDim, values = (long)KeyValueHeads * ValueDim;
            yield return new("q_proj", TensorClass.Attention, Sharding.Tensor, queries, hidden);
            yield return new("k_proj", TensorClass.Attention, Sharding.KeyValueHeads, keys, hidden);
            yield return new("v_proj", TensorClass.Attention, Sharding.KeyValueHeads, values, hidden);
            yield return new("o_proj", TensorClass.Attention, Sharding.Tensor, hidden, (long)Heads * ValueDim);
            if (InputBias)
            {
                yield return new("q_proj.bias", TensorClass.Norm, Sharding.Tensor, queries, 1);
                yield return new("k_proj.bias", TensorClass.Norm, Sharding.KeyValueHeads, keys, 1);
                yield return new("v_proj.bias", TensorClass.Norm, Sharding.KeyValueHeads, values, 1);
            }

            if (OutputBias) yield return new("o_proj.bias", TensorClass.Norm, Sharding.Replicated, hidden, 1);
            if (QueryKeyNorm)
            {
                yield return new("q_norm", TensorClass.Norm, Sharding.Replicated, KeyDim, 1);
                yield return new("k_norm", TensorClass.Norm, Sharding.Replicated, KeyDim, 1);
            }

            if (Sinks) yield return new("sinks", TensorClass.Norm, Sharding.Tensor, Heads, 1);
        }
    }
}
