namespace Breakeven.Models;

public abstract partial record AttentionKind
{
    /// <summary>No mixing of tokens: a layer of experts alone (Nemotron-H), or attention that was pruned away (Nemotron by NAS).</summary>
    public sealed record Absent : AttentionKind
    {
        public override string Name => "none";

        public override IEnumerable<WeightTensor> Tensors(int hidden) => [];
    }
}
