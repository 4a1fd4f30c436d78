namespace Breakeven.Workloads.Traces;

/// <summary>A stretch of a trace.</summary>
public readonly record struct TraceStretch(Seconds Start, long Requests, double InputTokens, double OutputTokens);

/// <summary>What arrives in each stretch of a trace, from its start, in stretches that lengthen as the trace does: their number stays bounded.</summary>
public sealed class RateOverTime
{
    private const int StretchesMost = 4096;

    // Each is a multiple of the one before, so that stretches can be put together.
    private static readonly long[] Widths = [1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000, 60_000_000_000, 600_000_000_000, 3600_000_000_000, 21600_000_000_000, 86400_000_000_000, 604800_000_000_000, 6048000_000_000_000];

    // What people read a clock by, in seconds.
    private static readonly double[] Shown =
    [
        0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800, 604800, 1209600, 2419200, 6048000,
    ];

    private readonly List<(long Requests, double Input, double Output)> _stretches = [];
    private int _width;

    internal void Add(in TraceRequest request)
    {
        while (request.ArrivalNanoseconds / Widths[_width] >= StretchesMost) Widen();
        var place = (int)(request.ArrivalNanoseconds / Widths[_width]);
        while (_stretches.Count <= place) _stretches.Add(default);
        var old = _stretches[place];
        _stretches[place] = (old.Requests + 1, old.Input + request.InputTokens, old.Output + request.OutputTokens);
    }

    /// <summary>The stretches, put together until there are no more than so many of a length that a clock has.</summary>
    public (Seconds Width, IReadOnlyList<TraceStretch> Stretches) Most(int most)
    {
        var own = Widths[_width] / 1e9;
        var width = Shown.Where(shown => shown >= own && Math.Abs(shown / own - Math.Round(shown / own)) < 1e-9 && Math.Ceiling(_stretches.Count * own / shown) <= most)
            .DefaultIfEmpty(own * Math.Ceiling(_stretches.Count / (double)most)).First();
        var together = (int)Math.Round(width / own);
        return (new(width), [.. _stretches.Chunk(together).Select((chunk, index) => new TraceStretch(new(index * width), chunk.Sum(one => one.Requests), chunk.Sum(one => one.Input), chunk.Sum(one => one.Output)))]);
    }

    private void Widen()
    {
        if (_width == Widths.Length - 1) throw new Catalog.InputException("the trace is longer than 780 years", "trace", "check the unit of its arrivals");
        var together = (int)(Widths[_width + 1] / Widths[_width]);
        var wider = _stretches.Chunk(together).Select(chunk => (chunk.Sum(one => one.Requests), chunk.Sum(one => one.Input), chunk.Sum(one => one.Output))).ToList();
        _stretches.Clear();
        _stretches.AddRange(wider);
        _width++;
    }
}
