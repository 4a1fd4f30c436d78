using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven models list</summary>
internal static class ModelsList
{
    public static Verb Build(KnownNames _)
    {
        var filter = new Option<string?>("--filter") { Description = "Only those whose id or architecture contains this text", HelpName = "text" };
        return new Verb("list", "Models: parameters, experts, bytes as published, cache a token", call => Run(call, call.Value(filter)))
        {
            Options = { filter },
            Examples = ["breakeven models list", "breakeven models list --filter qwen", "breakeven models list --format csv"],
            AnswersNo = "no model matches",
        };
    }

    private static Answer Run(Invocation call, string? filter)
    {
        var unsized = new List<string>();
        var entries = call.Catalog.ModelIds.Select(id => Find(call, id, unsized)).Where(entry => Matches(entry, filter)).ToList();
        var table = new Section.Table("", Columns, [.. entries.Select(Row)])
        {
            Main = true,
            WhenEmpty = filter is null ? "the catalogue has no model" : $"no model matches \"{filter}\"",
        };
        List<Section> sections = [table];
        if (entries.Exists(entry => entry.Model is null)) sections.Add(new Section.Notes("Not sized", unsized));
        var record = new ModelsListRecord([.. entries.Select(Wire)]);
        return new Answer(new Report(sections), record, () => ModelsListJson.Default.ModelsListRecord, entries.Count == 0 ? ExitCode.AnsweredNo : ExitCode.Answered);
    }

    // Of some models only published figures are known; the list names them all the same, and says why they cannot be sized.
    private static (string Id, Model? Model) Find(Invocation call, string id, List<string> unsized)
    {
        try
        {
            return (id, call.Catalog.FindModel(id));
        }
        catch (InputException unread)
        {
            unsized.Add(unread.What);
            return (id, null);
        }
    }

    private static bool Matches((string Id, Model? Model) entry, string? filter)
        => filter is null || entry.Id.Contains(filter, StringComparison.OrdinalIgnoreCase)
           || (entry.Model?.Architecture.Contains(filter, StringComparison.OrdinalIgnoreCase) ?? false);

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("id", "id"),
        new("architecture", "architecture", Drop: 4),
        Column.Number("total B", "total_parameters"),
        Column.Number("active B", "active_parameters"),
        new("experts", "experts", Align.Right, Drop: 2),
        new("attention", "attention", Drop: 3),
        new("precision", "precision", Drop: 1),
        Column.Number("weights GiB", "weight_bytes"),
        Column.Number("cache KiB/token", "cache_bytes_per_token"),
        Column.Number("context", "context_limit_tokens", drop: 5),
    ];

    private static IReadOnlyList<Cell> Row((string Id, Model? Model) entry)
    {
        var id = Cell.Of(entry.Id, Tone.Strong);
        if (entry.Model is not { } model) return [id, .. Enumerable.Repeat(Cell.Unknown, Columns.Count - 1)];
        return
        [
            id,
            model.Architecture,
            Cell.Count(model.TotalParameters, 1e9, 1),
            Cell.Count(model.ActiveParameters, 1e9, 1),
            ModelWords.Experts(model) is { Length: > 0 } experts ? experts : Cell.Unknown,
            ModelWords.Attention(model),
            model.Native.Name,
            Cell.Scaled(model.WeightBytes(model.Native), Bytes.Gibibytes(1), 1),
            Cell.Scaled(model.CachePerToken(model.Native, new(1)), new BytesPerToken(1024), 1),
            Cell.Number(model.ContextLimit.Value),
        ];
    }

    private static ModelEntryRecord Wire((string Id, Model? Model) entry) => new(
        entry.Id,
        entry.Model?.Architecture,
        entry.Model?.TotalParameters,
        entry.Model?.ActiveParameters,
        entry.Model?.IsMixture,
        entry.Model?.Native.Name,
        entry.Model is { } sized ? sized.WeightBytes(sized.Native).Value : null,
        entry.Model is { } cached ? cached.CachePerToken(cached.Native, new(1)).Value : null,
        entry.Model?.ContextLimit.Value);
}

/// <summary>A model in a list; all but the id is null where only published figures are known.</summary>
internal sealed record ModelEntryRecord(
    string Id,
    string? Architecture,
    long? TotalParameters,
    long? ActiveParameters,
    bool? Mixture,
    string? Precision,
    double? WeightBytes,
    double? CacheBytesPerToken,
    long? ContextLimitTokens);

internal sealed record ModelsListRecord(IReadOnlyList<ModelEntryRecord> Models) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ModelsListRecord))]
internal sealed partial class ModelsListJson : JsonSerializerContext;
