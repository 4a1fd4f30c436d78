using Breakeven.Catalog;
using Breakeven.Simulation.Arrivals;
using Breakeven.Workloads;

namespace Breakeven.Simulation.Capacities;

/// <summary>A description at a multiple of its rate; a variant is a seed.</summary>
public sealed class DescribedTraffic : ScalableTraffic
{
    // Longer than this nobody lets requests arrive.
    private static readonly Seconds s_long = new(3660 * 86400.0);

    private readonly TrafficDescription _description;
    private readonly MakeOptions _make;
    private readonly int? _count;

    /// <summary>So many requests at every multiple, or with null all that come within the options' duration.</summary>
    public DescribedTraffic(TrafficDescription description, MakeOptions make, int? count)
    {
        if (description.Documents is not null) throw new InputException("documents that are all there at once have no rate to be multiplied", "--traffic", "describe requests, such as \"20k requests/day, 1200 in, 300 out\"");
        (_description, _make, _count) = (description, make, count);
    }

    public override RequestsPerSecond Rate => _description.Mean.Rate;

    public override double WarmUp => 0.1;

    public override ArrivingRequests Requests(double multiple, int variant, bool longer = false)
    {
        var faster = _description with { Mean = _description.Mean.At(_description.Mean.Rate * multiple) };
        var make = _make with { Seed = _make.Seed + variant };
        if (_count is { } count)
        {
            var many = longer ? 2 * count : count;
            return new(TrafficMaker.Requests(faster, make with { Duration = s_long }).Take(many), many);
        }

        var expected = faster.Mean.Rate.Value * make.Duration.Value;
        if (expected > RequestsMost) throw new InputException(FormattableString.Invariant($"at {multiple:0.##} times the traffic, {expected:N0} requests come in {make.Duration}"), "--duration", "let them come for less long, such as 1h");
        TraceRequest[] requests = [.. TrafficMaker.Requests(faster, make)];
        return new(requests, requests.Length);
    }
}
