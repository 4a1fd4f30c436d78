namespace Breakeven.Sizing.Support;

/// <summary>The ranks that a source speaks of; null where it does not.</summary>
public readonly record struct LayoutCondition(int? Tensor, int? Pipeline, int? Data, int? Expert)
{
    /// <summary>Reads "tp=8,ep=1".</summary>
    public static LayoutCondition Parse(string text)
    {
        var layout = Layouts.Parse(text);
        return new(Named("tp") ? layout.Tensor : null, Named("pp") ? layout.Pipeline : null, Named("dp") ? layout.Data : null, Named("ep") ? layout.Expert : null);

        bool Named(string rank) => text.Contains(rank + "=", StringComparison.OrdinalIgnoreCase) || text.Contains(rank + " =", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a refusal holds for a layout: for what it leaves open, it holds whatever the rank.</summary>
    public bool Covers(Layout layout) =>
        (Tensor ?? layout.Tensor) == layout.Tensor && (Pipeline ?? layout.Pipeline) == layout.Pipeline && (Data ?? layout.Data) == layout.Data && (Expert ?? layout.Expert) == layout.Expert;

    /// <summary>Whether a layout is the very one that was seen to run: what was not named was not divided.</summary>
    public bool Is(Layout layout) => layout == new Layout(Tensor ?? 1, Pipeline ?? 1, Data ?? 1, Expert ?? 1);

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', new[] { ("tp", Tensor), ("pp", Pipeline), ("dp", Data), ("ep", Expert) }.Where(rank => rank.Item2 is not null).Select(rank => $"{rank.Item1}={rank.Item2}"));
}
