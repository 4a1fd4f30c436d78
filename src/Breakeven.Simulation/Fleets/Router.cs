using Breakeven.Simulation.Engines;
using Breakeven.Workloads;
using MathNet.Numerics.Random;

namespace Breakeven.Simulation.Fleets;

/// <summary>Chooses a replica for a request among those that are up.</summary>
internal sealed class Router(Routing routing, RandomSource stream)
{
    // SGLang's router: the cache decides where it holds more than this share of the prompt ...
    private const double ShareWorthwhile = 0.3;

    // ... unless the busiest replica has so many requests more than the idlest, and so many times as many.
    private const int GapMost = 64;
    private const double RatioMost = 1.5;

    private readonly double[] _draws = new double[256];
    private int _drawn = 256;
    private int _turn = -1;

    public Replica Choose(List<Replica> up, in TraceRequest request) => routing switch
    {
        _ when up.Count == 1 => up[0],
        Routing.RoundRobin => up[_turn = (_turn + 1) % up.Count],
        Routing.PowerOfTwo => OfTwo(up),
        Routing.CacheAware => ByCache(up, request),
        _ => LeastLoaded(up),
    };

    private static Replica LeastLoaded(List<Replica> up)
    {
        var best = up[0];
        for (var i = 1; i < up.Count; i++)
            if (up[i].InFlight < best.InFlight) best = up[i];
        return best;
    }

    private Replica OfTwo(List<Replica> up)
    {
        var one = Draw(up.Count);
        var other = Draw(up.Count - 1);
        if (other >= one) other++;
        return up[other].InFlight < up[one].InFlight ? up[other] : up[one];
    }

    private int Draw(int below)
    {
        if (_drawn == _draws.Length)
        {
            stream.NextDoubles(_draws);
            _drawn = 0;
        }

        return (int)(_draws[_drawn++] * below);
    }

    private static Replica ByCache(List<Replica> up, in TraceRequest request)
    {
        int least = int.MaxValue, most = 0, held = 0;
        Replica? best = null;
        foreach (var replica in up)
        {
            least = Math.Min(least, replica.InFlight);
            most = Math.Max(most, replica.InFlight);
            var tokens = replica.TokensCached(request, request.ArrivalNanoseconds);
            if (tokens < held || (tokens == held && best is not null && replica.InFlight >= best.InFlight)) continue;
            (best, held) = (replica, tokens);
        }

        var unbalanced = most - least > GapMost && most > RatioMost * least;
        return unbalanced || held <= ShareWorthwhile * request.InputTokens ? LeastLoaded(up) : best!;
    }
}
