using Breakeven.Hardware;
using Breakeven.Performance.Kernels;

namespace Breakeven.Calibration;

/// <summary>A family's formula as a fit sees it: which of the six parameters are free, where they start, and which tiles to try.</summary>
internal sealed record FamilyFit<T>(KernelFamily Family, FamilyFit<T>.Formula Form, string Free, double[] Tiles, Func<T, double> Size)
{
    // Cells beyond this many rows are thinned: the simplex reads every row thousands of times.
    private const int RowsPerCell = 16;

    /// <summary>A launch above this is not the device's: the host, issuing kernels one by one, was slower. The time is then the larger of the two.</summary>
    public double HostAbove { get; init; } = double.MaxValue;

    /// <summary>What a launch then costs when it is replayed from a graph; as other kernels of the family, for the table does not show it.</summary>
    public double LaunchInGraph { get; init; }

    /// <summary>Bytes that a run reads and the next run of the same timing reads again; null where serving finds them in the cache too.</summary>
    public Func<T, double>? Rereads { get; init; }

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
        var cache = SecondLevelCache.Of(accelerator.Id);
        var samples = Thinned(rows).ConvertAll(sample => sample with { Hit = Hit(sample.Shape, cache) });
        var bandwidth = KernelCurve.IsCollective(Family) ? accelerator.Link.PerDirection.Value : accelerator.MemoryBandwidth.Value;
        var rate = KernelCurve.DenseRate(accelerator, header.Precision);
        (double Median, double[] Values, double Tile)? best = null;
        foreach (var tile in Tiles)
        {
            var fit = Of(tile, bandwidth, rate);
            var values = fit.Try(samples);
            var error = fit.Error(samples, values);
            // The tile that serves both the middle and the tail.
            if (best is null || error.Median + error.Ninety / 4 < best.Value.Median) best = (error.Median + error.Ninety / 4, values, tile);
        }
        var (_, rough, chosen) = best!.Value;
        var chosenFit = Of(chosen, bandwidth, rate);
        var found = chosenFit.Fit(samples, rough);
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
            Walk = new(parameters.Walk),
            Soft = parameters.Soft,
            Cached = Free.IndexOf('c') is var at and >= 0 ? 1 + found[at] : 1,
            Host = new(parameters.Host),
            Points = rows.Count,
            Error = new(seen.Median, seen.Ninety, unseen.Median, unseen.Ninety),
            Range = $"{samples.Min(sample => Size(sample.Shape)):0.##e0}..{samples.Max(sample => Size(sample.Shape)):0.##e0}",
        };
    }

    private CurveFit<T> Of(double tile, double bandwidth, double rate)
    {
        var cached = Free.IndexOf('c');
        return new((values, samples, times) => Timed(Parameters(values, tile, bandwidth, rate), cached < 0 ? 0 : values[cached], samples, times), [.. Free.Select(Start)], [.. Free.Select(Limit)]);
    }

    // Shares end at the datasheet, unless a cache serves what memory would.
    private static double Limit(char parameter) => parameter switch { 'b' or 'r' => 1, 'c' => 8, 's' => 1000, _ => double.MaxValue };

    // Timings repeat a shape: what fits into the second-level cache is read from there, what is twice as large no longer.
    private double Hit(in T shape, double cache) => Rereads is null ? 0 : Math.Clamp(2 - Rereads(shape) / cache, 0, 1);

    private void Timed(in KernelParameters with, double cached, ReadOnlySpan<Sample<T>> samples, Span<double> times)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            var hit = sample.Hit;
            var time = hit > 0 ? Form(with with { Bandwidth = with.Bandwidth / (1 - hit + hit / (1 + cached)) }, sample.Shape) : Form(with, sample.Shape);
            times[i] = Math.Max(with.Host, time);
        }
    }

    private double Start(char parameter) => parameter switch { 'l' => Family == KernelFamily.Experts ? 25e-6 : 4e-6, 'h' => 1e-4, 'b' => 0.8, 'r' => 0.6, 'e' => Family == KernelFamily.Gemm ? 1e-9 : 1e-7, 'f' => 20, 'q' => 1, 'w' => Family == KernelFamily.Gemm ? 1e-13 : 1e-9, 's' => 30, 'c' => 0.5, _ => throw new ArgumentOutOfRangeException(nameof(parameter)) };

    private KernelParameters Parameters(double[] values, double tile, double bandwidth, double rate)
    {
        double Of(char parameter, double otherwise) => Free.IndexOf(parameter) is var at and >= 0 ? values[at] : otherwise;
        return new(Of('l', Free.Contains('h') ? LaunchInGraph : 0), Of('b', 1) * bandwidth, Of('r', 1) * rate, tile, Of('e', 0), Free.Contains('q') ? Of('q', 1) : Of('f', KernelCurve.IsCollective(Family) ? 1 : 0), Of('w', 0), Of('s', 0), Of('h', 0));
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
