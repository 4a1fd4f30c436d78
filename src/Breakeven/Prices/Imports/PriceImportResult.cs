namespace Breakeven.Prices.Imports;

/// <summary>What became of an offer.</summary>
public enum OfferFate
{
    /// <summary>It was not in the list.</summary>
    Added,

    /// <summary>It has another price.</summary>
    Changed,

    /// <summary>The same price on a later day, or with another remark.</summary>
    Confirmed,

    /// <summary>The same in every field.</summary>
    Unchanged,

    /// <summary>The list has a later price than the file, which stays.</summary>
    Older,

    /// <summary>The file no longer has it; it stays with its old date.</summary>
    NoLongerListed,

    /// <summary>The file no longer has it, and it was removed as asked.</summary>
    Removed,
}

/// <summary>A price before and after; null where that kind of token is not sold.</summary>
public readonly record struct PriceMove(string Column, decimal? From, decimal? To)
{
    /// <summary>The change as a share of the old price.</summary>
    public decimal? Share => From is > 0 && To is { } to ? to / From.Value - 1 : null;
}

/// <summary>An offer and what became of it.</summary>
/// <param name="Provider">Who sells it.</param>
/// <param name="What">The model, or the accelerator with its count.</param>
/// <param name="Name">The provider's name for it, with terms and region of hardware.</param>
/// <param name="Moves">The prices that changed; all of them for what was added.</param>
public sealed record OfferChange(OfferFate Fate, string Provider, string What, string Name, IReadOnlyList<PriceMove> Moves);

/// <summary>What an import does to one price list.</summary>
/// <param name="Text">The whole list afterwards.</param>
/// <param name="Modified">False where the text is as it was.</param>
/// <param name="Changes">Every offer of the file and of its source, and what became of it.</param>
public sealed record PriceListChange(string Text, bool Modified, IReadOnlyList<OfferChange> Changes)
{
    public int Count(OfferFate fate) => Changes.Count(change => change.Fate == fate);
}

/// <summary>What an import does.</summary>
public sealed record PriceImportResult
{
    public required PriceFileFormat Format { get; init; }

    /// <summary>Null where there is neither a list nor an offer for it.</summary>
    public required PriceListChange? Hardware { get; init; }

    /// <summary>Null where there is neither a list nor an offer for it.</summary>
    public required PriceListChange? Tokens { get; init; }

    /// <summary>What the file has that is no offer, and why.</summary>
    public required IReadOnlyList<SkippedEntry> Skipped { get; init; }

    public bool Modified => Hardware?.Modified == true || Tokens?.Modified == true;

    public IEnumerable<OfferChange> Changes => (Hardware?.Changes ?? []).Concat(Tokens?.Changes ?? []);
}
