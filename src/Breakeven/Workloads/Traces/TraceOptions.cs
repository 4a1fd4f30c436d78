namespace Breakeven.Workloads.Traces;

/// <summary>How to read a trace.</summary>
public sealed record TraceOptions
{
    /// <summary>Its layout; null recognises it by the first line.</summary>
    public TraceFormat? Format { get; init; }

    /// <summary>How many malformed lines to leave out before the next is an error.</summary>
    public int SkipBad { get; init; }

    /// <summary>Hold all requests and put them in order; else a line that goes back in time is malformed.</summary>
    public bool Sort { get; init; }
}
