namespace Breakeven.Economics;

/// <summary>Between what a bill lies in nine of ten cases. It moves in steps, for replicas come whole.</summary>
/// <param name="Low">The bill if replicas carry what one in twenty exceeds.</param>
/// <param name="High">The bill if they carry only what nineteen in twenty do; null where they then miss the objective.</param>
public readonly record struct BillRange(Bill Low, Bill? High)
{
    /// <summary>The range of a hosted choice's bill at a mean rate, or null where nothing of its kind was measured.</summary>
    public static BillRange? Of(Choice.Hosted choice, RequestsPerSecond rate)
    {
        if (choice.Speed is not { } speed) return null;
        return new(choice.With(speed.High, Score(-1)).BillAt(rate), speed.Low.Value > 0 ? choice.With(speed.Low, Score(1)).BillAt(rate) : null);

        double Score(int side) => speed.Times.FactorAt(side * 1.6448536269514722);
    }
}
