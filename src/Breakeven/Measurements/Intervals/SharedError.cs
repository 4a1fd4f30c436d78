using Breakeven.Statistics;

namespace Breakeven.Measurements.Intervals;

/// <summary>
/// How far the errors of two predictions go together. The logarithm of a residual is taken as the sum of a part shared by all that runs on an accelerator under an
/// engine, a part of the architecture's own, and the rest; each as a variance.
/// </summary>
/// <param name="Metric">The figure.</param>
/// <param name="Scenario">The load's kind.</param>
/// <param name="Platform">Of the part that an engine on an accelerator gives all architectures.</param>
/// <param name="Architecture">Of the part that an architecture has wherever it runs.</param>
/// <param name="Both">Of what two loads of one architecture on one accelerator and engine share: at least the two above together.</param>
/// <param name="Total">Of single residuals.</param>
public sealed record SharedError(PredictedMetric Metric, ScenarioKind Scenario, double Platform, double Architecture, double Both, double Total)
{
    /// <summary>
    /// Estimates the parts by products across cells (a method of moments). A cell is an architecture on an accelerator under an engine; with m its mean less the mean of all
    /// cells, the part of the platform is the mean of m x m' over pairs of cells with the same platform and another architecture, since all else of two cells is independent;
    /// likewise for the architecture. What a cell shares is the mean product of two of its rows. Each platform and each architecture counts once, however many rows it has.
    /// Negative estimates are 0. Squares follow single wild rows, so the logarithms are first drawn in to their 2.5 and 97.5 % quantiles.
    /// </summary>
    public static SharedError? Of(PredictedMetric metric, ScenarioKind scenario, IReadOnlyList<Residual> residuals)
    {
        if (residuals.Count == 0) return null;
        double[] sorted = [.. residuals.Select(one => Math.Log(one.Ratio)).Order()];
        var (least, most) = (Quantile.Of(sorted, Wild), Quantile.Of(sorted, 1 - Wild));
        var cells = residuals.GroupBy(one => (Platform: (one.Engine, one.Accelerator), one.Architecture))
            .Select(cell => new Cell(cell.Key.Platform, cell.Key.Architecture, [.. cell.Select(one => Math.Clamp(Math.Log(one.Ratio), least, most))])).ToList();
        if (cells.Count < 3) return null;
        var centre = cells.Average(cell => cell.Mean);
        var total = cells.Average(cell => cell.Logs.Average(log => (log - centre) * (log - centre)));
        if (!(total > 0)) return null;
        var platform = Across(cells.GroupBy(cell => cell.Platform).Select(group => group.ToList()), centre);
        var architecture = Across(cells.GroupBy(cell => cell.Architecture, StringComparer.Ordinal).Select(group => group.ToList()), centre);
        // What is shared cannot exceed what there is.
        var scale = Math.Min(1, total / Math.Max(1e-12, platform + architecture));
        (platform, architecture) = (platform * scale, architecture * scale);
        var both = Math.Clamp(Within(cells, centre), Math.Min(platform + architecture, total), total);
        return new(metric, scenario, platform, architecture, both, total);
    }

    private const double Wild = 0.025;

    private static double Across(IEnumerable<List<Cell>> groups, double centre)
    {
        var products = new List<double>();
        foreach (var group in groups.Where(group => group.Count > 1))
        {
            // The mean over pairs i < j of m_i m_j is (sum^2 - sum of squares) / (n (n - 1)).
            var (sum, squares) = (group.Sum(cell => cell.Mean - centre), group.Sum(cell => (cell.Mean - centre) * (cell.Mean - centre)));
            products.Add((sum * sum - squares) / (group.Count * (group.Count - 1.0)));
        }
        return products.Count == 0 ? 0 : Math.Max(0, products.Average());
    }

    private static double Within(IEnumerable<Cell> cells, double centre)
    {
        var products = new List<double>();
        foreach (var cell in cells.Where(cell => cell.Logs.Length > 1))
        {
            var n = cell.Logs.Length;
            var (sum, squares) = (cell.Logs.Sum(log => log - centre), cell.Logs.Sum(log => (log - centre) * (log - centre)));
            products.Add((sum * sum - squares) / (n * (n - 1.0)));
        }
        return products.Count == 0 ? 0 : products.Average();
    }

    private sealed record Cell((string Engine, string Accelerator) Platform, string Architecture, double[] Logs)
    {
        public double Mean { get; } = Logs.Average();
    }
}
