using Breakeven.Catalog;
using Breakeven.Workloads.Traces;

namespace Breakeven.Simulation.Arrivals;

/// <summary>What --trace names: a file of requests, or a folder from which requests are drawn by chance.</summary>
public static class TraceSource
{
    /// <summary>The trace of a path; each enumeration of its requests is a pass of its own.</summary>
    public static Trace Open(string path, TraceOptions? options = null, MakeOptions? make = null) => TraceFiles.Open(path, options);
}
