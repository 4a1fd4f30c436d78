namespace Breakeven.Economics;

/// <summary>The month that every bill is for: 730 hours, a twelfth of 8,760, which is 30.4167 days.</summary>
public static class BillingMonth
{
    /// <summary>The month's length.</summary>
    public static Seconds Length { get; } = Seconds.Hours(Hours);

    internal const double Hours = 730;
}
