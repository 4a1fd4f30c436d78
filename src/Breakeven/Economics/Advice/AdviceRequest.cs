using Breakeven.Economics.Hours;

namespace Breakeven.Economics.Advice;

/// <summary>A demand hour by hour, the choices of a comparison, and what an answer must meet.</summary>
public sealed record AdviceRequest
{
    /// <summary>Models, accelerators, offers and the objective, at the demand's mean.</summary>
    public required CompareRequest Compare { get; init; }

    /// <summary>Hour by hour, over the period that is billed.</summary>
    public required HourlyDemand Demand { get; init; }

    /// <summary>The most that the period may cost; null for no bound.</summary>
    public Usd? CostMost { get; init; }

    /// <summary>How the traffic may grow until it is served; as it is unless something else is said.</summary>
    public Growth Growth { get; init; } = Growth.None;

    /// <summary>Tokens that the model is to be fine-tuned on; null where it is not.</summary>
    public double? FineTuneTokens { get; init; }

    /// <summary>False where nothing may be bought by the token.</summary>
    public bool TokensAllowed { get; init; } = true;
}
