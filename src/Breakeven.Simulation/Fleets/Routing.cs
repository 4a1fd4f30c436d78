namespace Breakeven.Simulation.Fleets;

/// <summary>How a router chooses among replicas that are up.</summary>
public enum Routing
{
    /// <summary>The fewest requests in flight; the first of equals.</summary>
    LeastLoaded,

    /// <summary>One after the other.</summary>
    RoundRobin,

    /// <summary>Of two by chance, the one with fewer requests in flight.</summary>
    PowerOfTwo,

    /// <summary>The one whose cache holds most of the prompt, unless loads are far apart or none holds much.</summary>
    CacheAware,
}
