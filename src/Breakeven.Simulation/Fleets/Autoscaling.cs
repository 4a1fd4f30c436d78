using Breakeven.Sizing;

namespace Breakeven.Simulation.Fleets;

/// <summary>
/// Starts and stops replicas by the requests in flight: as many as keep each at a target. More are started at once; fewer are kept only when fewer would
/// have done for all of a delay, as the horizontal autoscaler of Kubernetes does it.
/// </summary>
public sealed record Autoscaling
{
    /// <summary>Replicas at least; 0 stops the last one too.</summary>
    public required int Least { get; init; }

    /// <summary>Replicas at most.</summary>
    public required int Most { get; init; }

    /// <summary>Requests in flight that one replica is meant to have.</summary>
    public required double InFlightEach { get; init; }

    /// <summary>From the decision to the first request that it takes.</summary>
    public required Seconds ColdStart { get; init; }

    /// <summary>How long fewer replicas must have been enough.</summary>
    public Seconds ScaleDownDelay { get; init; } = new(300);

    /// <summary>How often the number is looked at.</summary>
    public Seconds Interval { get; init; } = new(15);

    /// <summary>Reading a replica's weights, and what an engine does until it is ready.</summary>
    /// <param name="plan">Of the replica: every device reads its own part from the same storage.</param>
    /// <param name="storage">What the storage delivers to the replica.</param>
    /// <param name="warmUp">Starting processes, compiling, capturing graphs.</param>
    public static Seconds ColdStartOf(MemoryPlan plan, BytesPerSecond storage, Seconds warmUp) => Economics.ColdStart.Of(plan, storage).Load + warmUp;
}
