using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>A line that was left out because it is malformed.</summary>
public sealed record SkippedLine(long Line, string Why);

/// <summary>What a pass over a trace left out.</summary>
public sealed class TraceLog
{
    private readonly List<SkippedLine> _skipped = [];

    /// <summary>Malformed lines, no more than were allowed.</summary>
    public IReadOnlyList<SkippedLine> Skipped => _skipped;

    /// <summary>Requests that the trace records as failed or unanswered: they have no output tokens to replay.</summary>
    public long Unanswered { get; private set; }

    internal void Skip(long line, string why) => _skipped.Add(new(line, why));

    internal void LeaveUnanswered() => Unanswered++;
}

/// <summary>Requests in the order of their arrival, read as they are asked for: a pass over a trace holds one of them at a time.</summary>
/// <param name="name">As the user wrote it.</param>
/// <param name="format">Its layout.</param>
/// <param name="requests">One pass from the start, which tells the log what it leaves out.</param>
public sealed class Trace(string name, TraceFormat format, Func<TraceLog, IEnumerable<TraceRequest>> requests)
{
    /// <summary>As the user wrote it, which is how messages name it.</summary>
    public string Name { get; } = name;

    /// <summary>Its layout.</summary>
    public TraceFormat Format { get; } = format;

    /// <summary>What the last pass left out; complete once that pass is.</summary>
    public TraceLog Log { get; private set; } = new();

    /// <summary>The requests. Each enumeration is a pass of its own, from the first line; a trace without requests is an <see cref="InputException"/>.</summary>
    public IEnumerable<TraceRequest> Requests
    {
        get
        {
            var log = new TraceLog();
            Log = log;
            var any = false;
            foreach (var request in requests(log))
            {
                any = true;
                yield return request;
            }
            if (!any) throw Empty(log);
        }
    }

    private InputException Empty(TraceLog log) => log.Unanswered > 0
        ? new($"none of its {log.Unanswered} requests was answered", Name, "give a trace whose requests have output tokens")
        : new("it holds no request", Name, "give a trace with at least one line after its header");
}
