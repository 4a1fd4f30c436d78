using Breakeven.Workloads;

namespace Breakeven.Simulation;

/// <summary>The times that an objective bounds, of requests that were served.</summary>
internal sealed class BoundSamples
{
    private readonly IReadOnlyList<LatencyBound> _bounds;
    private readonly LatencySamples[] _samples;
    private readonly long[] _misses;

    public BoundSamples(Objective objective)
    {
        _bounds = objective.Bounds;
        _samples = [.. _bounds.Select(_ => new LatencySamples())];
        _misses = new long[_bounds.Count];
    }

    /// <summary>The time at each bound's percentile.</summary>
    public IReadOnlyList<double> Reached => [.. _bounds.Select((bound, i) => _samples[i].At(bound.Percentile))];

    /// <summary>Whether every bound holds at its percentile.</summary>
    public bool Met => _bounds.Select((bound, i) => _samples[i].At(bound.Percentile) <= bound.Limit.Value).All(met => met);

    /// <summary>Requests beyond a bound's limit.</summary>
    public long Misses(int bound) => _misses[bound];

    /// <summary>Takes a request; false where one of its times is beyond its limit.</summary>
    public bool Add(in RequestOutcome outcome)
    {
        var good = true;
        for (var i = 0; i < _bounds.Count; i++)
        {
            if (_bounds[i].Metric == LatencyMetric.TimePerOutputToken && outcome.OutputTokens <= 1) continue;
            var time = outcome.Time(_bounds[i].Metric);
            _samples[i].Add(time);
            if (time <= _bounds[i].Limit.Value) continue;
            _misses[i]++;
            good = false;
        }

        return good;
    }
}
