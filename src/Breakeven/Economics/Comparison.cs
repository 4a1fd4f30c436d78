using Breakeven.Workloads;

namespace Breakeven.Economics;

/// <summary>One choice at the compared traffic.</summary>
/// <param name="Rank">1 is the cheapest; equal bills keep the order they were given in.</param>
/// <param name="Bill">Its bill.</param>
/// <param name="TimesCheapest">Its bill over that of the cheapest that can be chosen.</param>
public sealed record ComparisonRow(int Rank, Bill Bill, double TimesCheapest)
{
    /// <summary>The choice.</summary>
    public Choice Choice => Bill.Choice;
}

/// <summary>Choices side by side at equal traffic, cheapest first.</summary>
public sealed record Comparison(Traffic Traffic, IReadOnlyList<ComparisonRow> Rows)
{
    /// <summary>The cheapest that can be chosen, or null where none can.</summary>
    public ComparisonRow? Cheapest => Rows.FirstOrDefault(row => row.Choice.CanBeChosen);

    /// <summary>Every choice's bill at one traffic.</summary>
    public static Comparison At(Traffic traffic, IReadOnlyList<Choice> choices)
    {
        ShapeGuard.Same(choices, TrafficShape.Of(traffic));
        var bills = choices.Select(choice => choice.BillAt(traffic.Rate)).OrderBy(bill => bill.PerMonth.Value).ToList();
        var least = bills.FindIndex(bill => bill.Choice.CanBeChosen);
        var cheapest = bills.Count == 0 ? UsdEstimate.Zero : bills[Math.Max(0, least)].PerMonth;
        return new(traffic, [.. bills.Select((bill, index) => new ComparisonRow(index + 1, bill, Ratio(bill.PerMonth, cheapest)))]);
    }

    // A free offer is no yardstick: next to it another free one is equal and any other infinitely dear.
    private static double Ratio(UsdEstimate bill, UsdEstimate cheapest) =>
        cheapest > UsdEstimate.Zero ? bill / cheapest : bill > UsdEstimate.Zero ? double.PositiveInfinity : 1;
}

/// <summary>Choices meet only at one shape of traffic: equal traffic is what makes bills comparable.</summary>
internal static class ShapeGuard
{
    public static void Same(IEnumerable<Choice> choices, TrafficShape shape)
    {
        foreach (var choice in choices)
            if (choice.Shape != shape)
                throw new ArgumentException($"\"{choice.Label}\" was built for another shape of traffic than it is compared at.", nameof(choices));
    }
}
