using Breakeven.Cli.Reports;
using Breakeven.Prices;

namespace Breakeven.Cli.Verbs;

/// <summary>Per-token offers as every verb shows them.</summary>
internal static class TokenTable
{
    public static IReadOnlyList<Column> Columns { get; } =
    [
        new("provider", "provider"),
        new("model", "model"),
        Column.Price("$/M in", "input_usd_per_million"),
        Column.Price("cached", "cached_input_usd_per_million"),
        Column.Price("out", "output_usd_per_million"),
        Column.Price("batch in", "batch_input_usd_per_million", drop: 2),
        Column.Price("batch out", "batch_output_usd_per_million", drop: 2),
        new("date", "date", Drop: 1),
        new("sold as", "offer", Drop: 3),
        new("note", "note", Drop: 4),
    ];

    public static IReadOnlyList<IReadOnlyList<Cell>> Rows(IEnumerable<TokenOffer> offers) => [.. offers.Select(Row)];

    private static IReadOnlyList<Cell> Row(TokenOffer offer) =>
    [
        offer.Provider,
        offer.Model,
        Cell.Price(offer.Input.Value).As(Tone.Strong),
        Cell.Price(offer.CachedInput?.Value),
        Cell.Price(offer.Output.Value).As(Tone.Strong),
        Cell.Price(offer.BatchInput?.Value),
        Cell.Price(offer.BatchOutput?.Value),
        Cell.Date(offer.Source.Date),
        offer.Name,
        offer.Source.Note,
    ];
}

/// <summary>A per-token offer as JSON has it; null where that kind of token is not sold.</summary>
internal sealed record TokenOfferRecord(
    string Provider,
    string Model,
    string Name,
    decimal InputUsdPerMillion,
    decimal? CachedInputUsdPerMillion,
    decimal OutputUsdPerMillion,
    decimal? BatchInputUsdPerMillion,
    decimal? BatchOutputUsdPerMillion,
    SourceRecord Source)
{
    public static TokenOfferRecord Of(TokenOffer offer) => new(
        offer.Provider,
        offer.Model,
        offer.Name,
        offer.Input.Value,
        offer.CachedInput?.Value,
        offer.Output.Value,
        offer.BatchInput?.Value,
        offer.BatchOutput?.Value,
        SourceRecord.Of(offer.Source));
}
