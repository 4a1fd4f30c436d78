namespace Breakeven.Simulation;

/// <summary>Times of all served requests, kept whole, so that percentiles are those of the list.</summary>
public sealed class LatencySamples
{
    private float[] _values = new float[1024];
    private double _sum;
    private bool _sorted = true;

    public int Count { get; private set; }

    /// <summary>Seconds.</summary>
    public double Mean => Count == 0 ? 0 : _sum / Count;

    internal void Add(double seconds)
    {
        if (Count == _values.Length) Array.Resize(ref _values, (int)Math.Min(Array.MaxLength, Count * 2L));
        _values[Count++] = (float)seconds;
        _sum += seconds;
        _sorted = false;
    }

    /// <summary>The time that a percentage of requests stayed within; 0 of none.</summary>
    public double At(double percentile)
    {
        if (Count == 0) return 0;
        if (!_sorted) Array.Sort(_values, 0, Count);
        _sorted = true;
        var place = percentile / 100 * (Count - 1);
        var below = (int)place;
        return below >= Count - 1 ? _values[Count - 1] : _values[below] + ((double)_values[below + 1] - _values[below]) * (place - below);
    }
}
