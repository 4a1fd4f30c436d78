namespace Breakeven.Prices.Imports;

/// <summary>What a file of prices says in our words: offers with their source and day, and what is no offer, with the reason.</summary>
internal sealed record ImportedOffers
{
    public IReadOnlyList<TokenOffer> Tokens { get; init; } = [];

    public IReadOnlyList<HardwareOffer> Hardware { get; init; } = [];

    public IReadOnlyList<SkippedEntry> Skipped { get; init; } = [];
}
