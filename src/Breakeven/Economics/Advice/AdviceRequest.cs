using Breakeven.Catalog;
using Breakeven.Economics.Hours;
using Breakeven.Prices;

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

    /// <summary>What boxes may come to cost over today's prices, those owed for a term left out.</summary>
    public Growth BoxPrices { get; init; } = Growth.None;

    /// <summary>What tokens may come to cost over today's prices.</summary>
    public Growth TokenPrices { get; init; } = Growth.None;

    /// <summary>
    /// The standard deviation of the logarithm of what replicas carry where nothing of their kind was measured: assumed, nine in ten within 0.56 and 1.78 times the prediction, which is about
    /// twice as wide as where another accelerator of the maker was.
    /// </summary>
    public double UnmeasuredDeviation { get; init; } = 0.35;

    /// <summary>True to advise what is regretted least where all turns out worst, rather than what costs least on the mean.</summary>
    public bool Cautious { get; init; }

    /// <summary>Choices are listed up to so many times the cheapest: dearer ones are no alternatives.</summary>
    public double Within
    {
        get;
        init => field = value is >= 1 and <= 1000 ? value : throw new InputException(FormattableString.Invariant($"choices up to {value} times the cheapest"), "within", "give a factor from 1 to 1,000, such as 2");
    } = 2;

    /// <summary>Tokens that the model is to be fine-tuned on; null where it is not.</summary>
    public double? FineTuneTokens { get; init; }

    /// <summary>Work with deadlines beside the demand, for the same model; none unless given.</summary>
    public IReadOnlyList<DeadlineWork> Documents { get; init; } = [];

    /// <summary>Boxes that are owned, or would be bought. Their offers are among those of the comparison.</summary>
    public IReadOnlyList<OwnedOffer> Owned { get; init; } = [];

    /// <summary>False where nothing may be bought by the token.</summary>
    public bool TokensAllowed { get; init; } = true;
}

/// <summary>An offer of owned boxes, and what owning one takes.</summary>
/// <param name="Offer">At depreciation, power and space an hour, so that it competes with rented ones; what is paid for all boxes together comes on top.</param>
/// <param name="Box">Each part by itself.</param>
public sealed record OwnedOffer(HardwareOffer Offer, OwnedBox Box);
