namespace Breakeven.Workloads.Traces;

/// <summary>What a cache that never forgets would find again. It remembers every distinct segment, which is what a count of them takes.</summary>
public sealed class PrefixReuse
{
    private readonly HashSet<(int Tokens, long Id)> _seen = [];

    /// <summary>Requests that say what their prompts share.</summary>
    public long Requests { get; private set; }

    /// <summary>Segments of all of them.</summary>
    public long Segments { get; private set; }

    /// <summary>Segments that an earlier request had.</summary>
    public long Reused { get; private set; }

    /// <summary>Different ones.</summary>
    public long Distinct => _seen.Count;

    /// <summary>Prompt tokens in segments that an earlier request had, from the first segment on.</summary>
    public double ReusedTokens { get; private set; }

    internal void Add(in TraceRequest request)
    {
        if (request.Prefix is not { Segments.Count: > 0 } prefix) return;
        Requests++;
        Segments += prefix.Segments.Count;
        var (found, unbroken) = (0, true);
        for (var index = 0; index < prefix.Segments.Count; index++)
        {
            var again = !_seen.Add((prefix.SegmentTokens, prefix.Segments[index]));
            if (again) Reused++;
            unbroken &= again;
            if (unbroken) found++;
        }
        ReusedTokens += Math.Min((double)found * prefix.SegmentTokens, request.InputTokens);
    }
}
