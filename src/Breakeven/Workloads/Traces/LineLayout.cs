namespace Breakeven.Workloads.Traces;

/// <summary>A request with its arrival as its trace counts time, in nanoseconds.</summary>
internal readonly record struct RawRequest(long Arrival, int Input, int Output, PrefixChain? Prefix = null);

/// <summary>How a layout writes a request in a line. One instance reads one pass, so that it may remember the header.</summary>
internal abstract class LineLayout
{
    /// <summary>Whether a line is this layout's header, to be read past.</summary>
    public abstract bool TakesAsHeader(ReadOnlySpan<byte> line);

    /// <summary>The request of a line; null where it had no answer. Throws <see cref="LineFault"/>.</summary>
    public abstract RawRequest? Read(ReadOnlySpan<byte> line);
}
