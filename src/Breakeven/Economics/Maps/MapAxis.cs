using System.Globalization;
using Breakeven.Workloads;

namespace Breakeven.Economics.Maps;

/// <summary>What changes from row to row of a map.</summary>
public enum MapAxisKind
{
    /// <summary>The busiest hour over the mean.</summary>
    Peak,

    /// <summary>The busiest hour of a sine-like day over its quietest.</summary>
    Diurnal,

    /// <summary>Tokens of a prompt.</summary>
    Context,

    /// <summary>A bound on the time per output token.</summary>
    TimePerOutputToken,

    /// <summary>A bound on the time to the first token.</summary>
    TimeToFirstToken,
}

/// <summary>The second axis of a map, beside the traffic: what it is, and its values from row to row.</summary>
public sealed record MapAxis
{
    private const double UsualPercentile = 95;

    private readonly double _percentile = UsualPercentile;

    /// <summary>An axis over values, each in the axis's unit.</summary>
    public MapAxis(MapAxisKind kind, IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var (least, most) = LimitsOf(kind);
        foreach (var value in values)
            if (!(value >= least && value <= most)) throw new ArgumentOutOfRangeException(nameof(values), value, "A value is beyond what the axis may hold.");
        (Kind, Values) = (kind, values);
    }

    /// <summary>What it is.</summary>
    public MapAxisKind Kind { get; }

    /// <summary>From row to row.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Of a bound on latency, 50 to below 100.</summary>
    public double Percentile
    {
        get => _percentile;
        init => _percentile = value is >= 50 and < 100 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A percentile lies between 50 and 100.");
    }

    /// <summary>In a few words, for a picture's edge.</summary>
    public string Title => Kind switch
    {
        MapAxisKind.Peak => "busiest hour over the mean",
        MapAxisKind.Diurnal => "busiest hour of a day over the quietest",
        MapAxisKind.Context => "tokens in",
        MapAxisKind.TimePerOutputToken => string.Create(CultureInfo.InvariantCulture, $"tpot p{Percentile:0.##} below"),
        _ => string.Create(CultureInfo.InvariantCulture, $"ttft p{Percentile:0.##} below"),
    };

    /// <summary>The unit of its values: "x", "tokens" or "ms".</summary>
    public string Unit => Kind switch
    {
        MapAxisKind.Peak or MapAxisKind.Diurnal => "x",
        MapAxisKind.Context => "tokens",
        _ => "ms",
    };

    /// <summary>The least and the greatest value that such an axis may hold.</summary>
    public static (double Least, double Most) LimitsOf(MapAxisKind kind) => kind switch
    {
        MapAxisKind.Peak or MapAxisKind.Diurnal => (1, 1000),
        MapAxisKind.Context => (1, 1e8),
        _ => (0.01, 1e7),
    };

    /// <summary>Values from one to another, each so many times the one before, in three digits; as many as asked for, or fewer where digits do not tell them apart.</summary>
    public static MapAxis Between(MapAxisKind kind, double from, double to, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (!(from > 0 && to >= from)) throw new ArgumentOutOfRangeException(nameof(from), from, "An axis runs upwards from above 0.");
        var values = Enumerable.Range(0, rows).Select(i => i == 0 ? from : i == rows - 1 ? to : Rounded(from * Math.Pow(to / from, i / (rows - 1.0))));
        return new(kind, [.. values.Select(value => kind == MapAxisKind.Context ? Math.Round(value) : value).Distinct()]);
    }

    /// <summary>A value with its unit: "2.5x", "4,096", "40 ms", "1.5 s".</summary>
    public string Label(double value) => Kind switch
    {
        MapAxisKind.Peak or MapAxisKind.Diurnal => string.Create(CultureInfo.InvariantCulture, $"{value:0.###}x"),
        MapAxisKind.Context => value.ToString("#,0", CultureInfo.InvariantCulture),
        _ when value >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{value / 1000:0.###} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value:0.###} ms"),
    };

    /// <summary>True where rows differ in nothing that a deployment's speed depends on.</summary>
    internal bool KeepsDeployments => Kind is MapAxisKind.Peak or MapAxisKind.Diurnal;

    /// <summary>A comparison with this value in place of its own.</summary>
    internal CompareRequest At(CompareRequest request, double value) => Kind switch
    {
        MapAxisKind.Peak => request with { Traffic = request.Traffic with { PeakToMean = value } },
        // The mean of a sine between b and d b is b (d + 1) / 2, and its peak d b.
        MapAxisKind.Diurnal => request with { Traffic = request.Traffic with { PeakToMean = 2 * value / (value + 1) } },
        MapAxisKind.Context => request with { Traffic = request.Traffic with { Input = new((long)value) } },
        MapAxisKind.TimePerOutputToken => Bounded(request, LatencyMetric.TimePerOutputToken, value),
        _ => Bounded(request, LatencyMetric.TimeToFirstToken, value),
    };

    private CompareRequest Bounded(CompareRequest request, LatencyMetric metric, double milliseconds) => request with
    {
        Objective = new([.. request.Objective.Bounds.Where(bound => bound.Metric != metric), new LatencyBound(metric, Percentile, new(milliseconds / 1e3))]),
    };

    private static double Rounded(double value)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 2);
        // Dividing by a power of ten keeps the shortest digits; multiplying by its inverse would not.
        return unit >= 1 ? Math.Round(value / unit) * unit : Math.Round(value / unit) / Math.Round(1 / unit);
    }
}
