namespace Breakeven.Simulation.Fleets;

/// <summary>Sends a request to a per-token API where its replica is too far behind; either bound may be null.</summary>
/// <param name="Waiting">Requests that may wait at a replica.</param>
/// <param name="TimeToFirstToken">The longest predicted time to first token.</param>
public sealed record Overflow(int? Waiting, Seconds? TimeToFirstToken);
