using Breakeven.Simulation.Engines;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Capacities;

/// <summary>Judges a run by an objective, and ends it once no outcome of what is left can help.</summary>
internal sealed class ObjectiveWatch : IOutcomeSink
{
    // Where no bound is on waiting, a queue may still not grow without end: what arrives last waits for no more than this share of the time in which requests come.
    private const double WaitMost = 0.03;
    private const double TailShare = 0.05;

    // An outcome comes to be known a step or two after it happened, so that what is a little older than a limit may have ended within it.
    private const double Margin = 1.5;
    private const double MarginSeconds = 2;

    private readonly IReadOnlyList<LatencyBound> _bounds;
    private readonly BoundSamples _samples;
    private readonly long[] _allowed;
    private readonly long _warmUp;

    // Requests that can have a first token without having ended: a sequence that was thrown out lets nobody in before it.
    private readonly long _started;

    // Arrivals of those that may still be within each limit.
    private readonly Queue<long>[] _recent;
    private readonly long _tail;
    private readonly bool _waitingIsFree;
    private double _tailWait;
    private long _tailCount;
    private long _span;
    private long _arrived;
    private long _ended;

    public ObjectiveWatch(Objective objective, ReplicaModel model, int replicas, long count, double warmUp)
    {
        _bounds = objective.Bounds;
        _samples = new(objective);
        _recent = [.. _bounds.Select(_ => new Queue<long>())];
        _warmUp = (long)(count * warmUp);
        _started = (long)model.SequencesMax * model.Ranks * replicas;
        _tail = (long)(count * (1 - TailShare));
        _waitingIsFree = _bounds.All(bound => bound.Metric == LatencyMetric.TimePerOutputToken);
        var counted = count - _warmUp;
        // With more than these beyond the limit, both neighbours of the percentile are.
        _allowed = [.. _bounds.Select(bound => counted - 1 - (long)Math.Floor(bound.Percentile / 100 * (counted - 1)))];
    }

    /// <summary>Whether a run ends as soon as its judgement is known.</summary>
    public bool CutsShort { get; init; } = true;

    /// <summary>Whether the run was cut short, because it had missed the objective.</summary>
    public bool Hopeless { get; private set; }

    /// <summary>Whether every bound holds at its percentile, for all requests after the warm-up, and the replicas keep up.</summary>
    public bool Met => !Hopeless && (!_waitingIsFree || _tailWait <= WaitMost * _span * 1e-9 * Math.Max(1, _tailCount)) && _samples.Met;

    /// <summary>The time at each bound's percentile.</summary>
    public IReadOnlyList<double> Reached => _samples.Reached;

    /// <summary>Passes requests on until the objective is out of reach.</summary>
    public IEnumerable<TraceRequest> Watch(IEnumerable<TraceRequest> requests)
    {
        var (first, last) = (0L, 0L);
        foreach (var request in requests)
        {
            if (_arrived == 0) first = request.ArrivalNanoseconds;
            // Outcomes are known up to the arrival before.
            else if (CutsShort && IsHopeless(last))
            {
                Hopeless = true;
                yield break;
            }

            last = request.ArrivalNanoseconds - first;
            _span = last;
            foreach (var recent in _recent) recent.Enqueue(last);
            _arrived++;
            yield return request;
        }
    }

    public void Take(in RequestOutcome outcome)
    {
        _ended++;
        if (outcome.Fate != RequestFate.Served || outcome.Id < _warmUp) return;
        if (outcome.Id >= _tail)
        {
            _tailWait += outcome.TimeToFirstToken;
            _tailCount++;
        }

        _samples.Add(outcome);
    }

    private bool IsHopeless(long now)
    {
        for (var i = 0; i < _bounds.Count; i++)
        {
            var late = _samples.Misses(i);
            if (_bounds[i].Metric != LatencyMetric.TimePerOutputToken)
            {
                var recent = _recent[i];
                while (now - recent.Peek() > (Margin * _bounds[i].Limit.Value + MarginSeconds) * 1e9) recent.Dequeue();
                // Who is still in flight and came before those is late already; those of the warm-up do not count.
                var started = _bounds[i].Metric == LatencyMetric.TimeToFirstToken ? _started : 0;
                late += Math.Max(0, _arrived - _ended - started - recent.Count - _warmUp);
            }

            if (late > _allowed[i]) return true;
        }

        return false;
    }
}
