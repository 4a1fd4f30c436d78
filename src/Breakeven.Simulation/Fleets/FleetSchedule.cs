namespace Breakeven.Simulation.Fleets;

/// <summary>
/// Replicas and the share of requests that they get, hour by hour from the trace's time 0, decided beforehand; the last hour goes on for as long as requests come. Replicas are up
/// when their hour begins, and those that are not wanted any more finish what they have.
/// </summary>
public sealed record FleetSchedule(IReadOnlyList<ScheduledHour> Hours)
{
    internal const long NanosecondsPerHour = 3_600_000_000_000;
}

/// <summary>An hour of a schedule.</summary>
/// <param name="Replicas">Up in it.</param>
/// <param name="HomeShare">The share of its requests that they get, evenly spread; the rest goes to the API.</param>
public readonly record struct ScheduledHour(int Replicas, double HomeShare);
