using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>
/// A cloud's file of SkyPilot's catalogue (catalogs/VERSION/CLOUD/vms.csv): an instance a line, by region and zone, on demand and spot.
/// Zones of one price become one offer of the region. Google's file states accelerators apart from their hosts: the two are added up.
/// </summary>
internal sealed class SkyPilotCatalogue(ImportTables tables, IReadOnlyList<string> acceleratorIds)
{
    public static string[] Required { get; } = ["InstanceType", "AcceleratorName", "AcceleratorCount", "Price", "Region"];

    private const int GpusMax = 1024;

    // Prices there are asks of private sellers at one moment, which cannot be had at will.
    private static readonly string[] Marketplaces = ["vast"];

    private readonly AcceleratorNaming _accelerators = new(tables);

    private readonly ILookup<(string Cloud, string Accelerator, decimal Gpus), string> _hosts = tables.Rows("hosts", "cloud", "accelerator", "gpus", "host")
        .ToLookup(row => (row.Text("cloud", "gcp"), row.Text("accelerator", "A100"), (decimal)row.Count("gpus")), row => row.Text("host", "a2-highgpu-1g"));

    public ImportedOffers Read(byte[] bytes, string where, string cloud, string provider, Source source)
    {
        var rows = CsvTable.ReadForeign(bytes, where, Required).Rows.Select(row => SkyPilotRow.Of(row, cloud)).ToList();
        var hosts = rows.Where(row => row.Accelerator.Length == 0 && row.Instance.Length > 0).GroupBy(row => (row.Instance, row.Region, row.Zone)).ToDictionary(group => group.Key, group => group.First());
        var skipped = new List<SkippedEntry>();
        var sold = new List<(SkyPilotRow Row, HardwareOffer Offer)>();
        foreach (var row in rows.Where(row => row.Accelerator.Length > 0))
        {
            if (Offer(row, cloud, hosts, out var whole, out var reason) is { } offer)
                sold.Add((whole, offer with { Provider = provider, Source = source, Indicative = Marketplaces.Contains(cloud) }));
            else skipped.Add(new($"{row.Instance} {row.Accelerator} in {row.Region}".TrimStart(), reason));
        }
        var plain = rows.Count(row => row.Accelerator.Length == 0);
        if (plain > 0) skipped.AddRange(Enumerable.Repeat(new SkippedEntry("an instance", "without an accelerator"), plain));
        return new() { Hardware = [.. Regions(sold, row => row.Price, OfferTerms.OnDemand), .. Regions(sold, SpotOf, OfferTerms.Spot)], Skipped = skipped };
    }

    // Some files repeat the price on demand as that of spot.
    private static decimal? SpotOf(SkyPilotRow row) => row.Spot < (row.Price ?? decimal.MaxValue) ? row.Spot : null;

    private HardwareOffer? Offer(SkyPilotRow row, string cloud, Dictionary<(string, string, string), SkyPilotRow> hosts, out SkyPilotRow whole, out string reason)
    {
        whole = row;
        reason = "";
        if (row.Price is null && row.Spot is null) reason = "no price";
        else if (row.Count <= 0 || row.Count != decimal.Floor(row.Count)) reason = "a part of a device";
        else if (row.Instance.Length == 0 && !AcceleratorNaming.IsSlice(row.Accelerator))
        {
            var host = _hosts[(cloud, row.Accelerator, row.Count)].Select(name => hosts.GetValueOrDefault((name, row.Region, row.Zone))).FirstOrDefault(found => found is not null);
            if (host is null) reason = $"{row.Accelerator} without the price of its host";
            else whole = row with { Instance = host.Instance, Price = row.Price + host.Price, Spot = row.Spot + host.Spot };
        }
        if (reason.Length > 0) return null;
        if (_accelerators.Of(new(row.Accelerator, cloud, $"{whole.Instance} {row.Device}", row.Gibibytes)) is not ({ } id, var each)) reason = $"the accelerator {row.Accelerator} is not known, or which of several it is";
        else if (!acceleratorIds.Contains(id, StringComparer.OrdinalIgnoreCase)) reason = $"the catalogue has no {id}";
        else if (row.Count * each is <= 0 or > GpusMax) reason = $"more than {GpusMax} devices";
        else
            return new()
            {
                Provider = "",
                Name = whole.Instance.Length > 0 ? whole.Instance : row.Accelerator,
                Accelerator = acceleratorIds.First(known => known.Equals(id, StringComparison.OrdinalIgnoreCase)),
                Gpus = (int)row.Count * each,
                Price = new(whole.Price ?? whole.Spot!.Value),
                Terms = OfferTerms.OnDemand,
                Region = row.Region,
                Source = new("", default),
            };
        return null;
    }

    private static IEnumerable<HardwareOffer> Regions(List<(SkyPilotRow Row, HardwareOffer Offer)> sold, Func<SkyPilotRow, decimal?> priceOf, OfferTerms terms)
    {
        foreach (var region in sold.Where(pair => priceOf(pair.Row) is not null).GroupBy(pair => (pair.Offer.Name, pair.Offer.Accelerator, pair.Offer.Gpus, pair.Offer.Region)))
        {
            var prices = region.Select(pair => priceOf(pair.Row)!.Value).Distinct().Count();
            var zones = prices == 1 ? region.Take(1) : region.OrderBy(pair => priceOf(pair.Row)).DistinctBy(pair => pair.Row.Zone);
            foreach (var (row, offer) in zones)
                yield return offer with { Price = new(priceOf(row)!.Value), Terms = terms, Region = prices > 1 && row.Zone.Length > 0 ? row.Zone : offer.Region };
        }
    }
}
