using Breakeven.Catalog;

namespace Breakeven.Economics.Hours;

/// <summary>What one more replica costs over the period by one way of having it, as a line over the hours in which it is wanted.</summary>
/// <param name="Name">The way.</param>
/// <param name="Fixed">Dollars if it is wanted in no hour.</param>
/// <param name="PerHour">Dollars for each hour in which it is wanted, full.</param>
public readonly record struct ScreeningCurve(string Name, UsdEstimate Fixed, UsdPerHour PerHour)
{
    /// <summary>Dollars for so many hours.</summary>
    public UsdEstimate At(double hours) => Fixed + PerHour * Seconds.Hours(hours);
}

/// <summary>Below which hours a way is the cheapest.</summary>
/// <param name="Name">The way that is cheapest from here on.</param>
/// <param name="FromHours">Hours in which the replica is wanted.</param>
/// <param name="Replicas">Replicas that are wanted in at least so many hours: this way and those after it carry that many.</param>
public readonly record struct ScreeningStretch(string Name, double FromHours, int Replicas);

/// <summary>
/// The chart by which power planners choose plants: above, each way's cost over the hours of use; below, the load-duration curve. Spares and starts are left out, and tokens are priced at the
/// period's mean for a full replica, so it shows why the mix is as it is and does not decide it.
/// </summary>
public sealed record ScreeningCurves
{
    private ScreeningCurves(IReadOnlyList<ScreeningCurve> curves, IReadOnlyList<double> load, IReadOnlyList<ScreeningStretch> cheapest) => (Curves, LoadDuration, Cheapest) = (curves, load, cheapest);

    /// <summary>A line for each way: always on, by the hour, by the token.</summary>
    public IReadOnlyList<ScreeningCurve> Curves { get; }

    /// <summary>Replicas at the level that hours are sized for, the busiest hour first.</summary>
    public IReadOnlyList<double> LoadDuration { get; }

    /// <summary>The cheapest way by hours of use, from 0 upwards.</summary>
    public IReadOnlyList<ScreeningStretch> Cheapest { get; }

    /// <summary>The chart of a request.</summary>
    public static ScreeningCurves Of(FleetRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var levels = new FleetCosts(request).Levels;
        var boxes = (double)request.Boxes.BoxesPerReplica / request.Boxes.ReplicasPerBox;
        var curves = new List<ScreeningCurve>();
        if (request.AlwaysOn is { } on) curves.Add(new(on.Name, new((double)on.AllPerHour * boxes * levels.Count), default));
        if (request.Elastic is { } elastic) curves.Add(new(elastic.Name, default, new((double)elastic.PerHour * boxes)));
        if (request.Overflow is { } tariff) curves.Add(new(tariff.Name, default, new((double)request.Demand.Hours.Sum(tariff.Of) / levels.Sum())));
        if (curves.Count == 0) throw new InputException("nothing to buy", "terms", "offer boxes or tokens, such as $2.10/h reserved");
        var duration = levels.OrderDescending().ToList();
        return new(curves, duration, Envelope(curves, duration));
    }

    // Lines that start at zero differ in slope alone; whatever has a fixed part meets the flattest of them once.
    private static List<ScreeningStretch> Envelope(List<ScreeningCurve> curves, List<double> duration)
    {
        var (stretches, at, now) = (new List<ScreeningStretch>(), 0.0, curves.OrderBy(curve => curve.Fixed.Value).ThenBy(curve => curve.PerHour.Value).First());
        while (true)
        {
            stretches.Add(new(now.Name, at, Wanted(at)));
            var next = curves.Where(curve => curve.PerHour < now.PerHour).Select(curve => (Curve: curve, Hours: (curve.Fixed - now.Fixed).Value / (now.PerHour - curve.PerHour).Value))
                .Where(one => one.Hours >= at && one.Hours <= duration.Count).OrderBy(one => one.Hours).ThenBy(one => one.Curve.PerHour.Value).ToList();
            if (next.Count == 0) return stretches;
            (now, at) = next[0];
        }

        // Whole replicas that are full in at least so many hours.
        int Wanted(double hours) => (int)Math.Floor(duration[Math.Clamp((int)Math.Ceiling(hours) - 1, 0, duration.Count - 1)] + 1e-9);
    }
}
