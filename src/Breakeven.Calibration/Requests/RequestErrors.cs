using Breakeven.Statistics;

namespace Breakeven.Calibration.Requests;

/// <summary>How far a simulation is off in one time of requests: what was measured, what was simulated, and the relative error of each.</summary>
public sealed record RequestErrors(RequestMetric Metric, int Requests, Figures Measured, Figures Simulated)
{
    /// <summary>Simulated over measured, less one.</summary>
    public Figures Error => new(Simulated.Mean / Measured.Mean - 1, Simulated.Median / Measured.Median - 1, Simulated.Tail / Measured.Tail - 1);

    /// <summary>The largest of the three, whatever its sign.</summary>
    public double Worst => Math.Max(Math.Abs(Error.Mean), Math.Max(Math.Abs(Error.Median), Math.Abs(Error.Tail)));

    internal static IReadOnlyList<RequestErrors> Of(IReadOnlyList<MeasuredRequest> requests, RequestTimes times, Range part)
    {
        var (start, count) = part.GetOffsetAndLength(requests.Count);
        return
        [
            .. Enum.GetValues<RequestMetric>().Select(metric =>
            {
                var pairs = Enumerable.Range(start, count).Select(i => (Real: RequestTimes.Measured(metric, requests[i]), Made: times.At(metric, i)))
                    .Where(pair => double.IsFinite(pair.Real) && double.IsFinite(pair.Made)).ToList();
                return new RequestErrors(metric, pairs.Count, Figures.Of([.. pairs.Select(pair => pair.Real)]), Figures.Of([.. pairs.Select(pair => pair.Made)]));
            }),
        ];
    }
}

/// <summary>The mean of some times, their median and their 95th percentile; or the errors of these.</summary>
public readonly record struct Figures(double Mean, double Median, double Tail)
{
    internal static Figures Of(double[] values)
    {
        if (values.Length == 0) return new(double.NaN, double.NaN, double.NaN);
        Array.Sort(values);
        return new(values.Average(), Quantile.Of(values, 0.5), Quantile.Of(values, 0.95));
    }
}
