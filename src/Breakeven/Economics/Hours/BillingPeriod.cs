using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>The hours that a bill runs over, and what they are called.</summary>
public sealed record BillingPeriod
{
    // Ten years; more is a slip.
    private const int HoursMost = 87_600;

    private BillingPeriod(int hours, string name) => (Hours, Name) = (hours, name);

    /// <summary>How many, at least 1.</summary>
    public int Hours { get; }

    /// <summary>What it is called: "a month of 730 h", "November 2026, 720 h".</summary>
    public string Name { get; }

    /// <summary>A twelfth of a year of 8,760 h, by which most providers bill.</summary>
    public static BillingPeriod Month { get; } = new((int)BillingMonth.Hours, "a month of 730 h");

    /// <summary>24 hours.</summary>
    public static BillingPeriod Day { get; } = new(24, "a day of 24 h");

    /// <summary>A month of the calendar: 672, 696, 720 or 744 hours.</summary>
    /// <exception cref="InputException">There is no such month.</exception>
    public static BillingPeriod Calendar(int year, int month)
    {
        if (year is < 1 or > 9999 || month is < 1 or > 12) throw new InputException($"there is no month {year}-{month}", "month", "write a year and a month, such as 2026-11");
        var hours = DateTime.DaysInMonth(year, month) * 24;
        return new(hours, string.Create(CultureInfo.InvariantCulture, $"{CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(month)} {year}, {hours} h"));
    }

    /// <summary>So many hours.</summary>
    /// <exception cref="InputException">Fewer than 1, or more than ten years.</exception>
    public static BillingPeriod Of(int hours) => hours is >= 1 and <= HoursMost
        ? new(hours, string.Create(CultureInfo.InvariantCulture, $"{hours} h"))
        : throw new InputException($"{hours} hours are no period", "period", "give from 1 hour to ten years, such as 730");
}
