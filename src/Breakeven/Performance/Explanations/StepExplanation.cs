using Breakeven.Sizing;

namespace Breakeven.Performance.Explanations;

/// <summary>One step taken apart.</summary>
public sealed record StepExplanation
{
    public required Deployment Deployment { get; init; }

    public required StepWork Work { get; init; }

    /// <summary>The step that was taken apart, to time others like it.</summary>
    public required StepModel Step { get; init; }

    /// <summary>What the parts add up to.</summary>
    public required Seconds Time { get; init; }

    /// <summary>In the order in which a layer runs them; none is zero.</summary>
    public required IReadOnlyList<StepPart> Parts { get; init; }

    /// <summary>One for each kind of expert layer; empty for a dense model.</summary>
    public required IReadOnlyList<ExpertUse> Experts { get; init; }

    /// <summary>The worst basis of the parts.</summary>
    public Basis Basis => Step.Basis;

    public Seconds Of(StepFamily family) => Parts.Where(part => part.Family == family).Select(part => part.Time).Total;
}

/// <summary>What a step asks of the experts of one layer.</summary>
/// <param name="Experts">Routed experts of a layer.</param>
/// <param name="PerToken">Experts a token uses.</param>
/// <param name="Layers">Layers alike.</param>
/// <param name="Uniform">Experts touched if tokens chose independently and all experts alike.</param>
/// <param name="Touched">Experts touched as measured routers choose.</param>
/// <param name="Ranks">Ranks that experts are dealt over; 1 where each is split by tensor or there is one rank.</param>
/// <param name="OnSlowest">Experts touched on the rank that the others wait for.</param>
/// <param name="Straggler">Time that the step waits for that rank beyond the mean of all.</param>
public sealed record ExpertUse(int Experts, int PerToken, int Layers, double Uniform, double Touched, int Ranks, double OnSlowest, Seconds Straggler);
