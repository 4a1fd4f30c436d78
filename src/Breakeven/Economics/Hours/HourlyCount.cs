using Breakeven.Catalog;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;

namespace Breakeven.Economics.Hours;

/// <summary>Counts requests by the hour and by windows within it.</summary>
internal static class HourlyCount
{
    private const long NanosecondsPerHour = 3_600_000_000_000;
    private const int HoursMost = 87_600;

    public static HourlyDemand Of(IEnumerable<TraceRequest> requests, Seconds window)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var width = (long)Math.Round(window.Value * 1e9);
        if (width <= 0 || width > NanosecondsPerHour || NanosecondsPerHour % width != 0) throw new InputException($"a window of {window} does not divide an hour", "window", "give a part of an hour, such as 10min");
        var (hours, windows, reuse) = (new List<DemandHour>(), new Peaks((int)(NanosecondsPerHour / width)), new PrefixReuse());
        foreach (var request in requests)
        {
            var hour = request.ArrivalNanoseconds / NanosecondsPerHour;
            if (hour >= HoursMost) throw new InputException("the trace is longer than ten years", "trace", "check the unit of its arrivals");
            while (hours.Count <= hour)
            {
                if (hours.Count > 0) hours[^1] = windows.Close(hours[^1]);
                hours.Add(new(0, default, default, default));
            }
            var before = reuse.ReusedTokens;
            reuse.Add(request);
            // Whole numbers in a double, of less than 2^53 tokens, have a whole difference.
            var cached = (long)(reuse.ReusedTokens - before);
            var old = hours[^1];
            hours[^1] = new(old.Requests + 1, old.Input + new TokenCount(request.InputTokens), old.Cached + new TokenCount(cached), old.Output + new TokenCount(request.OutputTokens));
            windows.Add(request, request.ArrivalNanoseconds % NanosecondsPerHour / width);
        }
        if (hours.Count > 0) hours[^1] = windows.Close(hours[^1]);
        return new(hours, $"a trace of {hours.Count} h");
    }

    private sealed class Peaks(int count)
    {
        private readonly (long Requests, long Tokens)[] _windows = new (long, long)[count];

        public void Add(in TraceRequest request, long window)
        {
            ref var one = ref _windows[window];
            one = (one.Requests + 1, one.Tokens + request.InputTokens + request.OutputTokens);
        }

        public DemandHour Close(DemandHour hour)
        {
            var closed = hour.Requests == 0 ? hour with { PeakRequestsOverMean = 1, PeakTokensOverMean = 1 } : hour with
            {
                PeakRequestsOverMean = _windows.Max(window => window.Requests) * (double)_windows.Length / hour.Requests,
                PeakTokensOverMean = _windows.Max(window => window.Tokens) * (double)_windows.Length / hour.Tokens.Value,
            };
            Array.Clear(_windows);
            return closed;
        }
    }
}
