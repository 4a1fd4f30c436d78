using Breakeven.Workloads;

namespace Breakeven.Simulation.Capacities;

/// <summary>Traffic that can come at any multiple of its rate, in variants that chance makes different from each other.</summary>
public abstract class ScalableTraffic
{
    /// <summary>More requests than this are not replayed again and again.</summary>
    public const int RequestsMost = 5_000_000;

    /// <summary>Mean requests a second at a multiple of 1.</summary>
    public abstract RequestsPerSecond Rate { get; }

    /// <summary>Requests from the first on that only fill the replicas, as a share of all.</summary>
    public abstract double WarmUp { get; }

    /// <summary>The requests of a variant at a multiple. The same arguments give the same requests.</summary>
    /// <param name="multiple">Of the traffic's rate; above 0.</param>
    /// <param name="variant">0, 1, 2 and so on.</param>
    /// <param name="longer">Twice as many, where there can be more.</param>
    public abstract ArrivingRequests Requests(double multiple, int variant, bool longer = false);
}

/// <summary>Requests, and how many there are.</summary>
public sealed record ArrivingRequests(IEnumerable<TraceRequest> Requests, long Count);
