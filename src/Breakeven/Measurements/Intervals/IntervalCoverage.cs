using Breakeven.Statistics;

namespace Breakeven.Measurements.Intervals;

/// <summary>How often intervals hold what they claim for residuals that they were not made of.</summary>
/// <param name="Metric">The figure.</param>
/// <param name="Scenario">The load's kind.</param>
/// <param name="Familiarity">What the intervals claim to be for.</param>
/// <param name="Count">Residuals that had an interval.</param>
/// <param name="Without">Residuals for which what was left said nothing.</param>
/// <param name="Coverage">The share of the former inside theirs: 0.9 is claimed.</param>
/// <param name="Width">The median width of those intervals, as a share of the prediction.</param>
public sealed record IntervalCoverage(PredictedMetric Metric, ScenarioKind Scenario, Familiarity Familiarity, int Count, int Without, double Coverage, double Width)
{
    private const int Parts = 5;

    /// <summary>
    /// Judges intervals by leaving out once more: each architecture (or accelerator) is covered from the residuals of the others alone, and of random groups each fifth of
    /// the configurations from the other four.
    /// </summary>
    public static IReadOnlyList<IntervalCoverage> Of(IReadOnlyList<Residual> residuals)
    {
        var results = new List<IntervalCoverage>();
        foreach (var kind in residuals.GroupBy(one => (one.Metric, one.Scenario, one.LeftOut)).OrderBy(kind => kind.Key))
        {
            if (FamiliarityOf(kind.Key.LeftOut) is { } familiarity && Judge(kind.Key.Metric, kind.Key.Scenario, familiarity, [.. kind]) is { } result) results.Add(result);
        }
        return results;
    }

    private static Familiarity? FamiliarityOf(LeftOut leftOut) => leftOut switch
    {
        LeftOut.Group => Intervals.Familiarity.Known,
        LeftOut.Architecture => Intervals.Familiarity.NewArchitecture,
        LeftOut.Accelerator => Intervals.Familiarity.NewAccelerator,
        _ => null,
    };

    private static IntervalCoverage? Judge(PredictedMetric metric, ScenarioKind scenario, Familiarity familiarity, List<Residual> residuals)
    {
        var (inside, without, widths) = (0, 0, new List<double>());
        foreach (var part in residuals.GroupBy(PartOf(familiarity, residuals), StringComparer.Ordinal).Select(part => part.ToList()))
        {
            var rest = residuals.Except(part, ReferenceEqualityComparer.Instance).Cast<Residual>().ToList();
            var table = new IntervalTable("", [], [.. IntervalFit.CellsOf(metric, scenario, familiarity, rest)], []);
            foreach (var one in part)
            {
                if (table.Find(metric, scenario, familiarity, one.Engine, IntervalWords.BitsOf(one.Precision), one.Load) is not { } cell)
                {
                    without++;
                    continue;
                }
                widths.Add(cell.Interval.Width);
                if (cell.Interval.Covers(1, one.Ratio)) inside++;
            }
        }
        return widths.Count == 0 ? null : new(metric, scenario, familiarity, widths.Count, without, inside / (double)widths.Count, Quantile.Of([.. widths.Order()], 0.5));
    }

    // Rows of one configuration are off together, so they stay together.
    private static Func<Residual, string> PartOf(Familiarity familiarity, List<Residual> residuals)
    {
        if (IntervalFit.GroupOf(familiarity) is { } groupOf) return groupOf;
        var parts = residuals.Select(ConfigurationOf).Distinct().Order(StringComparer.Ordinal).Select((configuration, i) => (configuration, i)).ToDictionary(pair => pair.configuration, pair => $"{pair.i % Parts}", StringComparer.Ordinal);
        return one => parts[ConfigurationOf(one)];
    }

    private static string ConfigurationOf(Residual one) => string.Join('|', one.Engine, one.Accelerator, one.Architecture, one.Precision);
}
