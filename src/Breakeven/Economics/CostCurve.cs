namespace Breakeven.Economics;

/// <summary>A choice's cost at one traffic.</summary>
/// <param name="Tokens">Traffic in the reference model's tokens.</param>
/// <param name="Bill">The bill there; its blended figure is the curve's height.</param>
public readonly record struct CostPoint(TokensPerSecond Tokens, Bill Bill)
{
    /// <summary>Dollars per million reference tokens.</summary>
    public UsdPerMillion Blended => Bill.Blended;
}

/// <summary>Dollars per million tokens against traffic, evenly spaced on a logarithmic scale: what a chart draws.</summary>
public sealed record CostCurve(Choice Choice, IReadOnlyList<CostPoint> Points)
{
    /// <summary>The curve of one choice; both ends of the range are points of it.</summary>
    public static CostCurve Of(Choice choice, TrafficRange range, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, 1_000_000);
        var curve = new CostPoint[points];
        var decades = Math.Log(range.To / range.From);
        for (var i = 0; i < points; i++)
        {
            var tokens = i == points - 1 ? range.To : range.From * Math.Exp(decades * i / (points - 1));
            curve[i] = new(tokens, choice.BillAt(choice.Shape.RateOf(tokens)));
        }
        return new(choice, curve);
    }
}
