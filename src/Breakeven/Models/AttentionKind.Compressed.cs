namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>
    /// DeepSeek V4: one wide head that is key and value at once, kept as it is within a window and compressed beyond it, several tokens to an entry;
    /// where the ratio is small an indexer picks entries. The output returns through groups of low rank.
    /// </summary>
    /// <param name="Heads">Query heads.</param>
    /// <param name="Dim">Width of a head, and of the one that is cached.</param>
    /// <param name="RopeDim">Its rotary part.</param>
    /// <param name="QueryRank">Rank of the query's down-projection.</param>
    /// <param name="OutputGroups">Groups of heads, each projected by itself.</param>
    /// <param name="OutputRank">The width to which a group is projected.</param>
    /// <param name="Recent">Tokens of the window.</param>
    /// <param name="Ratio">Tokens that one compressed entry stands for; 0 for a window alone.</param>
    public sealed record Compressed(
        int Heads, int Dim, int RopeDim, int QueryRank, int OutputGroups, int OutputRank, int Recent, int Ratio) : AttentionKind
    {
        // The FP8 layout of the engines' kernels: a byte an element without position, one scale byte for each 64 of them and one of padding, and the
        // rotary part in 16 bits: 448 + 7 + 1 + 128 = 584 for a head of 512.
        private const int ScaleBlock = 64;

        // The reference keeps what is not yet compressed, values and gates, in fp32.
        private const int StateBytesPerElement = 4;

        /// <summary>Picks compressed entries; null where all are attended to. Its keys are compressed by the same ratio.</summary>
        public Indexer? Index { get; init; }

        public override string Name => Ratio == 0 ? "sliding" : Index is null ? "hca" : "csa";

        public override int QueryHeads => Heads;

        // Entries that are picked overlap: each is made of its own tokens and of those before them.
        private int Overlap => Index is null ? 1 : 2;

        private CachePart Entry => new(Dim, Recent) { Fp8BytesPerToken = Dim - RopeDim + (Dim - RopeDim) / ScaleBlock + 1 + 2 * RopeDim };

        private CachePart Entries => new((double)Dim / Ratio) { Fp8BytesPerToken = Entry.Fp8BytesPerToken / Ratio };

        private CachePart IndexEntries => Index is null ? default : new(Index.Cache.ElementsPerToken / Ratio) { OwnBytesPerToken = Index.Cache.OwnBytesPerToken / Ratio };

        public override CacheParts Cache => Ratio == 0 ? new(Entry) : Index is null ? new(Entry, Entries) : new(Entry, Entries, IndexEntries);

        public override Bytes StatePerSequence => new(Ratio == 0 ? 0 : Tail(Dim) + (Index is null ? 0 : Tail(Index.Dim)));

        private double Tail(int dim) => 2.0 * (Overlap * Ratio) * (Overlap * dim) * StateBytesPerElement;

        // Scores and values read the same vector: 2 FLOP each for each of its elements, for every query head.
        public override IEnumerable<AttentionPass> Passes
        {
            get
            {
                var flop = 4.0 * Heads * Dim;
                yield return new(Recent, Entry, flop, flop);
                if (Ratio == 0) yield break;
                yield return new(Index is null ? null : (double)Index.Selected * Ratio, Entries, flop / Ratio, flop / Ratio);
                if (Index is not null) yield return new(null, IndexEntries, Index.Pass.DecodeFlop / Ratio, Index.Pass.PrefillFlop / Ratio);
            }
        }

        public override double WorkspaceElements => 2.0 * Heads * Dim + Dim + (double)OutputGroups * OutputRank;

        public override IEnumerable<WeightTensor> Tensors(int hidden)
        {
            yield return new("wq_a", TensorClass.Attention, Sharding.Replicated, QueryRank, hidden);
            yield return new("q_norm", TensorClass.Norm, Sharding.Replicated, QueryRank, 1);
            yield return new("wq_b", TensorClass.Attention, Sharding.Tensor, (long)Heads * Dim, QueryRank);
            yield return new("wkv", TensorClass.Attention, Sharding.Replicated, Dim, hidden);
            yield return new("kv_norm", TensorClass.Norm, Sharding.Replicated, Dim, 1);
            yield return new("wo_a", TensorClass.Attention, Sharding.Tensor, (long)OutputGroups * OutputRank, (long)Heads * Dim / OutputGroups);
            yield return new("wo_b", TensorClass.Attention, Sharding.Tensor, hidden, (long)OutputGroups * OutputRank);
            yield return new("attn_sink", TensorClass.Norm, Sharding.Tensor, Heads, 1);
            if (Ratio == 0) yield break;
            foreach (var tensor in Compressor("compressor.", hidden, Dim)) yield return tensor;
            if (Index is null) yield break;
            yield return new("indexer.wq_b", TensorClass.Attention, Sharding.Replicated, (long)Index.Heads * Index.Dim, QueryRank);
            yield return new("indexer.weights_proj", TensorClass.Router, Sharding.Replicated, Index.Heads, hidden);
            foreach (var tensor in Compressor("indexer.compressor.", hidden, Index.Dim)) yield return tensor;
        }

        private IEnumerable<WeightTensor> Compressor(string prefix, int hidden, int dim)
        {
            var width = (long)Overlap * dim;
            yield return new(prefix + "wkv", TensorClass.Attention, Sharding.Replicated, width, hidden);
            yield return new(prefix + "wgate", TensorClass.Attention, Sharding.Replicated, width, hidden);
            yield return new(prefix + "ape", TensorClass.Norm, Sharding.Replicated, Ratio * width, 1);
            yield return new(prefix + "norm", TensorClass.Norm, Sharding.Replicated, dim, 1);
        }
    }
}
