using Breakeven.Catalog;
using Breakeven.Prices.Imports;

namespace Breakeven.Prices;

/// <summary>The readers of catalog/prices/hardware.csv and tokens.csv.</summary>
internal static class PriceFile
{
    public static string[] HardwareColumns { get; } =
        ["provider", "name", "accelerator", "gpus", "usd_per_hour", "terms", "region", "link", "fabric_per_gpu", "indicative", "date", "source", "note"];

    public static string[] TokenColumns { get; } =
        ["provider", "model", "name", "input_usd_per_million", "cached_input_usd_per_million", "output_usd_per_million", "batch_input_usd_per_million", "batch_output_usd_per_million", "date", "source", "note"];

    /// <summary>What a user's row must share with one of ours to stand in its place.</summary>
    public static string KeyOf(HardwareOffer offer) => $"{offer.Provider}\n{offer.Name}\n{offer.Accelerator}\n{offer.Gpus}\n{(int)offer.Terms}\n{offer.Region}";

    /// <summary>What a user's row must share with one of ours to stand in its place.</summary>
    public static string KeyOf(TokenOffer offer) => $"{offer.Provider}\n{offer.Model}\n{offer.Name}";

    /// <summary>What names one offer whatever the list: two lists write "groq/llama-3.3-70b" and "Llama-3.3-70B" and mean one thing.</summary>
    public static string IdentityOf(TokenOffer offer) => $"{offer.Provider}\n{ModelNaming.Tail(offer.Name)}";

    public static List<HardwareOffer> ReadHardware(CatalogFile file, IReadOnlyList<string> accelerators)
        => ReadRows(file, HardwareColumns, "name", row => Hardware(row, accelerators), KeyOf, offer => offer.Source);

    /// <summary>Ids are matched in a user's file only: ours is checked by a test, so that a start does not read every name.</summary>
    public static List<TokenOffer> ReadTokens(CatalogFile file, IReadOnlyList<string> models)
        => ReadRows(file, TokenColumns, "name", row => Tokens(row, file.BuiltIn ? null : models), KeyOf, offer => offer.Source);

    private static List<T> ReadRows<T>(CatalogFile file, string[] columns, string column, Func<CsvRow, T> read, Func<T, string> keyOf, Func<T, Source> sourceOf)
    {
        var rows = CsvTable.Read(file.Read(), file.Where, columns).Rows;
        var offers = new List<T>(rows.Count);
        var seen = new HashSet<string>(rows.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows)
        {
            var offer = read(row);
            if (!seen.Add($"{keyOf(offer)}\n{sourceOf(offer).Where}"))
                throw row.Refuse(column, "the same offer stands twice with the same source", "keep the newer row");
            offers.Add(offer);
        }
        return offers;
    }

    public static HardwareOffer Hardware(CsvRow row, IReadOnlyList<string> accelerators, DateOnly? date = null, string source = "") => new()
    {
        Provider = row.Text("provider", "DigitalOcean"),
        Name = row.Text("name", "gpu-h100x8-640gb"),
        Accelerator = Known(row, "accelerator", "H100-SXM", accelerators),
        Gpus = row.Count("gpus"),
        Price = new(row.Dollars("usd_per_hour")),
        Terms = TermsOf(row),
        Region = row.Optional("region"),
        Link = row.Optional("link"),
        FabricPerGpu = row.OptionalAmount<BytesPerSecond>("fabric_per_gpu"),
        Indicative = row.Flag("indicative"),
        Source = row.Source(date, source),
    };

    private static readonly OfferTerms[] AllTerms = Enum.GetValues<OfferTerms>();

    /// <summary>Terms as files write them.</summary>
    public static string NameOf(OfferTerms terms) => terms == OfferTerms.OnDemand ? "on-demand" : terms.ToString().ToLowerInvariant();

    private static OfferTerms TermsOf(CsvRow row)
    {
        var text = row.Text("terms", "on-demand");
        foreach (var terms in AllTerms)
            if (NameOf(terms) == text) return terms;
        throw row.Refuse("terms", $"\"{text}\" is not known", $"write one of {string.Join(", ", AllTerms.Select(NameOf))}");
    }

    public static TokenOffer Tokens(CsvRow row, IReadOnlyList<string>? models, DateOnly? date = null, string source = "") => new()
    {
        Provider = row.Text("provider", "together-ai"),
        Model = ModelOf(row, models),
        Name = row.Text("name", "Llama-3.3-70B-Instruct-Turbo"),
        Input = new(row.Dollars("input_usd_per_million")),
        CachedInput = Price(row.OptionalDollars("cached_input_usd_per_million")),
        Output = new(row.Dollars("output_usd_per_million")),
        BatchInput = Price(row.OptionalDollars("batch_input_usd_per_million")),
        BatchOutput = Price(row.OptionalDollars("batch_output_usd_per_million")),
        Source = row.Source(date, source),
    };

    // A model may be sold by the token and have no layers that anybody knows; its id then only has to look like one.
    private static string ModelOf(CsvRow row, IReadOnlyList<string>? models)
    {
        const string Example = "meta-llama/Llama-3.3-70B-Instruct";
        var text = row.Text("model", Example);
        foreach (var id in models ?? [])
            if (string.Equals(id, text, StringComparison.OrdinalIgnoreCase)) return id;
        if (models is null || text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash < text.Length - 1 && !text.AsSpan().ContainsAny(' ', '\t')) return text;
        var nearest = Names.Nearest(text, models);
        throw row.Refuse("model", $"\"{text}\" is neither a model of the catalogue nor OWNER/NAME", nearest.Count > 0 ? $"did you mean {string.Join(" or ", nearest)}?" : $"write an id such as {Example}");
    }

    private static UsdPerMillionTokens? Price(decimal? dollars) => dollars is { } value ? new(value) : null;

    private static string Known(CsvRow row, string column, string example, IReadOnlyList<string> known)
    {
        var text = row.Text(column, example);
        foreach (var id in known)
            if (string.Equals(id, text, StringComparison.OrdinalIgnoreCase)) return id;
        var nearest = Names.Nearest(text, known);
        throw row.Refuse(column, $"there is no {column} \"{text}\" in the catalogue", nearest.Count > 0 ? $"did you mean {string.Join(" or ", nearest)}?" : $"write an id such as {example}, or add its file to the catalogue");
    }
}
