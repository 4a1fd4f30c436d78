using System.Globalization;
using Breakeven.Catalog;
using Breakeven.Workloads;

namespace Breakeven.Economics.Hours;

/// <summary>Demand hour by hour. Counts are whole; what a trace or a description holds is what the hours add up to.</summary>
public sealed record HourlyDemand
{
    /// <summary>Demand of the hours that are given.</summary>
    /// <exception cref="InputException">No hour, no request in any, or more cached input than input.</exception>
    public HourlyDemand(IReadOnlyList<DemandHour> hours, string origin)
    {
        ArgumentNullException.ThrowIfNull(hours);
        if (hours.Count == 0) throw new InputException("it has no hours", origin, "give at least one hour of demand");
        var total = hours.Aggregate((a, b) => a + b);
        if (total.Requests == 0) throw new InputException("no request arrives, so there is nothing to serve and nothing to compare", origin, "give a traffic above 0, such as \"2M requests/day, 1200 in, 300 out\"");
        foreach (var (index, hour) in hours.Index())
            if (hour.Requests < 0 || hour.Cached.Value < 0 || hour.Output.Value < 0 || hour.Cached > hour.Input
                || !(hour.PeakRequestsOverMean >= 1 && hour.PeakTokensOverMean >= 1 && double.IsFinite(hour.PeakRequestsOverMean + hour.PeakTokensOverMean)))
                throw new InputException("counts must be at least 0, cached input at most the input, a peak at least 1", string.Create(CultureInfo.InvariantCulture, $"{origin}, hour {index}"), "correct the hour, such as 1,000 requests with 1.2M tokens in, 0.4M of them cached, 0.3M out");
        (Hours, Origin, Total) = (hours, origin, total);
    }

    /// <summary>The hours in order.</summary>
    public IReadOnlyList<DemandHour> Hours { get; }

    /// <summary>What they were made of, and what was supposed on the way.</summary>
    public string Origin { get; }

    /// <summary>All of it.</summary>
    public DemandHour Total { get; }

    /// <summary>The window in which the peak within an hour is counted unless another is asked for.</summary>
    public static Seconds Window { get; } = Seconds.Minutes(10);

    /// <summary>
    /// Requests by the hour of their arrival, as many hours as the last one needs. Cached is what a cache that never forgets would find: an upper bound.
    /// </summary>
    /// <param name="requests">In the order of their arrival.</param>
    /// <param name="window">Where the peak within an hour is counted: an hour holds a whole number of them. Null is <see cref="Window"/>.</param>
    /// <exception cref="InputException">No request, or a trace of more than ten years.</exception>
    public static HourlyDemand Of(IEnumerable<TraceRequest> requests, Seconds? window = null) => HourlyCount.Of(requests, window ?? Window);

    /// <summary>
    /// What a description expects in each hour of a period that begins at midnight, in whole requests of mean lengths. The period's mean rate is the described one: where the period ends within a day, the day's
    /// profile is scaled by what that leaves out or adds, at most a few percent in a month.
    /// </summary>
    /// <exception cref="InputException">The description is of documents that are all there at once: those are <see cref="DeadlineWork"/>.</exception>
    public static HourlyDemand Of(TrafficDescription description, BillingPeriod? period = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        period ??= BillingPeriod.Month;
        if (description.Documents is not null) throw new InputException("documents with a deadline have no rate by the hour", "traffic", "plan them as deadline work beside a traffic, such as \"2M requests/day, 1200 in, 300 out\"");
        var minutes = DayProfile.Of(description);
        var (means, peaks) = (new double[period.Hours], new double[period.Hours]);
        for (var hour = 0; hour < period.Hours; hour++)
        {
            var of = minutes.Length == 1 ? minutes : minutes.AsSpan(hour % 24 * 60, 60).ToArray();
            means[hour] = of.Average();
            peaks[hour] = Math.Max(1, of.Max() / means[hour]);
        }
        var mean = description.Mean;
        var scale = mean.Rate.Value * 3600 / means.Average();
        var (requests, cached) = (new RunningCount(), new RunningCount());
        var hours = new DemandHour[period.Hours];
        for (var hour = 0; hour < hours.Length; hour++)
        {
            var arriving = requests.Add((decimal)(means[hour] * scale));
            var input = mean.Input * arriving;
            hours[hour] = new(arriving, input, new(cached.Add(input.Value * (decimal)mean.CachedShare)), mean.Output * arriving)
            {
                PeakRequestsOverMean = peaks[hour],
                PeakTokensOverMean = peaks[hour],
            };
        }
        return new(hours, $"the description, over {period.Name}");
    }

    /// <summary>The mean over the hours, as a comparison takes it: whole mean lengths, and the busiest hour over the mean.</summary>
    public Traffic Mean
    {
        get
        {
            var rate = Total.Requests / (Hours.Count * 3600.0);
            return new()
            {
                Rate = new(rate),
                Input = new(Math.Max(1, (long)Math.Round((double)Total.Input.Value / Total.Requests))),
                Output = new(Math.Max(1, (long)Math.Round((double)Total.Output.Value / Total.Requests))),
                CachedShare = Total.Input.Value > 0 ? (double)Total.Cached.Value / Total.Input.Value : 0,
                PeakToMean = Math.Max(1, Hours.Max(hour => hour.Requests) / 3600.0 / rate),
            };
        }
    }

    /// <summary>So many times this demand in every hour, in whole requests and tokens; peaks within the hours stay what they are.</summary>
    /// <exception cref="InputException">Nothing is left of it.</exception>
    public HourlyDemand Times(double factor)
    {
        if (!(factor is > 0 and <= 1e6)) throw new InputException(FormattableString.Invariant($"{factor} times a traffic"), Origin, "give a factor above 0, such as 0.5 or 2");
        var exact = (decimal)factor;
        var (requests, input, cached, output) = (new RunningCount(), new RunningCount(), new RunningCount(), new RunningCount());
        var hours = Hours.Select(hour =>
        {
            var (all, found) = (input.Add(hour.Input.Value * exact), cached.Add(hour.Cached.Value * exact));
            // Where all input is cached, the two sums may round apart.
            return hour with { Requests = requests.Add(hour.Requests * exact), Input = new(all), Cached = new(Math.Min(all, found)), Output = new(output.Add(hour.Output.Value * exact)) };
        });
        return new([.. hours], FormattableString.Invariant($"{Origin}, {factor} times"));
    }

    /// <summary>This demand again and again until a period is full, whole days of it where it has one. The last repetition may be cut.</summary>
    /// <exception cref="InputException">The demand is longer than the period.</exception>
    public HourlyDemand RepeatedTo(BillingPeriod period)
    {
        ArgumentNullException.ThrowIfNull(period);
        if (Hours.Count > period.Hours) throw new InputException($"it lasts {Hours.Count} h, longer than {period.Name}", Origin, $"bill a longer period, such as {Hours.Count} h");
        if (Hours.Count == period.Hours) return this;
        var whole = RepeatedHours(Hours.Count);
        return new([.. Enumerable.Range(0, period.Hours).Select(hour => Hours[hour % whole])], $"{Origin}, its first {whole} h repeated over {period.Name}");
    }

    /// <summary>The first hours of so many that are repeated: repeating 30 would shift every second day by six.</summary>
    public static int RepeatedHours(int hours) => hours >= 24 ? hours / 24 * 24 : hours;
}
