namespace Breakeven.Economics;

/// <summary>
/// Walks two bills upwards over a range of rates, one stretch at a time on which the same one is cheaper (or both are equal).
/// Exact: between the steps of either bill their difference is a line, so its sign changes there at most once, at a root
/// that is solved for; at a step it may jump. Neighbouring stretches may have the same sign.
/// </summary>
/// <remarks>
/// Steps that cannot matter are jumped over. Beyond its first edge E a staircase F + H ceil((r - E) / W) lies in the band
/// [l(r), l(r) + H] above the line l(r) = F + H (r - E) / W, because x &lt;= ceil(x) &lt; x + 1. So the difference of two
/// bills lies in [g(r) - H2, g(r) + H1] with g = l1 - l2, itself a line. Where g &gt; H2 the first is dearer and where
/// g &lt; -H1 it is cheaper, step by step, without looking. As g is a line, the rates where neither holds are one interval:
/// crossings exist only inside it. It is (H1 + H2) / |slope of g| wide, so a difference in cost per unit settles all
/// traffic beyond it; only staircases of (nearly) equal cost per unit keep crossing, and of those the walk visits a
/// bounded number of steps and says where it stopped looking.
/// </remarks>
internal struct OrderWalk
{
    /// <summary>Steps that are visited one by one; further ones, where the two still cross, are left unlisted.</summary>
    public const int StepsListed = 100_000;

    private readonly Tariff _first;
    private readonly Tariff _second;
    private readonly double _end;
    private double _at;
    private double _climbedFirst;
    private double _climbedSecond;
    private int _left = StepsListed;
    private double _splitTo = double.NaN;
    private int _splitSign;

    public OrderWalk(in Tariff first, in Tariff second, RequestsPerSecond from, RequestsPerSecond to)
    {
        (_first, _second, _at, _end) = (first, second, from.Value, to.Value);
        Climb();
    }

    /// <summary>The rate just above which the stretch begins.</summary>
    public double From { get; private set; }

    /// <summary>The rate up to which it runs, itself included.</summary>
    public readonly double To => _at;

    /// <summary>The sign of first less second: negative where the first is cheaper.</summary>
    public int Sign { get; private set; }

    /// <summary>True where the stretch begins at a root, not at a step or at the start.</summary>
    public bool BeginsAtRoot { get; private set; }

    /// <summary>True for a stretch that was not looked into: the two keep crossing there.</summary>
    public bool Unlisted { get; private set; }

    public bool MoveNext()
    {
        (Unlisted, BeginsAtRoot) = (false, false);
        From = _at;
        if (!double.IsNaN(_splitTo))
        {
            (_at, Sign, BeginsAtRoot, _splitTo) = (_splitTo, _splitSign, true, double.NaN);
            return true;
        }
        if (_at >= _end) return false;
        var next = Math.Min(_end, Math.Min(NextEdge(_first, _climbedFirst), NextEdge(_second, _climbedSecond)));
        if (TryJump(next)) return true;
        Stretch(next);
        return true;
    }

    /// <summary>Jumps to the end of the region in which the bands lie apart, or over steps too many to list.</summary>
    private bool TryJump(double next)
    {
        var (a, b) = (Band.At(_first, _at), Band.At(_second, _at));
        var limit = Math.Min(_end, Math.Min(a.ValidTo, b.ValidTo));
        var gap = a.Base - b.Base + ((a.Slope - b.Slope) * _at);
        var slope = a.Slope - b.Slope;
        var slack = 1e-9 * Math.Abs(a.Base + (a.Slope * _at));
        int sign;
        double to;
        if (gap > b.Height + slack) (sign, to) = (1, slope < 0 ? _at + ((gap - b.Height - slack) / -slope) : limit);
        else if (gap < -a.Height - slack) (sign, to) = (-1, slope > 0 ? _at + ((-a.Height - slack - gap) / slope) : limit);
        else if (--_left < 0) (sign, to, Unlisted) = (0, slope > 0 ? _at + ((b.Height + slack - gap) / slope) : slope < 0 ? _at + ((gap + a.Height + slack) / -slope) : limit, true);
        else return false;
        to = Math.Min(to, limit);
        // Nothing to jump over: the ordinary stretch to the next edge is as long, and keeps the count of steps.
        if (!(to > next) && !Unlisted) return false;
        (_at, Sign) = (Math.Max(to, next), sign);
        if (Unlisted) _left = StepsListed;
        Climb();
        return true;
    }

    /// <summary>One stretch without steps: a line, cut at its root where it has one inside.</summary>
    private void Stretch(double next)
    {
        var slope = _first.PerUnitRate.Value - _second.PerUnitRate.Value;
        var low = SignAt(_at);
        var high = slope == 0 ? low : SignAt(next);
        if (low * high < 0)
        {
            var root = (Level(_second, _climbedSecond) - Level(_first, _climbedFirst)) / slope;
            (_splitTo, _splitSign) = (next, high);
            (_at, Sign) = (Math.Clamp(root, From, next), low);
        }
        else
        {
            (_at, Sign) = (next, low == 0 ? high : low);
        }
        var reached = next * (1 + Tariff.Grain);
        if (NextEdge(_first, _climbedFirst) <= reached) _climbedFirst++;
        if (NextEdge(_second, _climbedSecond) <= reached) _climbedSecond++;
    }

    private readonly int SignAt(double rate)
    {
        var first = Level(_first, _climbedFirst) + (_first.PerUnitRate.Value * rate);
        var second = Level(_second, _climbedSecond) + (_second.PerUnitRate.Value * rate);
        return Math.Abs(first - second) <= Tariff.Grain * Math.Max(first, second) ? 0 : Math.Sign(first - second);
    }

    private void Climb()
    {
        _climbedFirst = ClimbedAbove(_first, _at);
        _climbedSecond = ClimbedAbove(_second, _at);
    }

    private static double Level(in Tariff tariff, double climbed) => tariff.Fixed.Value + (tariff.StepCost.Value * climbed);

    private static double NextEdge(in Tariff tariff, double climbed) => tariff.FirstEdge.Value + (tariff.StepWidth.Value * climbed);

    /// <summary>Steps that lie at or below a rate: what has been climbed just above it.</summary>
    private static double ClimbedAbove(in Tariff tariff, double rate)
    {
        var beyond = (rate * (1 + Tariff.Grain)) - tariff.FirstEdge.Value;
        return beyond < 0 ? 0 : Math.Floor(beyond / tariff.StepWidth.Value) + 1;
    }

    /// <summary>The line that a bill stays above from a rate on, and by how much it may exceed it.</summary>
    private readonly record struct Band(double Base, double Slope, double Height, double ValidTo)
    {
        public static Band At(in Tariff tariff, double rate)
        {
            var (line, edge, cost) = (tariff.PerUnitRate.Value, tariff.FirstEdge.Value, tariff.StepCost.Value);
            if (rate < edge) return new(tariff.Fixed.Value, line, 0, edge);
            var climb = cost / tariff.StepWidth.Value;
            return new(tariff.Fixed.Value - (climb * edge), line + climb, cost, double.PositiveInfinity);
        }
    }
}
