namespace Breakeven.Workloads;

/// <summary>
/// The start of a prompt as segments of equal length. A segment's id names its tokens and everything before them, so two prompts share
/// what their chains have in common from the first segment on.
/// </summary>
/// <param name="SegmentTokens">Tokens of a segment; the prompt may end within the last.</param>
/// <param name="Segments">Ids, first segment first.</param>
public sealed record PrefixChain(int SegmentTokens, IReadOnlyList<long> Segments)
{
    /// <summary>How its trace wrote it, such as system:800; null where it has only ids.</summary>
    public string? Name { get; init; }

    /// <summary>Tokens of a prompt of this length that lie in segments.</summary>
    public long TokensWithin(int inputTokens) => Math.Min((long)SegmentTokens * Segments.Count, inputTokens);
}
