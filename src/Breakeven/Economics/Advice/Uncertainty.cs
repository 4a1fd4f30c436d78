namespace Breakeven.Economics.Advice;

/// <summary>What is not known, and what knowing it would change.</summary>
public enum UncertaintyKind
{
    /// <summary>How fast a choice's replicas are.</summary>
    Speed,

    /// <summary>How much traffic there will be.</summary>
    Traffic,

    /// <summary>What boxes will cost.</summary>
    BoxPrices,

    /// <summary>What tokens will cost.</summary>
    TokenPrices,
}

/// <summary>One thing that is not known.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Choice">Whose speed; null for the others.</param>
/// <param name="Worth">By how much the expected cost falls if it is known before one has to choose (the expected value of perfect information about it alone).</param>
public sealed record Uncertainty(UncertaintyKind Kind, PlannedChoice? Choice, UsdEstimate Worth);
