using System.Text.Json;
using System.Text.Json.Serialization;
using Breakeven.Prices.Imports;

namespace Breakeven.Cli.Verbs;

internal sealed record PriceMoveRecord(string Column, decimal? FromUsd, decimal? ToUsd, decimal? ChangeShare);

internal sealed record OfferChangeRecord(string Fate, string Provider, string What, string Name, IReadOnlyList<PriceMoveRecord> Prices)
{
    public static OfferChangeRecord Of(OfferChange change) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(change.Fate.ToString()), change.Provider, change.What, change.Name,
        [.. change.Moves.Select(move => new PriceMoveRecord(move.Column, move.From, move.To, move.Share is { } share ? decimal.Round(share, 6) : null))]);
}

internal sealed record SkippedRecord(string Reason, int Count, IReadOnlyList<string> Examples);

internal sealed record FateCountsRecord(int Added, int Changed, int Confirmed, int Unchanged, int Older, int NoLongerListed, int Removed, int Skipped);

/// <summary>What an import did, as JSON has it; what is unchanged or merely confirmed is counted and not listed.</summary>
internal sealed record PricesImportRecord(
    string File, string FormatOf, string Folder, bool DryRun, bool Modified, FateCountsRecord Counts, IReadOnlyList<OfferChangeRecord> Changes, IReadOnlyList<SkippedRecord> Skipped) : WireRecord
{
    public static PricesImportRecord Of(PriceImportResult result, string file, string folder, bool dry)
    {
        return new(
        file,
        result.Format switch { PriceFileFormat.LiteLlm => "litellm", PriceFileFormat.GenAiPrices => "genai-prices", PriceFileFormat.SkyPilot => "skypilot", _ => "csv" },
        folder,
        dry,
        result.Modified,
        new(Count(OfferFate.Added), Count(OfferFate.Changed), Count(OfferFate.Confirmed), Count(OfferFate.Unchanged), Count(OfferFate.Older), Count(OfferFate.NoLongerListed), Count(OfferFate.Removed), result.Skipped.Count),
        [.. result.Changes.Where(change => change.Fate is not (OfferFate.Unchanged or OfferFate.Confirmed)).Select(OfferChangeRecord.Of)],
        [.. PricesImportReport.Skipped(result)]);

        int Count(OfferFate fate) => result.Changes.Count(change => change.Fate == fate);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PricesImportRecord))]
internal sealed partial class PricesImportJson : JsonSerializerContext;
