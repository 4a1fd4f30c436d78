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
        public override string Name => "mla";

        public override long CacheElementsPerToken => LatentRank + RopeDim;

        public override long? Window => null;

        public override Bytes StatePerSequence => new(0);

        public override int CacheShards => 1;

        public override int QueryHeads => Heads;

        // Absorbed: every head scores against the latent and the rotary key, and sums latents.
        public override FlopCount DecodeFlop(double attended) => new(2.0 * Heads * (2.0 * LatentRank + RopeDim) * attended);

        // Prefill expands the latent and attends as multi-head attention does.
        public override FlopCount PrefillFlop(double attended) => new(2.0 * Heads * (NopeDim + RopeDim + ValueDim) * attended);

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
        }
    }
}
