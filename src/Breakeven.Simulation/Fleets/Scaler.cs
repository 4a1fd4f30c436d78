namespace Breakeven.Simulation.Fleets;

/// <summary>How many replicas are wanted: at once when more, and when fewer the most that was wanted within the delay.</summary>
internal sealed class Scaler(Autoscaling rules)
{
    private readonly Queue<(long At, int Wanted)> _recent = new();
    private readonly long _interval = Math.Max(1, (long)(rules.Interval.Value * 1e9));
    private readonly long _delay = (long)(rules.ScaleDownDelay.Value * 1e9);

    /// <summary>When the number is looked at next.</summary>
    public long Next { get; private set; } = Math.Max(1, (long)(rules.Interval.Value * 1e9));

    public int Wanted(long now, int inFlight)
    {
        Next = now + _interval;
        var wanted = Math.Clamp((int)Math.Ceiling(inFlight / rules.InFlightEach), rules.Least, rules.Most);
        while (_recent.Count > 0 && _recent.Peek().At < now - _delay) _recent.Dequeue();
        _recent.Enqueue((now, wanted));
        var most = wanted;
        foreach (var (_, before) in _recent) most = Math.Max(most, before);
        return most;
    }
}
