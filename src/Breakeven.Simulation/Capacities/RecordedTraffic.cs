using Breakeven.Catalog;
using Breakeven.Workloads;
using Breakeven.Workloads.Traces;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Random;

namespace Breakeven.Simulation.Capacities;

/// <summary>
/// A trace, sped up. Its variants begin elsewhere, wrap around at its end, and leave out a fifth of the requests by chance, with the rest as much closer together; variant 0 is the trace as it stands.
/// </summary>
public sealed class RecordedTraffic : ScalableTraffic
{
    private const double Kept = 0.8;

    private readonly List<TraceRequest> _requests;
    private readonly long _seed;

    /// <summary>Holds a trace in memory.</summary>
    /// <exception cref="InputException">It has fewer than two requests, all at once, or too many to be replayed again and again.</exception>
    public RecordedTraffic(IEnumerable<TraceRequest> requests, long seed)
    {
        _seed = seed;
        _requests = [.. requests.Take(RequestsMost + 1)];
        if (_requests.Count > RequestsMost) throw new InputException($"it has more than {RequestsMost:N0} requests", "--trace", "cut a part out: breakeven traffic convert FILE --to 1d --out DAY.csv");
        if (_requests.Count < 2 || _requests[^1].ArrivalNanoseconds <= _requests[0].ArrivalNanoseconds)
            throw new InputException("its requests have no rate: all arrive at once", "--trace", "give a trace with arrivals at two times or more");
        Rate = new((_requests.Count - 1) / (Span * 1e-9));
    }

    public override RequestsPerSecond Rate { get; }

    public override double WarmUp => 0;

    private long Span => _requests[^1].ArrivalNanoseconds - _requests[0].ArrivalNanoseconds;

    public override ArrivingRequests Requests(double multiple, int variant, bool longer = false)
    {
        if (variant == 0) return new(_requests.Faster(multiple), _requests.Count);
        TraceRequest[] varied = [.. Varied(RandomStreams.Of(_seed + variant, "variants of a trace"))];
        return new(varied.Faster(multiple / Kept), varied.Length);
    }

    private IEnumerable<TraceRequest> Varied(RandomSource chance)
    {
        var start = (int)(ContinuousUniform.Sample(chance, 0, _requests.Count));
        var period = Span + Span / (_requests.Count - 1);
        for (var i = 0; i < _requests.Count; i++)
        {
            var at = start + i;
            var wrapped = at >= _requests.Count;
            var request = _requests[wrapped ? at - _requests.Count : at];
            if (ContinuousUniform.Sample(chance, 0, 1) >= Kept) continue;
            yield return request with { ArrivalNanoseconds = request.ArrivalNanoseconds - _requests[start].ArrivalNanoseconds + (wrapped ? period : 0) };
        }
    }
}
