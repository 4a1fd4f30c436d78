using Breakeven.Catalog;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;
using MathNet.Numerics.Distributions;

namespace Breakeven.Simulation.Arrivals;

/// <summary>Makes the requests that a description describes. The same description, options and seed give the same requests.</summary>
public static class TrafficMaker
{
    private const double NanosecondsPerMinute = 60e9;

    /// <summary>Requests in the order of their arrival, made as they are asked for.</summary>
    public static IEnumerable<TraceRequest> Requests(TrafficDescription description, MakeOptions? options = null)
    {
        options ??= new();
        if (options.Duration.Value is not (> 0 and <= 3660 * 86400.0)) throw new InputException("it is not between 0 and ten years", "--duration", "write a time such as 1d");
        if (description.Burst > 1 && options.Arrivals is not null) throw new InputException("a burst and --arrivals both say how requests come", "--arrivals", "leave out one of the two");
        // What cannot be made is refused here, and not when the first request is asked for.
        _ = LengthSource.Of(description, options);
        var arrivals = description.Documents is { } batch ? Batches(batch, options.Duration) : Arrivals(description, options);
        return Requests(description, options, arrivals);
    }

    private static IEnumerable<TraceRequest> Requests(TrafficDescription description, MakeOptions options, IEnumerable<long> arrivals)
    {
        var lengths = LengthSource.Of(description, options);
        var shares = RandomStreams.Of(options.Seed, "prefixes");
        var prefix = description.Prefix is { } shared ? PrefixText.Named("shared", (int)shared.Tokens.Value) : null;
        foreach (var arrival in arrivals)
        {
            var (input, output) = lengths();
            // Always drawn, so that who else shares does not depend on the share.
            var draw = ContinuousUniform.Sample(shares, 0, 1);
            yield return new(arrival, input, output, draw < description.Prefix?.Share ? prefix : null);
        }
    }

    private static IEnumerable<long> Batches(DocumentBatch batch, Seconds duration)
    {
        for (var start = Seconds.Zero; start < duration; start += batch.Period)
            for (var document = 0L; document < batch.Count; document++) yield return (long)Math.Round(start.Value * 1e9);
    }

    // Gaps pass in units of the mean gap, of which a minute has more when it is busy.
    private static IEnumerable<long> Arrivals(TrafficDescription description, MakeOptions options)
    {
        var rate = description.Mean.Rate;
        var process = options.Arrivals ?? (description.Burst > 1 ? new ArrivalProcess.Gamma(Math.Sqrt(description.Burst)) : new ArrivalProcess.Poisson());
        var gaps = new ArrivalGaps(process, rate, RandomStreams.Of(options.Seed, "arrivals"));
        var profile = DayProfile.Of(description);
        var minutes = options.Duration.Value / 60;
        var end = options.Duration.Value * 1e9;
        var (minute, within) = (0L, 0.0);
        while (true)
        {
            var gap = gaps.Next();
            // Whole minutes pass as long as the gap is longer than what is left of them.
            while (gap > Left(minute, within))
            {
                gap -= Left(minute, within);
                within = 0;
                if (++minute >= minutes) yield break;
            }
            within += gap;
            var arrival = minute * NanosecondsPerMinute + Math.Round(within / PerMinute(minute) * NanosecondsPerMinute);
            if (arrival >= end) yield break;
            yield return (long)arrival;
        }

        double PerMinute(long at) => rate.Value * 60 * profile[at % profile.Length];

        double Left(long at, double used) => Math.Max(0, PerMinute(at) - used);
    }
}
