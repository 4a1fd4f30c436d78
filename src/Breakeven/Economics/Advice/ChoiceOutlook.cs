using Breakeven.Economics.Hours;
using Breakeven.Statistics;

namespace Breakeven.Economics.Advice;

/// <summary>What a choice may come to cost where speeds are not as predicted and the traffic not as described, its boxes for good being kept and the rest chosen anew.</summary>
/// <param name="Choice">The choice, planned for what is predicted.</param>
/// <param name="Expected">The mean over the cases in which it can be served.</param>
/// <param name="Low">One case in twenty costs less.</param>
/// <param name="High">One in twenty costs more; infinite where more than that cannot be served.</param>
/// <param name="ChanceCheapest">The share of cases in which it is the cheapest of those looked at.</param>
/// <param name="ChanceUnserved">The share of cases in which it serves the traffic at no price, or misses the objective.</param>
public sealed record ChoiceOutlook(PlannedChoice Choice, UsdEstimate Expected, UsdEstimate Low, UsdEstimate High, double ChanceCheapest, double ChanceUnserved)
{
    // Fixed and evenly spread, so that nothing is drawn by chance: growth in equal shares, errors by Halton's sequence in these bases.
    private const int Cases = 128;
    private static readonly int[] s_bases = [2, 3, 5, 7, 11];

    /// <summary>The outlooks of choices, the least expected cost first; a choice that may go unserved in more than one case in twenty comes after those that do not.</summary>
    public static IReadOnlyList<ChoiceOutlook> Of(IReadOnlyList<PlannedChoice> choices, AdviceRequest request)
    {
        ArgumentNullException.ThrowIfNull(choices);
        ArgumentNullException.ThrowIfNull(request);
        if (choices.Count > s_bases.Length) throw new ArgumentOutOfRangeException(nameof(choices), choices.Count, "No more than five choices are weighed.");
        var uncertain = !request.Growth.IsNone || choices.Any(choice => choice.Way.Hosted?.Choice.Speed is not null);
        var costs = new double[choices.Count, uncertain ? Cases : 1];
        Correlation[] shared = [.. choices.Select(choice => Correlation.Of(choices[0], choice))];
        for (var at = 0; at < costs.GetLength(1); at++)
        {
            var demand = request.Growth.IsNone ? request.Demand : request.Demand.Times(request.Growth.At(NormalQuantile.Of((at + 0.5) / Cases)));
            var first = uncertain ? Score(at, 0) : 0;
            for (var i = 0; i < choices.Count; i++) costs[i, at] = Cost(choices[i], demand, i == 0 || !uncertain ? first : shared[i].Score(first, Score(at, i)));
        }
        return [.. choices.Select((choice, i) => Of(choice, i, costs)).OrderBy(one => one.ChanceUnserved > 0.05).ThenBy(one => one.Expected.Value)];
    }

    private static ChoiceOutlook Of(PlannedChoice choice, int index, double[,] costs)
    {
        var (cases, cheapest) = (costs.GetLength(1), 0);
        var all = new double[cases];
        for (var at = 0; at < cases; at++)
        {
            all[at] = costs[index, at];
            var least = Enumerable.Range(0, costs.GetLength(0)).MinBy(other => costs[other, at]);
            if (least == index && double.IsFinite(all[at])) cheapest++;
        }
        var served = all.Where(double.IsFinite).ToList();
        Array.Sort(all);
        return new(choice, new(served.Count > 0 ? served.Average() : double.PositiveInfinity), new(At(all, 0.05)), new(At(all, 0.95)), (double)cheapest / cases, 1 - (double)served.Count / cases);
    }

    // The case at a share, not a mean of two: one of them may be infinite.
    private static double At(double[] sorted, double share) => sorted[(int)Math.Floor(share * (sorted.Length - 1) + 0.5)];

    private static double Cost(PlannedChoice choice, HourlyDemand demand, double score)
    {
        // Without a deployment that meets the objective all is bought, where it can be.
        if (choice.Way.FleetAt(demand, score) is not { } fleet) return choice.Way.Tokens is { } tokens ? demand.Hours.Sum(hour => (double)TokenTariff.Of(tokens).Of(hour)) + Committed(choice) : double.PositiveInfinity;
        return choice.Kept(fleet) is { } kept ? kept.Cost / 1e9 : double.PositiveInfinity;
    }

    private static double Committed(PlannedChoice choice) => choice.IsCommitted ? choice.Plan.Costs.AlwaysOn(choice.Plan.AlwaysOnBoxes) / 1e9 : 0;

    private static double Score(int at, int dimension)
    {
        var (value, digit, index) = (0.0, 1.0 / s_bases[dimension], at + 1);
        for (; index > 0; index /= s_bases[dimension], digit /= s_bases[dimension]) value += index % s_bases[dimension] * digit;
        return NormalQuantile.Of(value);
    }

    // How far the error of a choice goes with that of the first.
    private readonly record struct Correlation(double Share)
    {
        public static Correlation Of(PlannedChoice first, PlannedChoice choice) =>
            first.Way.Hosted?.Choice.Speed is { } one && choice.Way.Hosted?.Choice.Speed is { } other ? new(OrderDoubt.CorrelationOf(one, other)) : default;

        public double Score(double first, double own) => Share * first + Math.Sqrt(Math.Max(0, 1 - Share * Share)) * own;
    }
}
