using Breakeven.Cli.Reports;
using Breakeven.Prices;

namespace Breakeven.Cli.Verbs;

/// <summary>Hardware offers as every verb shows them.</summary>
internal static class HardwareTable
{
    public static IReadOnlyList<Column> Columns(bool withGpu)
    {
        List<Column> columns =
        [
            new("provider", "provider"),
            new("offer", "offer"),
            new("gpu", "gpu"),
            Column.Number("GPUs", "gpus"),
            Column.Price("$/GPU-h", "usd_per_gpu_hour"),
            Column.Price("$/h", "usd_per_hour"),
            new("terms", "terms"),
            new("region", "region", Drop: 2),
            new("link", "link", Drop: 4),
            new("fabric", "fabric_bytes_per_second_per_gpu", Drop: 5),
            new("date", "date", Drop: 1),
            new("note", "note", Drop: 3),
        ];
        if (!withGpu) columns.RemoveAt(2);
        return columns;
    }

    public static IReadOnlyList<IReadOnlyList<Cell>> Rows(IEnumerable<HardwareOffer> offers, bool withGpu) => [.. offers.Select(offer => Row(offer, withGpu))];

    private static List<Cell> Row(HardwareOffer offer, bool withGpu)
    {
        List<Cell> row =
        [
            offer.Provider,
            offer.Name,
            offer.Accelerator,
            Cell.Number(offer.Gpus),
            Cell.Price(decimal.Round(offer.UsdPerGpuHour, 4)).As(Tone.Strong),
            Cell.Price(offer.Price.UsdPerHour),
            Terms.NameOf(offer.Terms),
            offer.Region,
            offer.Link,
            offer.FabricPerGpu is { } fabric ? Cell.Amount(fabric) : Cell.Empty,
            Cell.Date(offer.Source.Date),
            Note(offer),
        ];
        if (!withGpu) row.RemoveAt(2);
        return row;
    }

    private static string Note(HardwareOffer offer)
        => (offer.Indicative, offer.Source.Note) switch
        {
            (true, "") => "indicative: cannot be had at will",
            (true, var note) => $"indicative: {note}",
            var (_, note) => note,
        };
}

/// <summary>A hardware offer as JSON has it.</summary>
internal sealed record HardwareOfferRecord(
    string Provider,
    string Name,
    string Accelerator,
    int Gpus,
    decimal UsdPerHour,
    decimal UsdPerGpuHour,
    string Terms,
    string? Region,
    string? Link,
    double? FabricBytesPerSecondPerGpu,
    bool Indicative,
    SourceRecord Source)
{
    public static HardwareOfferRecord Of(HardwareOffer offer) => new(
        offer.Provider,
        offer.Name,
        offer.Accelerator,
        offer.Gpus,
        offer.Price.UsdPerHour,
        decimal.Round(offer.UsdPerGpuHour, 6),
        Cli.Terms.NameOf(offer.Terms),
        offer.Region.Length == 0 ? null : offer.Region,
        offer.Link.Length == 0 ? null : offer.Link,
        offer.FabricPerGpu?.Value,
        offer.Indicative,
        SourceRecord.Of(offer.Source));
}
