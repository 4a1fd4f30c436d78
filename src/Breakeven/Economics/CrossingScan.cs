namespace Breakeven.Economics;

/// <summary>A stretch of rates on which one choice answers.</summary>
internal readonly record struct Stretch(Choice Choice, Tariff Tariff, RequestsPerSecond From, RequestsPerSecond To);

/// <summary>All crossings of two answers, each a single choice or a run of choices over the same rates.</summary>
internal sealed class CrossingScan
{
    private readonly List<Crossing> _crossings = [];
    private readonly List<TrafficRange> _unlisted = [];
    private int? _sign;
    private Standing? _start;

    public IReadOnlyList<Crossing> Crossings => _crossings;

    public IReadOnlyList<TrafficRange> Unlisted => _unlisted;

    public Standing AtStart => _start ?? Standing.Equal;

    public static CrossingScan Of(IReadOnlyList<Stretch> first, IReadOnlyList<Stretch> second)
    {
        var scan = new CrossingScan();
        for (int i = 0, j = 0; i < first.Count && j < second.Count;)
        {
            var (a, b) = (first[i], second[j]);
            var from = RequestsPerSecond.Max(a.From, b.From);
            var to = RequestsPerSecond.Min(a.To, b.To);
            if (to > from) scan.Walk(a, b, from, to);
            if (a.To <= to) i++;
            if (b.To <= to) j++;
        }
        return scan;
    }

    public static IReadOnlyList<Stretch> Single(Choice choice, TrafficRange range) =>
        [new(choice, choice.Tariff, choice.Shape.RateOf(range.From), choice.Shape.RateOf(range.To))];

    private void Walk(in Stretch a, in Stretch b, RequestsPerSecond from, RequestsPerSecond to)
    {
        var tokens = a.Choice.Shape.Tokens;
        var walk = new OrderWalk(a.Tariff, b.Tariff, from, to);
        while (walk.MoveNext())
        {
            if (walk.Unlisted)
            {
                _unlisted.Add(new(new RequestsPerSecond(walk.From) * tokens, new RequestsPerSecond(walk.To) * tokens));
                _sign = null;
                continue;
            }
            if (walk.Sign == _sign || !(walk.To > walk.From)) continue;
            var standing = StandingOf(walk.Sign);
            // After an unlisted stretch the order may be the one from before it.
            if (_start is null) _start = standing;
            else if (standing != (_crossings.Count > 0 ? _crossings[^1].Above : _start))
                _crossings.Add(new(new(walk.From), new RequestsPerSecond(walk.From) * tokens, a.Choice, b.Choice, standing, KindOf(walk)));
            _sign = walk.Sign;
        }
    }

    private CrossingKind KindOf(in OrderWalk walk) =>
        _sign is null ? CrossingKind.Settled : walk.BeginsAtRoot ? CrossingKind.Level : CrossingKind.Step;

    private static Standing StandingOf(int sign) => sign switch
    {
        < 0 => Standing.FirstCheaper,
        0 => Standing.Equal,
        _ => Standing.SecondCheaper,
    };
}
