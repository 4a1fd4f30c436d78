namespace Breakeven.Economics.Maps;

/// <summary>A cell of a map: who is the cheapest there, and whether another may well be.</summary>
/// <param name="Winner">The index among the winners; -1 where nothing serves the cell as asked.</param>
/// <param name="IsDoubtful">True within the interval of a change of the cheapest.</param>
public readonly record struct MapCell(int Winner, bool IsDoubtful)
{
    /// <summary>Nothing serves the cell as asked.</summary>
    public static MapCell Nobody { get; } = new(-1, false);
}

/// <summary>A map in cells, for pictures: columns by traffic, rows by the other axis.</summary>
/// <param name="Traffics">The middle of each column, in the reference model's tokens.</param>
/// <param name="RowLabels">The axis's values with their unit.</param>
/// <param name="Winners">Names that the cells' indices stand for.</param>
/// <param name="Rows">Cells, row by row in the axis's order, each as many as there are traffics.</param>
public sealed record MapGrid(IReadOnlyList<TokensPerSecond> Traffics, IReadOnlyList<string> RowLabels, IReadOnlyList<string> Winners, IReadOnlyList<IReadOnlyList<MapCell>> Rows)
{
    /// <summary>The traffic at a share of a range, on a logarithmic axis.</summary>
    public static TokensPerSecond At(TrafficRange range, double share) => range.From * Math.Pow(range.To / range.From, share);
}
