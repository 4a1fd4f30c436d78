using System.Globalization;
using Breakeven.Cli.Reports;
using Breakeven.Prices.Imports;

namespace Breakeven.Cli.Verbs;

/// <summary>What an import changed, for people: counts, the changes, and what was skipped for which reason.</summary>
internal static class PricesImportReport
{
    private const int ShownOfEach = 15;

    private static readonly IReadOnlyList<Column> ChangeColumns = [new("", "fate"), new("provider", "provider"), new("what", "what"), new("prices in dollars", "prices"), new("sold as", "name", Drop: 1)];

    private static readonly IReadOnlyList<Column> SkippedColumns = [Column.Number("entries", "entries"), new("skipped because", "reason"), new("such as", "example", Drop: 1)];

    // Nothing changed in these, so that they are counted and not listed.
    private static readonly OfferFate[] Listed = [OfferFate.Changed, OfferFate.Removed, OfferFate.NoLongerListed, OfferFate.Older, OfferFate.Added];

    public static Report Of(PriceImportResult result, string folder, bool dry, bool all)
    {
        var changes = Listed.Select(fate => (Fate: fate, Offers: result.Changes.Where(change => change.Fate == fate).ToList())).ToList();
        var sections = new List<Section>
        {
            new Section.Table("", ChangeColumns, [.. changes.SelectMany(group => (all ? group.Offers : group.Offers.Take(ShownOfEach)).Select(Row))]) { Main = true, WhenEmpty = "no offer changed" },
        };
        var hidden = changes.Where(group => group.Offers.Count > ShownOfEach).Select(group => $"{group.Offers.Count - ShownOfEach} more {NameOf(group.Fate)}").ToList();
        if (hidden.Count > 0 && !all) sections.Add(new Section.Paragraph($"{string.Join(", ", hidden)}: --format json lists all.", Tone.Quiet));
        sections.Add(new Section.Paragraph(Summary(result, folder, dry), Tone.Strong));
        if (result.Skipped.Count > 0)
            sections.Add(new Section.Table("Not taken over", SkippedColumns, [.. Skipped(result).Select(group => (IReadOnlyList<Cell>)[Cell.Number(group.Count), group.Reason, group.Examples[0]])]));
        return new Report(sections);
    }

    public static IEnumerable<SkippedRecord> Skipped(PriceImportResult result) => result.Skipped
        .GroupBy(entry => entry.Reason)
        .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => new SkippedRecord(group.Key, group.Count(), [.. group.Select(entry => entry.Entry).Distinct().Take(3)]));

    private static IReadOnlyList<Cell> Row(OfferChange change) => [Cell.Of(NameOf(change.Fate), change.Fate == OfferFate.Changed ? Tone.Strong : Tone.Plain), change.Provider, change.What, string.Join(", ", change.Moves.Select(Move)), change.Name];

    private static string Move(PriceMove move) => $"{Word(move.Column)} " + (move.From, move.To) switch
    {
        (null, { } to) => Dollars(to),
        ({ } from, null) => $"{Dollars(from)} -> no longer sold",
        ({ } from, { } to) => $"{Dollars(from)} -> {Dollars(to)}" + (move.Share is { } share ? string.Create(CultureInfo.InvariantCulture, $" ({share * 100:+0.#;-0.#} %)") : ""),
        _ => "",
    };

    private static string Dollars(decimal dollars) => Cell.Price(dollars).Text;

    private static string Word(string column) => column switch
    {
        "usd_per_hour" => "hour",
        _ => column.Replace("_usd_per_million", "", StringComparison.Ordinal).Replace("input", "in", StringComparison.Ordinal).Replace("output", "out", StringComparison.Ordinal).Replace('_', ' '),
    };

    public static string NameOf(OfferFate fate) => fate switch
    {
        OfferFate.NoLongerListed => "no longer listed",
        OfferFate.Older => "older than ours",
        _ => fate.ToString().ToLowerInvariant(),
    };

    private static string Summary(PriceImportResult result, string folder, bool dry)
    {
        var counts = Enum.GetValues<OfferFate>().Select(fate => (Fate: fate, Count: result.Changes.Count(change => change.Fate == fate))).Where(pair => pair.Count > 0)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Count:N0} {NameOf(pair.Fate)}"));
        var (done, where) = (string.Join(", ", counts.DefaultIfEmpty("no offers")), Path.Combine(folder, "prices"));
        if (!result.Modified) return $"{done}: nothing changed in {where}.";
        return dry ? $"{done}: this would be written to {where}." : $"{done}: written to {where}.";
    }
}
