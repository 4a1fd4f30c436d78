namespace Breakeven.Workloads.Traces;

/// <summary>What can be said of traffic without serving it. Gathered in one pass, in a memory that grows with nothing but distinct prefixes.</summary>
public sealed class TraceSummary
{
    private double _gapSum;
    private double _gapSquares;
    private long _last;

    private TraceSummary()
    {
    }

    /// <summary>How many there are.</summary>
    public long Requests => Inputs.Count;

    /// <summary>When the first arrives, since the start of the trace.</summary>
    public Seconds First { get; private set; }

    /// <summary>When the last arrives.</summary>
    public Seconds Last => new(_last / 1e9);

    /// <summary>From the first to the last.</summary>
    public Seconds Span => Last - First;

    /// <summary>Gaps over the span; null where all arrive at once.</summary>
    public RequestsPerSecond? Rate => Span.Value > 0 ? new RequestsPerSecond((Requests - 1) / Span.Value) : null;

    /// <summary>Standard deviation over mean of the gaps between arrivals, 1 for Poisson's; null where there is no gap.</summary>
    public double? GapCv
    {
        get
        {
            var (gaps, mean) = (Requests - 1, _gapSum / (Requests - 1));
            return gaps < 1 || _gapSum <= 0 ? null : Math.Sqrt(Math.Max(0, _gapSquares / gaps - mean * mean)) / mean;
        }
    }

    /// <summary>Prompt lengths.</summary>
    public LengthHistogram Inputs { get; } = new();

    /// <summary>Output lengths.</summary>
    public LengthHistogram Outputs { get; } = new();

    /// <summary>How many arrive in windows of a second, ten, a minute, ten and an hour.</summary>
    public IReadOnlyList<ArrivalCounts> Counts { get; } = [.. new[] { 1.0, 10, 60, 600, 3600 }.Select(window => new ArrivalCounts(new(window)))];

    /// <summary>What arrives when.</summary>
    public RateOverTime OverTime { get; } = new();

    /// <summary>What prompts share.</summary>
    public PrefixReuse Prefixes { get; } = new();

    /// <summary>Goes once over requests, of which there is at least one.</summary>
    public static TraceSummary Of(IEnumerable<TraceRequest> requests)
    {
        var summary = new TraceSummary();
        foreach (var request in requests) summary.Add(request);
        return summary;
    }

    private void Add(in TraceRequest request)
    {
        var arrival = request.ArrivalNanoseconds;
        if (Requests == 0) First = new(arrival / 1e9);
        else
        {
            var gap = (arrival - _last) / 1e9;
            _gapSum += gap;
            _gapSquares += gap * gap;
        }
        _last = arrival;
        Inputs.Add(request.InputTokens);
        Outputs.Add(request.OutputTokens);
        foreach (var counts in Counts) counts.Add(arrival);
        OverTime.Add(request);
        Prefixes.Add(request);
    }
}
