namespace Breakeven.Workloads;

/// <summary>
/// The rate of each minute of a day over the day's mean: quietest at midnight, busiest at noon. A ratio of busiest to quietest makes a sine; a ratio of busiest to mean makes a
/// bell around noon, exp(k cos), of which a sine is the flattest. Rounded to 2^-20, as gaps are and for the same reason.
/// </summary>
internal static class DayProfile
{
    public const int Minutes = 1440;
    private const double Grain = 1 << 20;

    public static double[] Of(TrafficDescription description)
    {
        if (description.Documents is not null || description.Mean.PeakToMean <= 1) return [1];
        var rates = description.PeakToTrough is { } ratio ? Sine(ratio) : Bell(description.Mean.PeakToMean);
        return [.. rates.Select(rate => Math.Round(rate * Grain) / Grain)];
    }

    private static double[] Sine(double ratio)
    {
        var swing = (ratio - 1) / (ratio + 1);
        return [.. Enumerable.Range(0, Minutes).Select(minute => 1 - swing * Turn(minute))];
    }

    private static double[] Bell(double peak)
    {
        var (low, high) = (0.0, 1e8);
        for (var step = 0; step < 100; step++)
        {
            var middle = (low + high) / 2;
            if (Bell(middle, out _) < peak) low = middle;
            else high = middle;
        }
        Bell(high, out var rates);
        return rates;
    }

    private static double Bell(double sharpness, out double[] rates)
    {
        var raw = Enumerable.Range(0, Minutes).Select(minute => Math.Exp(sharpness * (-Turn(minute) - 1))).ToArray();
        var mean = raw.Average();
        rates = [.. raw.Select(rate => rate / mean)];
        return rates.Max();
    }

    // The cosine of the day in the middle of a minute: 1 at midnight, -1 at noon.
    private static double Turn(int minute) => Math.Cos(2 * Math.PI * (minute + 0.5) / Minutes);
}
