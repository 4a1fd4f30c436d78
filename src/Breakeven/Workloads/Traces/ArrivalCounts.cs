namespace Breakeven.Workloads.Traces;

/// <summary>How many requests arrive in windows of one length, counted from the start of the trace as requests go by.</summary>
/// <param name="window">The windows' length.</param>
public sealed class ArrivalCounts(Seconds window)
{
    private readonly long _window = (long)(window.Value * 1e9);
    private long _at;
    private long _now;
    private double _sum;
    private double _squares;

    /// <summary>Their length.</summary>
    public Seconds Window { get; } = window;

    /// <summary>Windows that have passed as a whole; the one in which the last request arrived is not among them.</summary>
    public long Windows { get; private set; }

    /// <summary>Most requests of one window.</summary>
    public long Most { get; private set; }

    /// <summary>The variance of the counts over their mean, 1 for Poisson; null before ten windows have passed.</summary>
    public double? Dispersion => Windows < 10 || _sum == 0 ? null : (_squares / Windows - _sum / Windows * (_sum / Windows)) / (_sum / Windows);

    internal void Add(long arrival)
    {
        var window = arrival / _window;
        if (window > _at)
        {
            // The windows between are empty.
            Windows += window - _at;
            _sum += _now;
            _squares += (double)_now * _now;
            (_at, _now) = (window, 0);
        }
        Most = Math.Max(Most, ++_now);
    }
}
