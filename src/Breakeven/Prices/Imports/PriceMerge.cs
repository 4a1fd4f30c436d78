using System.Globalization;
using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>
/// Lays offers into a price list: a line that changes is written anew in its place, new ones follow at the end, and every other line,
/// remarks included, stays as it is to the byte. A list is asked for its lines of this file's sources only.
/// </summary>
internal static class PriceMerge
{
    public static PriceListChange Of(string[] columns, PriceListFile file, IReadOnlyList<OfferRow> offers, IReadOnlySet<string> sources, HashSet<string> listed, PriceImportRequest request, bool byName)
    {
        var header = string.Join(',', columns) + "\n";
        var bytes = file.Contents ?? Encoding.UTF8.GetBytes(header);
        var bom = bytes is [0xEF, 0xBB, 0xBF, ..];
        var table = CsvTable.Read(bom ? bytes[3..] : bytes, file.Where, columns);
        var byKey = offers.ToDictionary(offer => offer.Key);
        var ending = table.Text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var text = new StringBuilder(table.Text.Length);
        var changes = new List<OfferChange>();
        var seen = new HashSet<string>();
        var copied = 0;
        foreach (var row in table.Rows)
        {
            if (!sources.Contains(row.Optional("source"))) continue;
            var key = KeyOf(row, columns, byName);
            if (byKey.TryGetValue(key, out var offer) && seen.Add(key))
            {
                var change = Compared(row, offer, columns);
                changes.Add(change);
                if (change.Fate is OfferFate.Changed or OfferFate.Confirmed) Replace(row, offer.Line(table.Columns) + ending);
            }
            // What the file lists but was not asked for stays as it is.
            else if (offer is null && !listed.Contains(key) && (request.Providers.Count == 0 || request.Providers.Contains(row.Optional("provider"), StringComparer.OrdinalIgnoreCase)))
            {
                changes.Add(Describe(request.Prune ? OfferFate.Removed : OfferFate.NoLongerListed, columns, row.Optional, []));
                if (request.Prune) Replace(row, "");
            }
        }
        text.Append(table.Text, copied, table.Text.Length - copied);
        foreach (var offer in offers.Where(offer => !seen.Contains(offer.Key)))
        {
            if (text.Length > 0 && text[^1] is not ('\n' or '\r')) text.Append(ending);
            text.Append(offer.Line(table.Columns)).Append(ending);
            changes.Add(Describe(OfferFate.Added, columns, column => offer[column], [.. columns.Where(OfferRow.IsPrice).Where(column => offer[column].Length > 0).Select(column => new PriceMove(column, null, Dollars(offer[column])))]));
        }
        var modified = changes.Exists(change => change.Fate is OfferFate.Added or OfferFate.Changed or OfferFate.Confirmed or OfferFate.Removed);
        return new((bom ? "\uFEFF" : "") + text, modified, changes);

        void Replace(CsvRow row, string line)
        {
            text.Append(table.Text, copied, row.Start - copied).Append(line);
            copied = row.End;
        }
    }

    private static OfferChange Compared(CsvRow row, OfferRow offer, string[] columns)
    {
        var moves = columns.Where(OfferRow.IsPrice).Select(column => new PriceMove(column, Dollars(row.Optional(column)), Dollars(offer[column]))).Where(move => move.From != move.To).ToList();
        var old = row.Source().Date;
        var fate = offer.Date < old ? OfferFate.Older
            : moves.Count > 0 ? OfferFate.Changed
            : columns.Any(column => !OfferRow.IsPrice(column) && !row.Optional(column).Equals(offer[column], StringComparison.Ordinal)) ? OfferFate.Confirmed
            : OfferFate.Unchanged;
        return Describe(fate, columns, column => offer[column], fate == OfferFate.Changed ? moves : []);
    }

    private static OfferChange Describe(OfferFate fate, string[] columns, Func<string, string> field, IReadOnlyList<PriceMove> moves) => columns == PriceFile.HardwareColumns
        ? new(fate, field("provider"), $"{field("gpus")}x {field("accelerator")}", string.Join(", ", new[] { field("name"), field("terms"), field("region") }.Where(part => part.Length > 0)), moves)
        : new(fate, field("provider"), field("model"), field("name"), moves);

    private static string KeyOf(CsvRow row, string[] columns, bool byName)
        => (columns == PriceFile.HardwareColumns
            ? OfferRow.Of(PriceFile.Hardware(row, [row.Optional("accelerator")]))
            : OfferRow.Of(PriceFile.Tokens(row, null), byName)).Key;

    private static decimal? Dollars(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) ? dollars : null;
}
