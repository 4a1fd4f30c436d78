using Breakeven.Simulation.Fleets;
using Breakeven.Workloads;

namespace Breakeven.Simulation;

/// <summary>How a simulation is run: over how many replicas, and by which rules requests come to them.</summary>
public sealed record SimulationOptions
{
    /// <summary>Of every stream of chance.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Replicas that are up from the start; with <see cref="Autoscaling"/> it says how many.</summary>
    public int Replicas
    {
        get;
        init => field = value is >= 1 and <= ReplicasMost ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "1 to 4096 replicas");
    } = 1;

    public const int ReplicasMost = 4096;

    /// <summary>How a request's replica is chosen.</summary>
    public Routing Routing { get; init; } = Routing.LeastLoaded;

    /// <summary>How replicas are started and stopped; null where their number is fixed.</summary>
    public Autoscaling? Autoscaling { get; init; }

    /// <summary>When requests are sent to an API instead; null for never.</summary>
    public Overflow? Overflow { get; init; }

    /// <summary>Replicas by the hour, instead of a fixed number or autoscaling; null for none.</summary>
    public FleetSchedule? Schedule { get; init; }

    /// <summary>What a request must be served within to count as good; its percentiles are for the reader of the result.</summary>
    public Objective Objective { get; init; } = Objective.None;

    /// <summary>Whether engines keep what nobody holds until its blocks are wanted, as they do by default.</summary>
    public bool PrefixCaching { get; init; } = true;

    /// <summary>Runs every step by itself instead of many alike at once: slower, and the proof that this changes nothing.</summary>
    public bool StepByStep { get; init; }
}
