namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>Multi-head latent attention (DeepSeek V2 and V3, Kimi K2): the cache holds one latent and one rotary key for all heads.</summary>
    /// <param name="Heads">Query heads.</param>
    /// <param name="QueryRank">Rank of the query's down-projection; null where queries come straight from the hidden state.</param>
    /// <param name="LatentRank">kv_lora_rank.</param>
    /// <param name="NopeDim">Key dimension a head without position.</param>
    /// <param name="RopeDim">Rotary key dimension, shared by all heads.</param>
    /// <param name="ValueDim">Value dimension a head.</param>
    public sealed record Latent(int Heads, int? QueryRank, int LatentRank, int NopeDim, int RopeDim, int ValueDim) : AttentionKind
    {
        /// <summary>Picks the tokens to attend to; null where every token is attended to.</summary>
        public Indexer? Index { get; init; }

        /// <summary>A gate as wide as the heads' values, made from the hidden state (Kimi K3).</summary>
        public bool OutputGate { get; init; }

        public override string Name => Index is null ? "mla" : "mla-sparse";

        private CachePart Entry => new(LatentRank + RopeDim)
        {
            // The FP8 layout of sparse kernels: a scale for each 128 of the latent, and the rotary key in 16 bits.
            Fp8BytesPerToken = Index is null ? null : LatentRank + (LatentRank + 127) / 128 * 4 + RopeDim * 2,
        };

        public override CacheParts Cache => Index is null ? new(Entry) : new(Entry, Index.Cache);

        public override int QueryHeads => Heads;

        // Decoding absorbs: every head scores against the latent and the rotary key, and sums latents. A prefill expands the latent and attends as
        // multi-head attention does; sparse kernels absorb there too, since each token reads entries of its own.
        public override IEnumerable<AttentionPass> Passes
        {
            get
            {
                var absorbed = 2.0 * Heads * (2.0 * LatentRank + RopeDim);
                var expanded = 2.0 * Heads * (NopeDim + RopeDim + ValueDim);
                yield return new(Index?.Selected, Entry, absorbed, Index is null ? expanded : absorbed);
                if (Index is { Borrowed: false }) yield return Index.Pass;
            }
        }

        public override double WorkspaceElements => (double)Heads * (2 * (NopeDim + RopeDim) + 2 * ValueDim);

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            var queries = (long)Heads * (NopeDim + RopeDim);
            if (QueryRank is { } rank)
            {
                yield return new("q_a_proj", TensorClass.Attention, Sharding.Replicated, rank, hidden);
                yield return new("q_a_layernorm", TensorClass.Norm, Sharding.Replicated, rank, 1);
                yield return new("q_b_proj", TensorClass.Attention, Sharding.Tensor, queries, rank);
            }
            else
            {
                yield return new("q_proj", TensorClass.Attention, Sharding.Tensor, queries, hidden);
            }

            yield return new("kv_a_proj_with_mqa", TensorClass.Attention, Sharding.Replicated, LatentRank + RopeDim, hidden);
            yield return new("kv_a_layernorm", TensorClass.Norm, Sharding.Replicated, LatentRank, 1);
            yield return new("kv_b_proj", TensorClass.Attention, Sharding.Tensor, (long)Heads * (NopeDim + ValueDim), LatentRank);
            yield return new("o_proj", TensorClass.Attention, Sharding.Tensor, hidden, (long)Heads * ValueDim);
            if (OutputGate) yield return new("g_proj", TensorClass.Attention, Sharding.Tensor, (long)Heads * ValueDim, hidden);
            foreach (var tensor in Index?.Tensors(hidden, QueryRank ?? hidden) ?? []) yield return tensor;
        }
    }
}
