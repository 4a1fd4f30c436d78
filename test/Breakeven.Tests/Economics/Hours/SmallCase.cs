using System.Globalization;
using Breakeven.Economics.Hours;

namespace Breakeven.Tests.Economics.Hours;

/// <summary>
/// A drawn case, small enough that every plan can be priced: all numbers of boxes always on, times all sequences of boxes that come and go. Prices each with formulas of its own, in dollars.
/// </summary>
internal sealed class SmallCase
{
    private readonly List<string> _features = [];
    private double[] _load = [];
    private double[] _requests = [];
    private double[] _apiHour = [];
    private int _perBox = 1;
    private int _span = 1;
    private int _spares;
    private double _reserved;
    private double _fixed;
    private double _hourly;
    private double _start;
    private double _gone;
    private double _keptUp;
    private double _interruptions;
    private int _reservedMost;
    private int _elasticMost;
    private int[] _there = [];

    public required FleetRequest Request { get; init; }

    public IReadOnlyList<string> Features => _features;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", _features)}; loads {string.Join(" ", _load)}");

    /// <summary>The least cost of all plans.</summary>
    public double Exhaustive()
    {
        var least = double.PositiveInfinity;
        for (var reserved = 0; reserved <= _reservedMost; reserved++)
            least = Math.Min(least, Rest(reserved, 0, 0, reserved * _reserved * _load.Length + (reserved > 0 ? _fixed : 0)));
        return least;
    }

    // Tries every number of boxes in this hour, and every number in each later one.
    private double Rest(int reserved, int hour, int before, double paid)
    {
        if (hour == _load.Length) return paid;
        var least = double.PositiveInfinity;
        for (var boxes = 0; boxes <= _elasticMost; boxes++)
        {
            var cost = paid + Hour(reserved, hour, boxes) + Starts(before, boxes) * _start;
            if (!double.IsPositiveInfinity(cost)) least = Math.Min(least, Rest(reserved, hour + 1, boxes, cost));
        }
        return least;
    }

    private double Starts(int before, int now) => _keptUp > 0 ? Math.Max(0, Math.Max(now, 1) - Math.Max(before, 1)) : Math.Max(0, now - before);

    private double Hour(int reserved, int hour, int boxes)
    {
        var replicas = Replicas(reserved, boxes);
        var share = Share(hour, replicas);
        var api = share >= 1 ? 0 : _apiHour.Length == 0 ? double.PositiveInfinity : _apiHour[hour] * (1 - share);
        if (boxes == 0) return api;
        if (_keptUp <= 0) return api + boxes * _hourly + boxes * _interruptions * _start;
        var arrivals = _requests[hour] * Math.Max(0, share - Share(hour, Replicas(reserved, 0)));
        var asleep = Math.Pow(Math.E, -arrivals * _keptUp / 3600);
        return api + (boxes - 1 + (1 - asleep)) * _hourly + arrivals * asleep * _start;
    }

    private double Share(int hour, int replicas) => _load[hour] <= replicas ? 1 : replicas / _load[hour];

    private int Replicas(int reserved, int boxes)
    {
        return Math.Max(0, (int)Math.Floor((double)reserved * _perBox / _span) + (int)Math.Floor((double)_there[boxes] * _perBox / _span) - _spares);
    }

    // The most boxes that are there nine times in ten.
    private int Dependable(int boxes)
    {
        var there = boxes;
        while (there > 0 && AtLeast(boxes, there) < 0.9) there--;
        return there;
    }

    // The chance that of so many boxes at least a number are there: the sum over all outcomes.
    private double AtLeast(int boxes, int number)
    {
        var sum = 0.0;
        for (var outcome = 0; outcome < 1 << boxes; outcome++)
        {
            var there = System.Numerics.BitOperations.PopCount((uint)outcome);
            if (there >= number) sum += Math.Pow(1 - _gone, there) * Math.Pow(_gone, boxes - there);
        }
        return sum + 1e-12;
    }

    public static SmallCase Draw(Random random)
    {
        var (perBox, span) = random.Next(5) switch { 0 => (2, 1), 1 => (4, 1), 2 => (1, 2), _ => (1, 1) };
        var spares = random.Next(3) == 0 ? random.Next(1, 3) : 0;
        // Few enough hours that all sequences can be tried: one box alone takes the most numbers of them.
        var hours = random.Next(1, perBox > 1 ? 6 : 5);
        var most = span > 1 ? 2 : 4;
        // Whole and fractional replicas, empty hours, at least one that is not.
        var loads = Enumerable.Range(0, hours).Select(_ => random.Next(4) switch { 0 => 0, 1 => random.Next(1, most + 1), _ => Math.Round(random.NextDouble() * most, 3) }).ToArray();
        if (loads.Sum() == 0) loads[0] = 1;
        // A replica carries a request a second.
        var requests = loads.Select(load => (long)Math.Round(load * 3600)).ToArray();
        var which = random.Next(6);
        var hourly = Math.Round((decimal)(1 + 4 * random.NextDouble()), 2) * perBox / span;
        var (startMinutes, fee) = random.Next(2) == 0 ? (0, 0m) : (random.Next(1, 90), Math.Round((decimal)random.NextDouble() * 3, 2));
        var risk = new SpotRisk { InterruptionsPerHour = Math.Round(random.NextDouble() * 0.5, 2), Replacement = Seconds.Minutes(random.Next(1, 40)), Availability = 0.9 };
        var keptUp = random.Next(1, 600);
        var elastic = which switch { 0 => null, 1 => BoxTerm.OnSpot(hourly, risk, Seconds.Minutes(startMinutes), new(fee)), 2 => BoxTerm.ScaleToZero(hourly, Seconds.Minutes(startMinutes), new(keptUp)), _ => BoxTerm.ByTheHour(hourly, Seconds.Minutes(startMinutes), new(fee)) };
        var tokens = random.Next(4) > 0;
        var owned = random.Next(4) == 0;
        var reservedPrice = Math.Round((decimal)(0.5 + 3 * random.NextDouble()), 2) * perBox / span;
        var box = new OwnedBox { Price = new(reservedPrice * 20_000), DepreciationYears = 4, Power = new(700), PowerUsageEffectiveness = 1.3m, PricePerKilowattHour = new(0.12m), ColocationPerMonth = new(73), StaffPerMonth = new(random.Next(2) * 730m) };
        var reserved = random.Next(5) == 0 && (elastic is not null || tokens) ? null : owned ? BoxTerm.OfOwned(box) : BoxTerm.AlwaysOn(reservedPrice);
        if (elastic is null && reserved is null) tokens = true;
        // $ a request: 1000 tokens in at $1 a million and 100 out at a price drawn.
        var output = Math.Round((decimal)(random.NextDouble() * 6), 2);
        var request = new FleetRequest
        {
            Demand = new([.. (requests.Sum() == 0 ? [.. requests.Skip(1), 3600] : requests).Select(count => new DemandHour(count, new(count * 1000), new(count * 400), new(count * 100)))], "a drawn case"),
            Work = ReplicaWork.OfRequests(new(1), CapacitySource.Given),
            Boxes = span > 1 ? BoxPacking.Of(16, 8) : BoxPacking.Of(8 / perBox, 8),
            Spares = spares,
            AlwaysOn = reserved,
            Elastic = elastic,
            Overflow = tokens ? new("api", 1, 0.5m, output) : null,
        };
        var small = new SmallCase { Request = request };
        small._requests = [.. request.Demand.Hours.Select(hour => (double)hour.Requests)];
        small._load = [.. small._requests.Select(count => count / 3600)];
        small._apiHour = tokens ? [.. small._requests.Select(count => count * (600 * 1e-6 + 400 * 0.5e-6 + 100 * (double)output * 1e-6))] : [];
        (small._perBox, small._span, small._spares, small._hourly) = (perBox, span, spares, (double)hourly);
        small._reserved = reserved is null ? 0 : owned ? (double)reservedPrice * 20_000 / 35_040 + 0.7 * 1.3 * 0.12 + 0.1 : (double)reservedPrice;
        small._fixed = reserved is not null && owned ? (double)box.StaffPerMonth.Value / 730 * hours : 0;
        small._start = elastic is null ? 0 : startMinutes / 60.0 * (double)hourly + (which == 2 ? 0 : (double)fee);
        small._keptUp = which == 2 ? keptUp : 0;
        small._interruptions = which == 1 ? risk.InterruptionsPerHour : 0;
        var lost = risk.InterruptionsPerHour * risk.Replacement.Value / 3600;
        small._gone = which == 1 ? lost / (1 + lost) : 0;
        var replicas = (int)Math.Ceiling(small._load.Max()) + spares;
        var boxes = span > 1 ? replicas * span : (replicas + perBox - 1) / perBox;
        small._reservedMost = reserved is null ? 0 : boxes + 1;
        small._elasticMost = elastic is null ? 0 : which == 1 ? boxes + 3 : boxes + 1;
        small._there = [.. Enumerable.Range(0, small._elasticMost + 1).Select(small.Dependable)];
        small.Mark(elastic);
        return small;
    }

    private void Mark(BoxTerm? elastic)
    {
        if (_perBox > 1) _features.Add("boxes");
        if (_span > 1) _features.Add("spanning");
        if (_spares > 0) _features.Add("spares");
        if (_start > 0) _features.Add("starts");
        if (elastic?.Spot is not null) _features.Add("spot");
        if (_keptUp > 0) _features.Add("to zero");
        if (Request.AlwaysOn?.Owned is not null) _features.Add("owned");
        _features.Add(_apiHour.Length == 0 ? "no tokens" : "tokens");
        if (Request.AlwaysOn is not null && elastic is not null) _features.Add("two terms");
    }
}
