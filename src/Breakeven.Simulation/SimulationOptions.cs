namespace Breakeven.Simulation;

/// <summary>How a simulation is run.</summary>
public sealed record SimulationOptions
{
    /// <summary>Of every stream of chance.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Runs every step by itself instead of many alike at once: slower, and the proof that this changes nothing.</summary>
    public bool StepByStep { get; init; }

    /// <summary>Whether engines keep what nobody holds until its blocks are wanted, as they do by default.</summary>
    public bool PrefixCaching { get; init; } = true;
}
