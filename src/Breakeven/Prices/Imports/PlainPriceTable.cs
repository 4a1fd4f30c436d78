using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>A CSV in the columns of our own price lists, of which those that say nothing may be left out; a column "currency" may say USD.</summary>
internal static class PlainPriceTable
{
    private const string Currency = "currency";

    private static readonly string[] HardwareRequired = ["provider", "name", "accelerator", "gpus", "usd_per_hour", "terms"];

    private static readonly string[] TokensRequired = ["provider", "model", "name", "input_usd_per_million", "output_usd_per_million"];

    public static bool IsHardware(IReadOnlyList<string> header) => header.Contains("usd_per_hour") || header.Contains("accelerator");

    public static ImportedOffers Read(byte[] bytes, string where, ICatalog catalog, DateOnly? date, string source)
    {
        var hardware = IsHardware(CsvTable.HeaderOf(bytes, where));
        var (columns, required) = hardware ? (PriceFile.HardwareColumns, HardwareRequired) : (PriceFile.TokenColumns, TokensRequired);
        if (date is null) required = [.. required, "date"];
        if (source.Length == 0) required = [.. required, "source"];
        var rows = CsvTable.ReadSome(bytes, where, [.. columns, Currency], required).Rows;
        foreach (var row in rows)
            if (row.Optional(Currency) is { Length: > 0 } currency && !currency.Equals("USD", StringComparison.OrdinalIgnoreCase))
                throw row.Refuse(Currency, $"the price is in {currency}", "convert it to US dollars at the day's rate, and say so in the note");
        return hardware
            ? new() { Hardware = [.. rows.Select(row => PriceFile.Hardware(row, catalog.AcceleratorIds, date, source))] }
            : new() { Tokens = [.. rows.Select(row => PriceFile.Tokens(row, catalog.ModelIds, date, source))] };
    }
}
