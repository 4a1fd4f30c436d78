using Breakeven.Statistics;

namespace Breakeven.Economics;

/// <summary>
/// How sure the order of two answers is at a traffic, when the times of each may lie off and the errors of both go together as far as they share engine and accelerator, or
/// architecture. Their joint distribution is taken at 128 fixed points (Hammersley's: as even as a lattice, in no line with the staircases), so nothing is drawn by chance.
/// </summary>
internal sealed class OrderDoubt
{
    private const int Points = 128;

    // Traffic is looked at in steps of 5 %, up to a hundred times either way; an end is then found within its step, to 0.2 %.
    private static readonly double s_step = Math.Log(1.05);

    private static readonly int s_reach = (int)(Math.Log(100) / s_step);

    private const int Bisections = 5;

    // What lies nearer to a crossing is the crossing itself.
    private const double Beside = 0.001;

    private const double Unlikely = 0.05;

    private const double Likely = 0.95;

    private static readonly (double First, double Second)[] s_points = [.. Enumerable.Range(0, Points).Select(i => (NormalQuantile.Of((i + 0.5) / Points), NormalQuantile.Of(Reversed(i))))];

    private readonly Stairs[][] _first;
    private readonly Stairs[][] _second;
    private readonly double _tokens;
    private readonly TrafficRange _range;
    private readonly Dictionary<(int Step, Standing Order), double> _known = [];

    private OrderDoubt(IReadOnlyList<Choice> first, IReadOnlyList<Choice> second, double correlation, TrafficRange range)
    {
        var rest = Math.Sqrt(Math.Max(0, 1 - correlation * correlation));
        _first = [.. s_points.Select(point => StairsAt(first, point.First))];
        _second = [.. s_points.Select(point => StairsAt(second, correlation * point.First + rest * point.Second))];
        _tokens = first[0].Shape.Tokens.Value;
        _range = range;
    }

    /// <summary>The doubt between two answers, each of which takes its cheapest choice at every traffic; null where nothing of the kind of one was measured.</summary>
    public static OrderDoubt? Between(IReadOnlyList<Choice> first, IReadOnlyList<Choice> second, TrafficRange range)
    {
        if (first.Concat(second).Any(choice => choice is Choice.Hosted { Speed: null })) return null;
        var (one, other) = (SpeedOf(first), SpeedOf(second));
        if (one is null && other is null) return null;
        return new(first, second, one is null || other is null ? 0 : CorrelationOf(one, other), range);
    }

    /// <summary>How far the errors of two replicas' times go together.</summary>
    public static double CorrelationOf(CapacitySpread one, CapacitySpread other)
        => ReferenceEquals(one, other) ? 1 : one.Times.CorrelationWith(other.Times, one.Platform == other.Platform, one.Architecture == other.Architecture);

    /// <summary>The interval of a crossing of the two.</summary>
    public CrossingInterval Of(Crossing crossing)
    {
        var start = (int)Math.Floor(StepOf(crossing));
        return new(Lower(start, crossing), Upper(start + 1, crossing));
    }

    /// <summary>The chance that an order holds at a traffic.</summary>
    public double Chance(Standing order, TokensPerSecond tokens)
    {
        var rate = tokens.Value / _tokens;
        var count = 0;
        for (var i = 0; i < Points; i++)
        {
            var (first, second) = (Least(_first[i], rate), Least(_second[i], rate));
            var seen = first == second || Math.Abs(first - second) <= Tariff.Grain * first ? Standing.Equal : first < second ? Standing.FirstCheaper : Standing.SecondCheaper;
            if (seen == order) count++;
        }
        return (double)count / Points;
    }

    private TokensPerSecond? Lower(int start, in Crossing crossing)
    {
        if (ChanceAt(start, crossing.Above) <= Unlikely)
            return Chance(crossing.Above, crossing.Tokens * (1 - Beside)) <= Unlikely ? crossing.Tokens : Between(start, StepOf(crossing), crossing.Above, Unlikely);
        for (var step = start - 1; step >= Math.Max(0, start - s_reach); step--)
            if (ChanceAt(step, crossing.Above) <= Unlikely) return Between(step, step + 1, crossing.Above, Unlikely);
        return null;
    }

    private TokensPerSecond? Upper(int start, in Crossing crossing)
    {
        if (ChanceAt(start, crossing.Above) >= Likely)
            return Chance(crossing.Above, crossing.Tokens * (1 + Beside)) >= Likely ? crossing.Tokens : Between(StepOf(crossing), start, crossing.Above, Likely);
        var end = Math.Min(start + s_reach, Math.Log(_range.To / _range.From) / s_step);
        for (var step = start + 1; step <= end; step++)
            if (ChanceAt(step, crossing.Above) >= Likely) return Between(step - 1, step, crossing.Above, Likely);
        return null;
    }

    // Where the chance passes a share between two steps.
    private TokensPerSecond Between(double low, double high, Standing order, double share)
    {
        for (var i = 0; i < Bisections; i++)
        {
            var middle = (low + high) / 2;
            if (Chance(order, TokensAt(middle)) < share) low = middle;
            else high = middle;
        }
        return TokensAt((low + high) / 2);
    }

    private double StepOf(in Crossing crossing) => Math.Log(crossing.Tokens / _range.From) / s_step;

    private double ChanceAt(int step, Standing order)
    {
        if (!_known.TryGetValue((step, order), out var chance)) _known[(step, order)] = chance = Chance(order, TokensAt(step));
        return chance;
    }

    private TokensPerSecond TokensAt(double step) => _range.From * Math.Exp(step * s_step);

    private static double Least(Stairs[] all, double rate)
    {
        var least = double.PositiveInfinity;
        foreach (ref readonly var one in all.AsSpan())
        {
            var bill = one.Fixed + one.PerRate * rate;
            var beyond = rate * (1 - Tariff.Grain) - one.FirstEdge;
            if (beyond > 0) bill += one.StepCost * Math.Ceiling(beyond / one.StepWidth);
            if (bill < least) least = bill;
        }
        return least;
    }

    // A tariff in bare numbers: hundreds of thousands of bills are looked at for one answer.
    private readonly record struct Stairs(double Fixed, double PerRate, double FirstEdge, double StepWidth, double StepCost);

    private static Stairs[] StairsAt(IReadOnlyList<Choice> choices, double score)
    {
        var stairs = new Stairs[choices.Count];
        for (var i = 0; i < stairs.Length; i++)
        {
            var tariff = choices[i].TariffAt(score);
            stairs[i] = new(tariff.Fixed.Value, tariff.PerUnitRate.Value, tariff.FirstEdge.Value, tariff.StepWidth.Value, tariff.StepCost.Value);
        }
        return stairs;
    }

    private static CapacitySpread? SpeedOf(IReadOnlyList<Choice> choices) => choices.OfType<Choice.Hosted>().FirstOrDefault()?.Speed;

    // Van der Corput's sequence in base 2, moved by half a step so that it is never 0.
    private static double Reversed(int index)
    {
        var (value, digit) = (0.5 / Points, 0.5);
        for (; index > 0; index >>= 1, digit /= 2)
            if ((index & 1) == 1) value += digit;
        return value;
    }
}
