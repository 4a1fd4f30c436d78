using System.Text.Json;
using Breakeven.Models.Configs;

namespace Breakeven.Models;

public static partial class ModelFile
{
    private static AttentionKind.Compressed ReadCompressed(ConfigObject attention)
    {
        attention.RefuseOthers("kind", "heads", "dim", "rope_dim", "query_rank", "output_groups", "output_rank", "recent", "ratio", "indexer");
        int heads = attention.Count("heads", Bounds.Heads), dim = attention.Count("dim", Bounds.HeadDim);
        var groups = attention.Count("output_groups", heads);
        if (heads % groups != 0) throw attention.Error("output_groups", $"{groups} groups do not divide {heads} heads", "give a divisor of heads");
        var ratio = attention.CountOrNull("ratio", Bounds.Window) ?? 0;
        var indexer = ReadIndexer(attention);
        if (indexer is not null && ratio == 0) throw attention.Error("indexer", "a window alone has nothing to pick from", "give a ratio, such as 4");
        return new(
            heads, dim, attention.Count("rope_dim", dim), attention.Count("query_rank", Bounds.Rank), groups, attention.Count("output_rank", Bounds.Rank),
            attention.Count("recent", Bounds.Window), ratio)
        { Index = indexer };
    }

    private static void WriteCompressed(Utf8JsonWriter json, AttentionKind.Compressed compressed)
    {
        Sizes(json, "compressed", ("heads", compressed.Heads), ("dim", compressed.Dim), ("rope_dim", compressed.RopeDim), ("query_rank", compressed.QueryRank),
            ("output_groups", compressed.OutputGroups), ("output_rank", compressed.OutputRank), ("recent", compressed.Recent), ("ratio", compressed.Ratio));
        WriteIndexer(json, compressed.Index);
    }

    private static AttentionKind.Lightning ReadLightning(ConfigObject attention)
    {
        attention.RefuseOthers("kind", "heads", "dim", "state_bytes_per_element", "query_key_norm");
        return new(attention.Count("heads", Bounds.Heads), attention.Count("dim", Bounds.HeadDim), attention.Count("state_bytes_per_element", 8))
        { QueryKeyNorm = attention.Flag("query_key_norm", false) };
    }

    private static AttentionKind.KimiDelta ReadKimiDelta(ConfigObject attention)
    {
        attention.RefuseOthers("kind", "heads", "dim", "convolution_width", "state_bytes_per_element", "full_rank_gate");
        return new(
            attention.Count("heads", Bounds.Heads), attention.Count("dim", Bounds.HeadDim), attention.Count("convolution_width", 1024),
            attention.Count("state_bytes_per_element", 8))
        { FullRankGate = attention.Flag("full_rank_gate", false) };
    }
}
