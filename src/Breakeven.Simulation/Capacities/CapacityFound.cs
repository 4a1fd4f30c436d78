namespace Breakeven.Simulation.Capacities;

/// <summary>The largest multiple of a traffic that meets an objective.</summary>
/// <param name="Multiple">What a further run confirmed; 0 where even a small one misses.</param>
/// <param name="Multiples">What each variant of the traffic found by itself, the first first.</param>
/// <param name="Runs">Simulations that it took.</param>
/// <param name="Confirmation">The run that confirmed it; null where there is none.</param>
public sealed record CapacityFound(double Multiple, IReadOnlyList<double> Multiples, int Runs, CapacityConfirmation? Confirmation)
{
    /// <summary>The least that a variant found.</summary>
    public double Least => Multiples.Min();

    /// <summary>The most.</summary>
    public double Most => Multiples.Max();
}

/// <summary>The last run: requests that no search had seen, at the multiple that was found.</summary>
/// <param name="Result">What it came to.</param>
/// <param name="Reached">Seconds at the percentile of each of the objective's bounds, warm-up left out.</param>
/// <param name="Lowered">By how much the variants' median had to be lowered until it passed: 0 for not at all.</param>
public sealed record CapacityConfirmation(SimulationResult Result, IReadOnlyList<double> Reached, double Lowered);
