using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Models;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven models check</summary>
internal static class ModelsCheck
{
    public static Verb Build(KnownNames known)
    {
        var ids = new Argument<string[]>("model") { Description = "Only these models; all where none is named", Arity = ArgumentArity.ZeroOrMore };
        var tolerance = new Option<string>("--tolerance")
        {
            Description = "How far, in per cent, a computed total may lie from the published one; vendors round 1.03T to 1T",
            HelpName = "per cent",
            DefaultValueFactory = _ => "3%",
        };
        ids.CompletionSources.Add(known.Models);
        return new Verb("check", "Parameters as computed from the layers beside those as published, with the difference in per cent", call => Run(call, call.Value(ids), Share(call.Value(tolerance)!)))
        {
            Arguments = { ids },
            Options = { tolerance },
            Examples = ["breakeven models check", "breakeven models check --tolerance 1%", "breakeven models check openai/gpt-oss-120b --format json"],
            AnswersNo = "a total lies further from the published one than the tolerance",
        };
    }

    private static double Share(string text)
        => text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100
            ? percent / 100
            : throw new InputException($"\"{text}\" is not a share", "--tolerance", "write per cent with the sign, such as 3% or 0.5%");

    private static Answer Run(Invocation call, string[] ids, double tolerance)
    {
        var rows = (ids.Length == 0 ? call.Catalog.ModelIds : ids).Select(id => Compare(call, id)).ToList();
        var off = rows.Count(row => row.TotalDifference is { } difference ? Math.Abs(difference) > tolerance : row.Note?.StartsWith(Unreadable, StringComparison.Ordinal) == true);
        var compared = rows.Count(row => row.TotalDifference is not null);
        var table = new Section.Table("", Columns, [.. rows.Select(row => Row(row, tolerance))]) { Main = true, WhenEmpty = "the catalogue has no model" };
        var summary = new Section.Paragraph($"{compared} of {rows.Count} compared; {off} unreadable or with a total further from the published than {Percent(tolerance)}");
        return new Answer(
            new Report([table, summary]),
            new ModelsCheckRecord(tolerance, off, rows),
            () => ModelsCheckJson.Default.ModelsCheckRecord,
            off == 0 ? ExitCode.Answered : ExitCode.AnsweredNo);
    }

    private const string Unreadable = "cannot be read: ";

    private static ModelCheckRecord Compare(Invocation call, string id)
    {
        Model model;
        try
        {
            model = call.Model(id);
        }
        catch (InputException unread) when (call.Catalog.ModelIds.Contains(id))
        {
            // Known from published figures alone is no fault; a file that cannot be read is one, and says where and how to mend it.
            var listed = call.Catalog.FindSummaryOrNull(id);
            return new(id, null, null, null, null, null, null, null, listed is not null ? unread.What : Unreadable + unread.Message);
        }

        // Vendors count embedding and head among the active parameters, the head alone (gpt-oss), or neither, and rarely say which: the nearest is meant.
        var published = model.Published?.Active;
        var (counts, computed) = ((string, long)[])[("all", model.ActiveParameters), ("no_embedding", model.ActiveWithoutEmbedding), ("layers_only", model.ActiveWithoutEmbeddings)] is var ways
            && published is { } active ? ways.MinBy(way => Math.Abs(way.Item2 - active)) : ways[0];
        return new(
            model.Id,
            model.TotalParameters,
            model.Published?.Total,
            model.Published is { } total ? model.TotalParameters / total.Total - 1 : null,
            computed,
            published,
            published is { } known ? computed / known - 1 : null,
            published is null ? null : counts,
            model.Published is null ? "nothing published to compare with" : null);
    }

    private static readonly IReadOnlyList<Column> Columns =
    [
        new("id", "id"),
        Column.Number("total B", "total_parameters"),
        Column.Number("published", "published_total_parameters"),
        Column.Number("differs", "total_difference"),
        Column.Number("active B", "active_parameters"),
        Column.Number("published", "published_active_parameters"),
        Column.Number("differs", "active_difference"),
        new("active counts", "active_counts", Drop: 1),
        new("note", "note", Drop: 2),
    ];

    private static IReadOnlyList<Cell> Row(ModelCheckRecord row, double tolerance) =>
    [
        row.Id,
        row.TotalParameters is { } total ? Cell.Count(total, 1e9, 2) : Cell.Unknown,
        Billions(row.PublishedTotalParameters),
        Difference(row.TotalDifference).As(row.TotalDifference is not { } off ? Tone.Quiet : Math.Abs(off) > tolerance ? Tone.Bad : Tone.Good),
        row.ActiveParameters is { } active ? Cell.Count(active, 1e9, 2) : Cell.Unknown,
        Billions(row.PublishedActiveParameters),
        Difference(row.ActiveDifference),
        row.ActiveCounts is { } counts ? new Cell(counts.Replace('_', ' '), counts) : Cell.Unknown,
        row.Note ?? "",
    ];

    private static Cell Billions(double? count) => count is { } known ? new(Cell.Number(known / 1e9, 2).Text, Cell.Number(known).Raw) : Cell.Unknown;

    private static Cell Difference(double? share) => share is { } known
        ? new((known >= 0 ? "+" : "") + Percent(known, 2), Cell.Number(known).Raw)
        : Cell.Unknown;

    private static string Percent(double share, int decimals = 1) => (share * 100).ToString("F" + decimals, CultureInfo.InvariantCulture) + " %";
}

internal sealed record ModelCheckRecord(
    string Id,
    long? TotalParameters,
    double? PublishedTotalParameters,
    double? TotalDifference,
    long? ActiveParameters,
    double? PublishedActiveParameters,
    double? ActiveDifference,
    string? ActiveCounts,
    string? Note);

internal sealed record ModelsCheckRecord(double Tolerance, int BeyondTolerance, IReadOnlyList<ModelCheckRecord> Models) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ModelsCheckRecord))]
internal sealed partial class ModelsCheckJson : JsonSerializerContext;
