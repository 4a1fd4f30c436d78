namespace Breakeven.Cli.Reports;

/// <summary>What a verb has to say, in order, before any format is chosen.</summary>
internal sealed record Report(IReadOnlyList<Section> Sections)
{
    /// <summary>How the figures came about; shown with --explain.</summary>
    public IReadOnlyList<Explanation> Explanations { get; init; } = [];
}

/// <summary>How one figure came about.</summary>
/// <param name="Figure">What it is, in the words of the report: "cache a token".</param>
/// <param name="Value">With its unit.</param>
/// <param name="Formula">In the field's symbols: "layers x kv_heads x (d_k + d_v) x bytes".</param>
/// <param name="Inputs">The formula with its numbers: "32 x 8 x (128 + 128) x 2 B".</param>
/// <param name="Basis">The worst basis of the inputs.</param>
/// <param name="Source">Where the inputs were read.</param>
internal sealed record Explanation(string Figure, string Value, string Formula, string Inputs, Basis Basis, string Source);
