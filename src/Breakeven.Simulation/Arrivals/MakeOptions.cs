namespace Breakeven.Simulation.Arrivals;

/// <summary>How to make requests by chance.</summary>
public sealed record MakeOptions
{
    /// <summary>The same seed gives the same requests.</summary>
    public long Seed { get; init; }

    /// <summary>How long requests arrive.</summary>
    public Seconds Duration { get; init; } = new(86400);

    /// <summary>How they come one after the other; null takes what the description says, which is Poisson unless it has a burst.</summary>
    public ArrivalProcess? Arrivals { get; init; }

    /// <summary>How lengths vary; null takes what the description says, which is that all are alike unless it has a spread.</summary>
    public LengthSource? Lengths { get; init; }
}
