using Breakeven.Catalog;
using Breakeven.Statistics;

namespace Breakeven.Measurements.Intervals;

/// <summary>
/// Turns residuals into intervals, each kind by itself where it has enough of them (Mondrian conformal prediction), pooled upwards where it has not. A known deployment takes
/// residuals of random groups that the fit had not seen; one of an unseen architecture those of whole architectures left out; one on an unseen accelerator those of whole
/// accelerators left out.
/// </summary>
public static class IntervalFit
{
    /// <summary>Residuals that a kind needs for an interval of its own.</summary>
    public const int CountMin = 60;

    /// <summary>Without so many no rank lies at 5 and at 95 %: (19 + 1) x 5 % = 1.</summary>
    public const int CountLeast = 19;

    /// <summary>Architectures or accelerators left out in turn, below which nothing is said of the next one.</summary>
    public const int GroupsLeast = 3;

    /// <summary>The same for a kind that has a wider one to fall back on.</summary>
    public const int GroupsMin = 5;

    private const double Share = 0.9;

    // An architecture with hundreds of rows counts no more than one with these; one with few counts for less, since they say little of it.
    private const int RowsThatCount = 20;

    private const double WideningMost = 3;

    // A kind whose groups are so uneven is better spoken for by a wider one, which has more groups to learn from.
    private const double WideningMostOfKind = 1.5;

    /// <summary>The table of all residuals.</summary>
    /// <param name="residuals">Of every kind of fold; several figures of one row may stand in several.</param>
    /// <param name="source">Which residuals these are, for the file.</param>
    /// <param name="familyOf">The family of an accelerator; that of the catalogue unless given.</param>
    public static IntervalTable Build(IReadOnlyList<Residual> residuals, string source = "", Func<string, string?>? familyOf = null)
    {
        familyOf ??= CatalogFamily();
        var (known, cells, shared) = (new List<MeasuredKinds>(), new List<IntervalCell>(), new List<SharedError>());
        foreach (var kind in residuals.GroupBy(one => (one.Metric, one.Scenario)).OrderBy(kind => kind.Key))
        {
            var (metric, scenario) = kind.Key;
            known.Add(new(
                metric, scenario, kind.Select(one => (one.Engine, one.Accelerator)).ToHashSet(), kind.Select(one => familyOf(one.Accelerator)).OfType<string>().ToHashSet(StringComparer.Ordinal),
                kind.Select(one => one.Architecture).ToHashSet(StringComparer.Ordinal)));
            var folds = kind.ToLookup(one => one.LeftOut);
            // A fit that was made to the very rows is too sure of itself, and answers only where nothing else can.
            List<Residual> seen = [.. folds[LeftOut.Group].Any() ? folds[LeftOut.Group] : folds[LeftOut.Nothing]];
            cells.AddRange(CellsOf(metric, scenario, Familiarity.Known, seen));
            cells.AddRange(CellsOf(metric, scenario, Familiarity.NewArchitecture, [.. folds[LeftOut.Architecture]]));
            cells.AddRange(CellsOf(metric, scenario, Familiarity.NewAccelerator, [.. folds[LeftOut.Accelerator]]));
            if (SharedError.Of(metric, scenario, seen) is { } together) shared.Add(together);
        }
        return new(source, known, cells, shared);
    }

    /// <summary>What is left out in turn for a familiarity; null where random groups are.</summary>
    internal static Func<Residual, string>? GroupOf(Familiarity familiarity) => familiarity switch
    {
        Familiarity.NewArchitecture => one => one.Architecture,
        Familiarity.NewAccelerator => one => one.Accelerator,
        _ => null,
    };

    private static Func<string, string?> CatalogFamily()
    {
        var catalog = EmbeddedCatalog.Open();
        return id => catalog.FindAccelerator(id)?.Family;
    }

    internal static IEnumerable<IntervalCell> CellsOf(PredictedMetric metric, ScenarioKind scenario, Familiarity familiarity, List<Residual> residuals)
    {
        var groupOf = GroupOf(familiarity);
        Func<Residual, (string?, int?, LoadClass?)>[] kindsOf =
        [
            one => (one.Engine, IntervalWords.BitsOf(one.Precision), one.Load),
            one => (one.Engine, null, one.Load),
            one => (one.Engine, IntervalWords.BitsOf(one.Precision), null),
            one => (one.Engine, null, null),
            one => (null, null, one.Load),
            _ => (null, null, null),
        ];
        foreach (var kindOf in kindsOf)
        {
            foreach (var kind in residuals.GroupBy(kindOf).OrderBy(kind => kind.Key.ToString(), StringComparer.Ordinal))
            {
                // Of the last resort there is no wider kind to fall back on.
                var all = kind.Key == default;
                var count = kind.Count();
                if (count < (all ? CountLeast : CountMin) || (!all && count == residuals.Count)) continue;
                var (engine, precision, load) = kind.Key;
                if (Ends([.. kind], groupOf, all ? GroupsLeast : GroupsMin) is { } ends)
                {
                    if (!all && ends.Widening > WideningMostOfKind) continue;
                    yield return new(metric, scenario, familiarity, engine, precision, load)
                    {
                        Low = ends.Low,
                        Median = ends.Median,
                        High = ends.High,
                        Count = count,
                        Groups = ends.Groups,
                        Widening = ends.Widening,
                    };
                }
            }
        }
    }

    private static (double Low, double Median, double High, int Groups, double Widening)? Ends(List<Residual> residuals, Func<Residual, string>? groupOf, int groupsMin)
    {
        if (groupOf is null) return Quantiles(residuals.ConvertAll(one => (one.Ratio, 1.0))) is { } plain ? (plain.Low, plain.Median, plain.High, 0, 1) : null;
        var groups = residuals.GroupBy(groupOf, StringComparer.Ordinal).Select(group => group.ToList()).ToList();
        if (groups.Count < groupsMin || Quantiles(Weighted(groups)) is not { } ends) return null;
        var widening = WideningOf(groups);
        return (Widened(ends.Low, ends.Median, widening), ends.Median, Widened(ends.High, ends.Median, widening), groups.Count, widening);
    }

    private static List<(double Ratio, double Weight)> Weighted(IEnumerable<List<Residual>> groups)
        => [.. groups.SelectMany(group => group.Select(one => (one.Ratio, WeightOf(group) / group.Count)))];

    // Four rows of one saturated deployment are no accelerator: their weight falls with the square, so that they end no interval by themselves.
    private static double WeightOf(List<Residual> group) => group.Count >= RowsThatCount ? RowsThatCount : (double)group.Count * group.Count / RowsThatCount;

    private static (double Low, double Median, double High)? Quantiles(List<(double Ratio, double Weight)> values)
    {
        values.Sort();
        return ConformalQuantile.Lower(values, (1 - Share) / 2) is { } low && ConformalQuantile.Upper(values, (1 + Share) / 2) is { } high
            ? (low, Middle(values), high)
            : null;
    }

    private static double Middle(List<(double Ratio, double Weight)> values)
    {
        var half = values.Sum(one => one.Weight) / 2;
        var sum = 0.0;
        foreach (var (ratio, weight) in values)
            if ((sum += weight) >= half) return ratio;
        return values[^1].Ratio;
    }

    /// <summary>
    /// With few groups the quantiles of all rows are too narrow for the next group, for its rows are off together. So each group in turn is covered from the others'
    /// quantiles, and both ends are stretched until nine of ten are inside on average.
    /// </summary>
    private static double WideningOf(List<List<Residual>> groups)
    {
        var needed = new List<(double Factor, double Weight)>();
        foreach (var group in groups)
        {
            if (Quantiles(Weighted(groups.Where(other => other != group))) is not { } ends) continue;
            foreach (var one in group) needed.Add((NeededBy(one.Ratio, ends), WeightOf(group) / group.Count));
        }
        needed.Sort();
        var (enough, sum) = (Share * needed.Sum(one => one.Weight) * (1 - 1e-9), 0.0);
        foreach (var (factor, weight) in needed)
            if ((sum += weight) >= enough) return Math.Clamp(factor, 1, WideningMost);
        return WideningMost;
    }

    // By what factor the end on its side would have to move for a ratio to be inside.
    private static double NeededBy(double ratio, (double Low, double Median, double High) ends)
    {
        var (way, room) = (Math.Log(ratio / ends.Median), Math.Log((ratio < ends.Median ? ends.Low : ends.High) / ends.Median));
        return way == 0 ? 0 : room == 0 ? double.PositiveInfinity : way / room;
    }

    private static double Widened(double end, double median, double factor) => median * Math.Pow(end / median, factor);
}
