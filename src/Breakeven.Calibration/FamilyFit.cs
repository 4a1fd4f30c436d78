using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration;

/// <summary>A family's formula as a fit sees it: which of the six parameters are free, where they start, and which tiles to try.</summary>
internal sealed record FamilyFit<T>(KernelFamily Family, FamilyFit<T>.Formula Form, string Free, double[] Tiles, Func<T, double> Size)
{
    // Cells beyond this many rows are thinned: the simplex reads every row thousands of times.
    private const int RowsPerCell = 24;

    /// <summary>A launch above this is not the device's: the host, issuing kernels one by one, was slower. The time is then the larger of the two.</summary>
    public double HostAbove { get; init; } = double.MaxValue;

    /// <summary>What a launch then costs when it is replayed from a graph; as other kernels of the family, for the table does not show it.</summary>
    public double LaunchInGraph { get; init; }

    internal delegate double Formula(in KernelParameters with, in T of);

    public KernelCurve Fit(List<Sample<T>> rows, Accelerator accelerator, KernelCurve header)
    {
        var fitted = FitFree(rows, accelerator, header);
        if (fitted.Launch.Value <= HostAbove) return fitted;
        var hosted = this with { Free = Free.Replace('l', 'h') };
        return hosted.FitFree(rows, accelerator, header);
    }

    private KernelCurve FitFree(List<Sample<T>> rows, Accelerator accelerator, KernelCurve header)
    {
        var samples = Thinned(rows);
        var bandwidth = KernelCurve.IsCollective(Family) ? accelerator.Link.PerDirection.Value : accelerator.MemoryBandwidth.Value;
        var rate = KernelCurve.DenseRate(accelerator, header.Precision);
        (double Median, double[] Values, double Tile)? best = null;
        foreach (var tile in Tiles)
        {
            var fit = Of(tile, bandwidth, rate);
            var values = fit.Fit(samples);
            var error = fit.Error(samples, values);
            // The tile that serves both the middle and the tail.
            if (best is null || error.Median + error.Ninety / 4 < best.Value.Median) best = (error.Median + error.Ninety / 4, values, tile);
        }
        var (_, found, chosen) = best!.Value;
        var chosenFit = Of(chosen, bandwidth, rate);
        var seen = chosenFit.Error(samples, found);
        var unseen = chosenFit.HeldOut(samples, found);
        var parameters = Parameters(found, chosen, bandwidth, rate);
        return header with
        {
            Launch = new(parameters.Launch),
            BandwidthShare = parameters.Bandwidth / bandwidth,
            RateShare = parameters.Rate / rate,
            TileRows = chosen,
            Each = new(parameters.Each),
            Fill = parameters.Fill,
            Host = new(parameters.Host),
            Points = rows.Count,
            Error = new(seen.Median, seen.Ninety, unseen.Median, unseen.Ninety),
            Range = $"{samples.Min(sample => Size(sample.Shape)):0.##e0}..{samples.Max(sample => Size(sample.Shape)):0.##e0}",
        };
    }

    private CurveFit<T> Of(double tile, double bandwidth, double rate)
        => new((values, shape) => Timed(Parameters(values, tile, bandwidth, rate), shape), [.. Free.Select(Start)], [.. Free.Select(Limit)]);

    // Shares end at the datasheet, unless a cache serves what memory would.
    private static double Limit(char parameter) => parameter is 'b' or 'r' ? 1 : double.MaxValue;

    private double Timed(in KernelParameters with, in T shape) => Math.Max(with.Host, Form(with, shape));

    private static double Start(char parameter) => parameter switch { 'l' => 4e-6, 'h' => 1e-4, 'b' => 0.8, 'r' => 0.6, 'e' => 1e-7, 'f' => 20, 'q' => 1, _ => throw new ArgumentOutOfRangeException(nameof(parameter)) };

    private KernelParameters Parameters(double[] values, double tile, double bandwidth, double rate)
    {
        double Of(char parameter, double otherwise) => Free.IndexOf(parameter) is var at and >= 0 ? values[at] : otherwise;
        return new(Of('l', Free.Contains('h') ? LaunchInGraph : 0), Of('b', 1) * bandwidth, Of('r', 1) * rate, tile, Of('e', 0), Free.Contains('q') ? Of('q', 1) : Of('f', KernelCurve.IsCollective(Family) ? 1 : 0), Of('h', 0));
    }

    private static List<Sample<T>> Thinned(List<Sample<T>> rows)
    {
        var thinned = new List<Sample<T>>();
        foreach (var cell in rows.GroupBy(row => row.Cell).OrderBy(cell => cell.Key))
        {
            var all = cell.ToList();
            var take = Math.Min(RowsPerCell, all.Count);
            for (var i = 0; i < take; i++) thinned.Add(all[(int)((long)i * all.Count / take)]);
        }
        return thinned;
    }
}
