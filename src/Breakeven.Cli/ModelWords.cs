using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Models;

namespace Breakeven.Cli;

/// <summary>A model's parts in the field's words.</summary>
internal static class ModelWords
{
    /// <summary>"128 choose 8" as people write it, 8/128, for each kind of mixture; empty for a dense model.</summary>
    public static string Experts(Model model) => string.Join(", ", model.Layers
        .Select(layer => layer.FeedForward).OfType<FeedForwardKind.Mixture>()
        .Select(mixture => $"{mixture.ExpertsPerToken}/{mixture.Experts}").Distinct());

    /// <summary>The kinds of attention, the commonest first.</summary>
    public static string Attention(Model model) => string.Join(" + ", model.Layers
        .GroupBy(layer => layer.Attention.Name).OrderByDescending(group => group.Count()).Select(group => group.Key));

    /// <summary>One attention kind with its sizes.</summary>
    public static string Describe(AttentionKind attention) => attention switch
    {
        AttentionKind.Grouped { KeyDim: var key } grouped => $"{grouped.Heads} query and {grouped.KeyValueHeads} KV heads of {(key == grouped.ValueDim ? $"{key}" : $"{key} (values {grouped.ValueDim})")}"
            + (grouped.Span == AttentionSpan.Full ? "" : $", {(grouped.Span == AttentionSpan.Sliding ? "window" : "chunk")} {grouped.SpanTokens:N0}")
            + (grouped.BorrowsCache ? ", cache of an earlier layer" : "") + Describe(grouped.Index),
        AttentionKind.Latent latent => $"{latent.Heads} heads, latent {latent.LatentRank} + rotary {latent.RopeDim}" + Describe(latent.Index),
        AttentionKind.Absent => "",
        AttentionKind.GatedDelta delta => $"{delta.KeyHeads} key heads of {delta.KeyDim}, {delta.ValueHeads} value heads of {delta.ValueDim}",
        AttentionKind.Mamba2 mamba => $"{mamba.Heads} heads of {mamba.HeadDim}, state {mamba.StateDim}",
        AttentionKind.Mamba mamba => $"{mamba.Channels:N0} channels, state {mamba.StateDim}",
        AttentionKind.ShortConvolution convolution => $"{convolution.Channels:N0} channels, {convolution.Width} taps",
        AttentionKind.Matrix => "one matrix in place of attention",
        AttentionKind.Compressed compressed => $"{compressed.Heads} query heads on one of {compressed.Dim}, window {compressed.Recent:N0}"
            + (compressed.Ratio == 0 ? "" : $", beyond it {compressed.Ratio} tokens to an entry")
            + (compressed.Index is { } picks ? $", reads {picks.Selected:N0} entries" : ""),
        AttentionKind.Lightning lightning => $"{lightning.Heads} heads of {lightning.Dim}, each with a state",
        AttentionKind.KimiDelta delta => $"{delta.Heads} heads of {delta.Dim}, each with a state",
        _ => attention.Name,
    };

    /// <summary>One feed-forward kind with its sizes.</summary>
    public static string Describe(FeedForwardKind feedForward) => feedForward switch
    {
        FeedForwardKind.Dense dense => $"dense, width {dense.Width:N0}",
        FeedForwardKind.Mixture mixture => $"{mixture.ExpertsPerToken} of {mixture.Experts} experts of {mixture.ExpertWidth:N0}"
            + (mixture.LatentWidth > 0 ? $" in a latent of {mixture.LatentWidth:N0}" : "")
            + (mixture.SharedWidth > 0 ? $", shared {mixture.SharedWidth:N0}" : "")
            + (mixture.DenseWidth > 0 ? $", dense {mixture.DenseWidth:N0} beside them" : ""),
        FeedForwardKind.Linear => "one matrix",
        _ => "none",
    };

    private static string Describe(Indexer? index) => index is null ? "" : $", reads {index.Selected:N0} tokens";

    /// <summary>A count of parameters in billions, exact for programs.</summary>
    public static Cell Parameters(long count) => new(string.Create(CultureInfo.InvariantCulture, $"{count / 1e9:0.00} B"), count.ToString(CultureInfo.InvariantCulture));

    extension(Model model)
    {
        /// <summary>Parameters a token uses in the layers alone; some vendors publish this as "active".</summary>
        public long ActiveWithoutEmbeddings => model.Tensors().Where(tensor => tensor.Class is not (TensorClass.Embedding or TensorClass.Head)).Sum(tensor => tensor.ActiveParameters);

        /// <summary>Parameters a token uses, but for the embedding, of which it reads one row.</summary>
        public long ActiveWithoutEmbedding => model.Tensors().Where(tensor => tensor.Class is not TensorClass.Embedding).Sum(tensor => tensor.ActiveParameters);

        /// <summary>Parameters of each class that the model has, in the order of the classes.</summary>
        public IReadOnlyList<(TensorClass Class, long Parameters)> ParametersByClass()
            => [.. model.Tensors().GroupBy(tensor => tensor.Class).OrderBy(group => group.Key).Select(group => (group.Key, group.Sum(tensor => tensor.Parameters)))];
    }

    /// <summary>The class as tables and JSON name it: "routed_expert".</summary>
    public static string NameOf(TensorClass kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
