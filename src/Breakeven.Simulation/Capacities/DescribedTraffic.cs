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

    // Fewer tell little of a 95th percentile, more tell no more.
    private const int CountLeast = 4_000;
    private const int CountMost = 40_000;

    /// <summary>Requests that tell what an even traffic does: many times what is in flight, and many times the longest limit, so that neither the start nor the end decides.</summary>
    /// <param name="objective">The bounds.</param>
    /// <param name="sequences">Sequences that run.</param>
    /// <param name="rate">About what is carried.</param>
    public static int CountFor(Objective objective, double sequences, RequestsPerSecond rate)
    {
        var longest = objective.Bounds.Max(bound => bound.Limit.Value);
        return (int)Math.Clamp(Math.Max(40 * sequences, 10 * longest * rate.Value), CountLeast, CountMost);
    }

    /// <summary>A description as replicas see it that are counted for the peak: even over the day, in a model's own tokens.</summary>
    public static TrafficDescription Even(TrafficDescription description, double inputRatio, double outputRatio)
    {
        var scaled = Scaled(description, inputRatio, outputRatio);
        return scaled with { Mean = scaled.Mean with { PeakToMean = 1 }, PeakToTrough = null };
    }

    /// <summary>A description in a model's own tokens.</summary>
    public static TrafficDescription Scaled(TrafficDescription description, double inputRatio, double outputRatio)
    {
        var mean = description.Mean;
        return description with
        {
            Mean = mean with { Input = Scaled(mean.Input, inputRatio), Output = Scaled(mean.Output, outputRatio) },
            Prefix = description.Prefix is { } shared ? shared with { Tokens = Scaled(shared.Tokens, inputRatio) } : null,
        };
    }

    private static TokenCount Scaled(TokenCount tokens, double ratio) => new(Math.Max(1, (long)Math.Round(tokens.Value * ratio)));

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
