using System.Text;
using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>Reads prices in other people's formats and lays them into a user's price lists.</summary>
public static class PriceImport
{
    // The largest list people keep, AWS in SkyPilot's catalogue, has 4 MB.
    public const int SizeLimit = 64 << 20;

    private const string LiteLlmSource = "BerriAI/litellm model_prices_and_context_window.json";

    private const string GenAiSource = "pydantic/genai-prices prices/data.json";

    /// <summary>What a file changes in two price lists. Nothing is written.</summary>
    /// <param name="request">The file and how to read it.</param>
    /// <param name="catalog">Whose models and accelerators the names are matched with.</param>
    /// <param name="folder">The user's catalogue, for tables of names of his own; or null.</param>
    /// <param name="hardware">The list of boxes by the hour.</param>
    /// <param name="tokens">The list of models by the token.</param>
    public static PriceImportResult Plan(PriceImportRequest request, ICatalog catalog, string? folder, PriceListFile hardware, PriceListFile tokens)
    {
        if (request.Contents.Length > SizeLimit) throw new InputException("it is larger than 64 MiB", request.Where, "a price list has a few megabytes; name the list itself");
        var bytes = request.Contents is [0xEF, 0xBB, 0xBF, ..] ? request.Contents[3..] : request.Contents;
        var format = request.Format ?? PriceFileFormats.Guess(bytes, request.Where);
        var all = Read(request, format, bytes, new(folder), catalog);
        NotOfTomorrow(all, request);
        var offers = Filtered(all, request, catalog);
        var sources = offers.Tokens.Select(offer => offer.Source.Where).Concat(offers.Hardware.Select(offer => offer.Source.Where)).ToHashSet(StringComparer.Ordinal);
        var skipped = offers.Skipped.ToList();
        var byName = format != PriceFileFormat.Csv;
        var boxes = Merge(PriceFile.HardwareColumns, hardware, [.. offers.Hardware.Select(OfferRow.Of)], [.. all.Hardware.Select(offer => OfferRow.Of(offer).Key)]);
        var models = Merge(PriceFile.TokenColumns, tokens, [.. offers.Tokens.Select(offer => OfferRow.Of(offer, byName))], [.. all.Tokens.Select(offer => OfferRow.Of(offer, byName).Key)]);
        // What is written must be readable, whatever the file held.
        if (boxes is { Modified: true }) PriceFile.ReadHardware(new("hardware", hardware.Where, false, () => Encoding.UTF8.GetBytes(boxes.Text)), catalog.AcceleratorIds);
        if (models is { Modified: true }) PriceFile.ReadTokens(new("tokens", tokens.Where, false, () => Encoding.UTF8.GetBytes(models.Text)), catalog.ModelIds);
        return new() { Format = format, Hardware = boxes, Tokens = models, Skipped = skipped };

        PriceListChange? Merge(string[] columns, PriceListFile file, List<OfferRow> rows, HashSet<string> listed)
        {
            if (file.Contents is null && rows.Count == 0) return null;
            var unique = rows.DistinctBy(row => row.Key).ToList();
            skipped.AddRange(Enumerable.Repeat(new SkippedEntry("an offer", "listed twice: the first is taken"), rows.Count - unique.Count));
            return PriceMerge.Of(columns, file, unique, sources, listed, request, byName);
        }
    }

    // A price of tomorrow would shut out every later list as older.
    private static void NotOfTomorrow(ImportedOffers offers, PriceImportRequest request)
    {
        if (request.Today is not { } today) return;
        foreach (var source in offers.Hardware.Select(offer => offer.Source).Concat(offers.Tokens.Select(offer => offer.Source)))
            if (source.Date > today.AddDays(1))
                throw new InputException($"a price is dated {source.Date:yyyy-MM-dd}, which is yet to come", request.Where, "give the day on which it was read");
    }

    private static ImportedOffers Read(PriceImportRequest request, PriceFileFormat format, byte[] bytes, ImportTables tables, ICatalog catalog) => format switch
    {
        PriceFileFormat.LiteLlm => Tokens(request, TokenListConversion.LiteLlm, LiteLlmPriceList.Read(bytes, request.Where), tables, catalog),
        PriceFileFormat.GenAiPrices => Tokens(request, TokenListConversion.GenAi, GenAiPriceList.Read(bytes, DateOf(request), request.Where), tables, catalog),
        PriceFileFormat.SkyPilot => SkyPilot(request, bytes, tables, catalog),
        _ => PlainPriceTable.Read(bytes, request.Where, catalog, request.Date, request.Source),
    };

    /// <summary>The cloud whose SkyPilot file this is: by the file's name, or its folder's where all files have one name.</summary>
    internal static string CloudOf(string where)
    {
        var name = Path.GetFileNameWithoutExtension(where).ToLowerInvariant();
        return name is "vms" or "instances" ? (Path.GetFileName(Path.GetDirectoryName(where)) ?? "").ToLowerInvariant() : name;
    }

    private static DateOnly DateOf(PriceImportRequest request) => request.Date
        ?? throw new InputException("the list does not say of which day its prices are", request.Where, "say it: --date 2026-08-21, the day on which the list was downloaded");

    private static ImportedOffers Tokens(PriceImportRequest request, string list, PriceListing listing, ImportTables tables, ICatalog catalog)
    {
        if (listing.Prices.Count == 0) throw new InputException("no entry of it has a price by the token", request.Where, "download the list again, or name its format with --format-of");
        var conversion = new TokenListConversion(tables, catalog.ModelIds);
        var source = new Source(request.Source.Length > 0 ? request.Source : list == TokenListConversion.LiteLlm ? LiteLlmSource : GenAiSource, DateOf(request));
        return new() { Tokens = [.. listing.Prices.Select(price => conversion.Offer(list, price, source))], Skipped = listing.Skipped };
    }

    private static ImportedOffers SkyPilot(PriceImportRequest request, byte[] bytes, ImportTables tables, ICatalog catalog)
    {
        var cloud = CloudOf(request.Where);
        var known = tables.Rows("providers", "list", "id", "provider").Where(row => row.Optional("list") == "skypilot").ToList();
        var provider = known.Find(row => row.Optional("id") == cloud)?.Optional("provider") ?? (request.Providers is [var named, ..] ? named : null)
            ?? throw new InputException("a SkyPilot file does not say whose prices it has, and neither does its name", request.Where, "leave it in its cloud's folder (aws/vms.csv), or say --provider AWS");
        cloud = known.Find(row => row.Optional("provider").Equals(provider, StringComparison.OrdinalIgnoreCase))?.Optional("id") ?? cloud;
        var source = new Source(request.Source.Length > 0 ? request.Source : $"skypilot-org/skypilot-catalog {cloud}/vms.csv", DateOf(request));
        return new SkyPilotCatalogue(tables, catalog.AcceleratorIds).Read(bytes, request.Where, cloud, provider, source);
    }

    private static ImportedOffers Filtered(ImportedOffers offers, PriceImportRequest request, ICatalog catalog)
    {
        var known = request.KnownModelsOnly ? catalog.ModelIds.ToHashSet(StringComparer.OrdinalIgnoreCase) : null;
        var skipped = offers.Skipped.ToList();
        skipped.AddRange(offers.Tokens.Where(offer => Wanted(offer.Provider) && known?.Contains(offer.Model) == false).Select(offer => new SkippedEntry(offer.Name, "no model of the catalogue")));
        skipped.AddRange(offers.Tokens.Where(offer => !Wanted(offer.Provider)).Select(offer => new SkippedEntry(offer.Name, "another provider")));
        skipped.AddRange(offers.Hardware.Where(offer => !Wanted(offer.Provider)).Select(offer => new SkippedEntry(offer.Name, "another provider")));
        return new()
        {
            Tokens = [.. offers.Tokens.Where(offer => Wanted(offer.Provider) && known?.Contains(offer.Model) != false)],
            Hardware = [.. offers.Hardware.Where(offer => Wanted(offer.Provider))],
            Skipped = skipped,
        };

        bool Wanted(string provider) => request.Providers.Count == 0 || request.Providers.Contains(provider, StringComparer.OrdinalIgnoreCase);
    }
}
