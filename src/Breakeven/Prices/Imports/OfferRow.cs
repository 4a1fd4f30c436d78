using System.Globalization;

namespace Breakeven.Prices.Imports;

/// <summary>An offer as a line of prices/hardware.csv or prices/tokens.csv.</summary>
internal sealed class OfferRow
{
    private readonly Dictionary<string, string> _fields;

    private OfferRow(string[] columns, params string[] fields) => _fields = columns.Zip(fields).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);

    /// <summary>What two rows of one file cannot share: the offer and its source.</summary>
    public string Key { get; private init; } = "";

    public string Source => _fields["source"];

    public DateOnly Date { get; private init; }

    public string this[string column] => _fields[column];

    public static bool IsPrice(string column) => column.Contains("usd_per_", StringComparison.Ordinal);

    /// <param name="offer">The offer.</param>
    /// <param name="byName">Whether the name alone tells the seller's offers apart, so that a model may get its hub id later.</param>
    public static OfferRow Of(TokenOffer offer, bool byName = false) => new(
        PriceFile.TokenColumns, offer.Provider, offer.Model, offer.Name, Text(offer.Input), Text(offer.CachedInput), Text(offer.Output), Text(offer.BatchInput), Text(offer.BatchOutput),
        Day(offer.Source.Date), offer.Source.Where, offer.Source.Note)
    {
        Key = $"{(byName ? $"{offer.Provider}\n{offer.Name}" : PriceFile.KeyOf(offer))}\n{offer.Source.Where}".ToLowerInvariant(),
        Date = offer.Source.Date,
    };

    public static OfferRow Of(HardwareOffer offer) => new(
        PriceFile.HardwareColumns, offer.Provider, offer.Name, offer.Accelerator, offer.Gpus.ToString(CultureInfo.InvariantCulture), offer.Price.UsdPerHour.ToString(CultureInfo.InvariantCulture),
        PriceFile.NameOf(offer.Terms), offer.Region, offer.Link, Fabric(offer.FabricPerGpu), offer.Indicative ? "yes" : "", Day(offer.Source.Date), offer.Source.Where, offer.Source.Note)
    {
        Key = $"{PriceFile.KeyOf(offer)}\n{offer.Source.Where}".ToLowerInvariant(),
        Date = offer.Source.Date,
    };

    /// <summary>The line, its fields in a file's own order.</summary>
    public string Line(IEnumerable<string> columns) => string.Join(',', columns.Select(column => Quoted(_fields[column])));

    private static string Text(UsdPerMillionTokens? price) => price?.Value.ToString(CultureInfo.InvariantCulture) ?? "";

    // To the last digit, where the usual text of an amount rounds.
    private static string Fabric(BytesPerSecond? rate) => rate is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known.Value / 1e9:R}GB/s") : "";

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // What the reader would trim or take for a remark is quoted too.
    private static string Quoted(string field)
        => field.AsSpan().ContainsAny(",\"\n\r") || field.Length > 0 && (field[0] == '#' || char.IsWhiteSpace(field[0]) || char.IsWhiteSpace(field[^1]))
            ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""
            : field;
}
