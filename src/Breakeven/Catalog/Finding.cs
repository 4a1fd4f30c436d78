namespace Breakeven.Catalog;

/// <summary>Something in the catalogue that a person should look at; nothing is refused for it.</summary>
/// <param name="Kind">What sort of doubt it is.</param>
/// <param name="Subject">The offer or accelerator.</param>
/// <param name="What">The doubt with its numbers, in one clause.</param>
public sealed record Finding(FindingKind Kind, string Subject, string What);

/// <summary>The sorts of doubt that a check of the catalogue raises.</summary>
public enum FindingKind
{
    /// <summary>Read more than 90 days ago.</summary>
    Stale,

    /// <summary>Dated after today.</summary>
    Future,

    /// <summary>Two sources have two prices for one offer.</summary>
    Disagreement,

    /// <summary>Far from what the same device costs elsewhere.</summary>
    Outlier,

    /// <summary>Output is cheaper than input, which is dearer to make.</summary>
    OutputBelowInput,

    /// <summary>A discount that costs more than the full price.</summary>
    DiscountAbovePrice,

    /// <summary>Sold by the token, while nobody here knows its layers.</summary>
    LayersUnknown,

    /// <summary>A fact about a device that its family or its other facts contradict.</summary>
    ImplausibleFact,
}
