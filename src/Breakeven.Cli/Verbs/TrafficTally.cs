using Breakeven.Workloads;

namespace Breakeven.Cli.Verbs;

/// <summary>What a first pass over requests tells: how many there are, how long, and when they come.</summary>
internal sealed record TrafficTally(long Requests, double MeanInput, double MeanOutput, long First, long Last)
{
    public Seconds Span => new((Last - First) * 1e-9);

    /// <summary>Requests a second; 0 where all come at once.</summary>
    public double Rate => Last > First ? (Requests - 1) / Span.Value : 0;

    public static TrafficTally Of(IEnumerable<TraceRequest> requests)
    {
        long count = 0, input = 0, output = 0, first = 0, last = 0;
        foreach (var request in requests)
        {
            if (count++ == 0) first = request.ArrivalNanoseconds;
            last = request.ArrivalNanoseconds;
            input += request.InputTokens;
            output += request.OutputTokens;
        }

        return new(count, (double)input / Math.Max(1, count), (double)output / Math.Max(1, count), first, last);
    }
}
