using System.Globalization;
using Breakeven.Economics;
using Breakeven.Sizing;

namespace Breakeven.Tests.Guides;

/// <summary>How the guide writes an amount.</summary>
internal static class Said
{
    public static string Gib(Bytes bytes) => Number($"{bytes / Bytes.Gibibytes(1):#,0.0} GiB");

    public static string PerHour(UsdPerHour price) => Number($"${price.Value:0.00}");

    public static string PerMillion(UsdPerMillion price) => Number($"${price.Value:0.00}");

    public static string Money(UsdEstimate money) => Number($"${money.Value:#,0}");

    public static string Rate(TokensPerSecond tokens) => Number($"{tokens.Value:#,0}");

    public static string PerDay(TokensPerSecond tokens) => Spoken.Count(tokens.Value * 86400);

    public static string Percent(double share) => Number($"{share * 100:0.#} %");

    public static string Milliseconds(Seconds time) => Number($"{time.Value * 1e3:#,0.0} ms");

    public static string Billions(double count) => Number($"{count / 1e9:#,0.0}B");

    public static string Count(double count) => Number($"{count:#,0}");

    /// <summary>Whether a plan fits, and by how much it does or does not.</summary>
    public static string Room(MemoryPlan plan) => !plan.Fits ? $"{Gib(plan.Left * -1)} short"
        : Sizer.ConcurrencyAt(plan, new(1500)) == 0 ? "loads, but holds no sequence"
        : $"fits, {Gib(plan.Left)} left";

    private static string Number(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
