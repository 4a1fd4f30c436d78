using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>What an hour costs with so many boxes, in billionths of a dollar: whole numbers, so that sums of them compare exactly. The plans' one price list.</summary>
internal sealed class FleetCosts
{
    /// <summary>More than anything else, and still far from overflowing when added up.</summary>
    public const long Unmet = long.MaxValue / 4;

    private const decimal NanoDollars = 1_000_000_000;
    private const double Grain = 1e-12;
    private const int BoxesMost = 1_000_000;

    private readonly FleetRequest _request;
    private readonly double[] _tokens;
    private readonly int[] _dependable;
    private readonly int[] _replicas;
    private readonly long[]? _elastic;

    public FleetCosts(FleetRequest request)
    {
        _request = request;
        var hours = request.Demand.Hours;
        double[] levels = [.. hours.Select(hour => request.SizedFor == DemandLevel.HourMean ? request.Work.Mean(hour) : request.Work.Peak(hour))];
        Levels = levels;
        _tokens = request.Overflow is { } tariff ? [.. tariff.NanoOf(hours).Select(nano => (double)nano)] : [];
        var most = Levels.Max();
        _replicas = most < BoxesMost ? Array.ConvertAll(levels, level => (int)Math.Ceiling(level * (1 - Grain))) : [];
        if (!(most < BoxesMost)) throw new InputException(FormattableString.Invariant($"the busiest hour needs {most:G3} replicas"), "capacity", "check the rate and the capacity: more than a million replicas is a slip");
        ReplicasMost = ReplicasFor(Array.IndexOf(levels, most));
        AlwaysOnMost = request.AlwaysOn is null ? 0 : request.Boxes.BoxesFor(ReplicasMost + request.Spares);
        ElasticMost = request.Elastic is null ? 0 : ElasticFor(ReplicasMost + request.Spares);
        _dependable = [.. Enumerable.Range(0, ElasticMost + 1).Select(Dependable)];
        if (request.Elastic is { KeptUpPerRequest: null }) _elastic = [.. Enumerable.Range(0, ElasticMost + 1).Select(boxes => ElasticNano(0, 0, boxes))];
        Start = request.Elastic is { } term ? Nano(term.StartCost) : 0;
        var perHour = (request.AlwaysOn?.AllPerHour * AlwaysOnMost ?? 0) + (request.Elastic?.PerHour * ElasticMost ?? 0);
        if ((double)perHour * hours.Count + _tokens.Sum() / (double)NanoDollars > 1e8)
            throw new InputException("the bill may pass 100 million dollars", "prices", "check prices, rate and capacity, or bill a shorter period");
    }

    /// <summary>Replicas that each hour would keep full at the level it is sized for.</summary>
    public IReadOnlyList<double> Levels { get; }

    /// <summary>Replicas that the busiest hour needs, without spares.</summary>
    public int ReplicasMost { get; }

    /// <summary>Boxes always on beyond which no more is served.</summary>
    public int AlwaysOnMost { get; }

    /// <summary>The same of boxes that come and go.</summary>
    public int ElasticMost { get; }

    /// <summary>Replicas that serve all of an hour: none where nothing arrives.</summary>
    public int ReplicasFor(int hour) => _replicas[hour];

    /// <summary>Replicas counted on, beyond the spares.</summary>
    public int Usable(int alwaysOn, int elastic) => Math.Max(0, _request.Boxes.Places(alwaysOn) + (elastic < _dependable.Length ? _dependable[elastic] : Dependable(elastic)) - _request.Spares);

    /// <summary>Replicas in boxes that come and go, less those that may be missing on spot.</summary>
    public int Dependable(int elastic) => _request.Boxes.Places(_request.Elastic?.Spot?.Dependable(elastic) ?? elastic);

    /// <summary>The share of an hour that is served at home by so many: none of it beyond what they carry at the level it is sized for.</summary>
    public double HomeShare(int hour, int usable) => usable >= ReplicasFor(hour) ? 1 : usable / Levels[hour];

    /// <summary>Boxes always on, all of the period, whoever looks after them included.</summary>
    public long AlwaysOn(int boxes) => boxes == 0 ? 0 : Nano((_request.AlwaysOn!.AllPerHour * boxes + (_request.AlwaysOn.Owned?.StaffPerHour ?? 0)) * _request.Demand.Hours.Count);

    /// <summary>Boxes that come and go, one hour of them, without the starts at its beginning.</summary>
    public long Elastic(int hour, int alwaysOn, int elastic) => _elastic is { } table && elastic < table.Length ? table[elastic] : ElasticNano(hour, alwaysOn, elastic);

    /// <summary>One start of a box that comes.</summary>
    public long Start { get; }

    /// <summary>Tokens bought in an hour that has so many replicas; <see cref="Unmet"/> where none are sold and some are wanted.</summary>
    public long Overflow(int hour, int usable) => usable >= ReplicasFor(hour) ? 0
        : _request.Overflow is null ? Unmet
        : (long)Math.Round(_tokens[hour] * (1 - HomeShare(hour, usable)));

    /// <summary>What is billed of boxes that come and go, and how often they start within the hour.</summary>
    public (decimal BilledHours, decimal Restarts) ElasticUse(int hour, int alwaysOn, int elastic)
    {
        var term = _request.Elastic!;
        if (elastic == 0) return (0, 0);
        if (term.KeptUpPerRequest is not { } keptUp) return (elastic, (decimal)(elastic * (term.Spot?.InterruptionsPerHour ?? 0)));
        // Requests come as Poisson's and each keeps the last replica up for w: it is up 1 - e^(-rate w) of the time and wakes at rate e^(-rate w).
        var (with, without) = (HomeShare(hour, Usable(alwaysOn, elastic)), HomeShare(hour, Usable(alwaysOn, 0)));
        var requests = _request.Demand.Hours[hour].Requests * Math.Max(0, with - without);
        var asleep = Math.Exp(-requests / 3600 * keptUp.Value);
        return (elastic - (decimal)asleep, (decimal)(requests * asleep));
    }

    /// <summary>Boxes that count as started when their number changes; where the last one sleeps by itself, its own starts are counted within the hour.</summary>
    public int Started(int before, int now) => Math.Max(0, Awake(now) - Awake(before));

    private int Awake(int elastic) => _request.Elastic?.KeptUpPerRequest is null ? elastic : Math.Max(1, elastic);

    private int ElasticFor(int replicas)
    {
        var boxes = _request.Boxes.BoxesFor(replicas);
        if (_request.Elastic!.Spot is not { } spot) return boxes;
        var most = 4 * boxes + 1000;
        while (boxes < most && _request.Boxes.Places(spot.Dependable(boxes)) < replicas) boxes++;
        return boxes < most ? boxes : throw new InputException(FormattableString.Invariant($"spot boxes are missing {spot.Missing:P0} of the time"), "spot", "lower the interruption rate or the replacement time, or rent on demand");
    }

    private long ElasticNano(int hour, int alwaysOn, int elastic)
    {
        if (elastic == 0) return 0;
        var (term, use) = (_request.Elastic!, ElasticUse(hour, alwaysOn, elastic));
        return Nano(use.BilledHours * term.PerHour + use.Restarts * term.StartCost);
    }

    internal static long Nano(decimal dollars) => (long)Math.Round(dollars * NanoDollars, MidpointRounding.ToEven);
}
