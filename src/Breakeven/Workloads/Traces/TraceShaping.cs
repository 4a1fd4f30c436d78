using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>The same requests at other times.</summary>
public static class TraceShaping
{
    /// <summary>Those that arrive from one time on and before another, counted from the first of the two.</summary>
    public static IEnumerable<TraceRequest> Between(this IEnumerable<TraceRequest> requests, Seconds from, Seconds? to)
    {
        var (start, end) = (Nanoseconds(from), to is { } until ? Nanoseconds(until) : long.MaxValue);
        foreach (var request in requests)
        {
            if (request.ArrivalNanoseconds >= end) yield break;
            if (request.ArrivalNanoseconds >= start) yield return request with { ArrivalNanoseconds = request.ArrivalNanoseconds - start };
        }
    }

    /// <summary>So many times as fast.</summary>
    public static IEnumerable<TraceRequest> Faster(this IEnumerable<TraceRequest> requests, double times)
    {
        foreach (var request in requests) yield return request with { ArrivalNanoseconds = (long)Math.Round(request.ArrivalNanoseconds / times) };
    }

    /// <summary>
    /// Over and over until a time. A pass begins where the one before ended, a mean gap after its last request. Prefixes are those of the first pass, so that a later pass finds them again.
    /// </summary>
    /// <param name="requests">Enumerated once a pass.</param>
    /// <param name="until">When the last pass is cut off.</param>
    /// <exception cref="InputException">All requests arrive at once, so that no pass has a length.</exception>
    public static IEnumerable<TraceRequest> Repeat(this IEnumerable<TraceRequest> requests, Seconds until)
    {
        var end = Nanoseconds(until);
        var offset = 0L;
        while (true)
        {
            var (first, last, count) = (0L, 0L, 0L);
            foreach (var request in requests)
            {
                if (request.ArrivalNanoseconds + offset >= end) yield break;
                if (count++ == 0) first = request.ArrivalNanoseconds;
                last = request.ArrivalNanoseconds;
                yield return request with { ArrivalNanoseconds = last + offset };
            }
            if (last <= first) throw new InputException("all requests arrive at once, so that it is not known when to begin anew", "--repeat", "repeat a trace with at least two arrivals");
            offset += last - first + (last - first) / (count - 1);
        }
    }

    private static long Nanoseconds(Seconds time) => (long)Math.Round(Math.Min(time.Value * 1e9, 9e18));
}
