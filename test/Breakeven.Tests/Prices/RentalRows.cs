using System.Text.Json;
using Breakeven.Catalog;
using Breakeven.Prices;

namespace Breakeven.Tests.Prices;

/// <summary>
/// Holds catalog/prices/hardware.csv to a list of rents with a row each, and to one of TPUs by region. The lists stay outside the repository; what is
/// committed is which card is which accelerator, which rows were left out and why, this, and the result.
/// </summary>
internal static class RentalRows
{
    public static readonly string[] Columns =
        ["provider", "instance", "gpu", "gpu_count", "price_usd_per_hour", "spot_usd_per_hour", "usd_per_gpu_hour", "region", "seen", "source", "note"];

    public static readonly string[] LeftOutColumns = ["provider", "instance", "gpu", "gpu_count", "price_usd_per_hour", "terms", "reason"];

    // Generations that no engine of ours serves from.
    private static readonly string[] TpusLeftOut = ["TPU v4 pod", "TPU v3 pod", "TPU v3 device", "TPU v2 pod", "TPU v2 device"];

    /// <param name="Provider">Who lists it.</param>
    /// <param name="Instance">The provider's name.</param>
    /// <param name="Gpu">The list's name for the card.</param>
    /// <param name="Count">Cards in the box.</param>
    /// <param name="Price">Dollars an hour.</param>
    /// <param name="Terms">on-demand or spot.</param>
    private sealed record Row(string Provider, string Instance, string Gpu, int Count, decimal Price, string Terms);

    /// <summary>Rows that are no offer and not left out by name, and names of what the list does not have or the catalogue does.</summary>
    public static List<string> Problems(byte[] list, byte[] accelerators, byte[] leftOut, ICatalog catalog)
    {
        var ids = CsvTable.Read(accelerators, "rental-prices.accelerators.csv", ["gpu", "accelerator"]).Rows.ToDictionary(row => row.Text("gpu", "A10"), row => row.Text("accelerator", "A10"));
        var excused = CsvTable.Read(leftOut, "rental-prices.left-out.csv", LeftOutColumns).Rows
            .ToDictionary(row => new Row(row.Text("provider", "Lambda"), row.Text("instance", "gpu_1x_a10"), row.Text("gpu", "A10"), row.Count("gpu_count"), row.Dollars("price_usd_per_hour"), row.Text("terms", "spot")), row => row.Text("reason", "..."));
        var problems = new List<string>();
        foreach (var row in CsvTable.Read(list, "gpu_rental_prices.csv", Columns).Rows.SelectMany(Prices))
        {
            var taken = ids.TryGetValue(row.Gpu, out var id) && catalog.HardwareOffers.Any(offer => offer.Accelerator == id && offer.Gpus == row.Count && Same(row, offer));
            if (!taken && !excused.Remove(row)) problems.Add($"{row} is neither an offer nor left out for a reason");
        }
        problems.AddRange(excused.Keys.Select(row => $"{row} is left out for a reason, and the list does not have it or it is an offer"));
        return problems;
    }

    /// <summary>TPUs by region and chip: an offer of each price, shared out over its chips, or a generation left out.</summary>
    public static List<string> TpuProblems(byte[] list, ICatalog catalog)
    {
        using var document = JsonDocument.Parse(list);
        var problems = new List<string>();
        foreach (var tpu in document.RootElement.EnumerateObject().Where(tpu => !TpusLeftOut.Contains(tpu.Name)))
            foreach (var region in tpu.Value.EnumerateObject())
                foreach (var (terms, column) in new[] { (OfferTerms.OnDemand, "On Demand (USD)"), (OfferTerms.Spot, "Spot (USD)") })
                    if (!catalog.HardwareOffers.Any(offer => offer.Accelerator == tpu.Name.Replace(' ', '-') && offer.Region == region.Name && offer.Terms == terms
                            && Math.Abs(offer.Price.UsdPerHour / offer.Gpus - region.Value.GetProperty(column).GetDecimal()) < 0.000001m))
                        problems.Add($"{tpu.Name} in {region.Name}, {column}: no offer has this price");
        return problems;
    }

    private static IEnumerable<Row> Prices(CsvRow row)
    {
        foreach (var (terms, column) in new[] { ("on-demand", "price_usd_per_hour"), ("spot", "spot_usd_per_hour") })
            if (row.OptionalDollars(column) is { } price) yield return new(row.Text("provider", "Lambda"), row.Text("instance", "gpu_1x_a10"), row.Text("gpu", "A10"), row.Count("gpu_count"), price, terms);
    }

    // Providers are renamed; the list has the former name in brackets.
    private static bool Same(Row row, HardwareOffer offer) =>
        offer.Price.UsdPerHour == row.Price
        && offer.Terms == OfferTerms.Spot == (row.Terms == "spot")
        && row.Provider.Split(" (")[0].Equals(offer.Provider, StringComparison.OrdinalIgnoreCase);
}
