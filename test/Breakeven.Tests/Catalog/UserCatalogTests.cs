using System.Text;
using Breakeven.Catalog;
using Breakeven.Prices;
using Breakeven.Testing;

namespace Breakeven.Tests.Catalog;

public sealed class UserCatalogTests
{
    private const string HardwareHeader = "provider,name,accelerator,gpus,usd_per_hour,terms,region,link,fabric_per_gpu,indicative,date,source,note\n";
    private const string TokenHeader = "provider,model,name,input_usd_per_million,cached_input_usd_per_million,output_usd_per_million,batch_input_usd_per_million,batch_output_usd_per_million,date,source,note\n";
    private const string Row = "Acme,box,H100-SXM,8,20.00,on-demand,,,,,2026-08-21,https://acme.example,\n";
    private const string TokenRow = "Acme,{0},m,0.5,,1.5,,,2026-08-21,https://acme.example,\n";

    private static readonly string H100 = File.ReadAllText(Repository.PathOf("catalog/accelerators/H100-SXM.json"));

    [Fact]
    public void A_users_accelerator_is_added_to_ours()
    {
        using var folder = new UserFolder().With("accelerators/H100-LOCAL.json", H100.Replace("\"H100-SXM\"", "\"H100-LOCAL\"", StringComparison.Ordinal));
        var catalog = EmbeddedCatalog.Open(folder.Path);
        Assert.Equal("H100-LOCAL", catalog.FindAccelerator("h100-local")!.Id);
        Assert.Equal(EmbeddedCatalog.Open().AcceleratorIds.Count + 1, catalog.AcceleratorIds.Count);
    }

    [Fact]
    public void A_users_accelerator_wins_over_ours_of_the_same_id()
    {
        using var folder = new UserFolder().With("accelerators/H100-SXM.json", H100.Replace("81559MiB", "79GiB", StringComparison.Ordinal));
        var catalog = EmbeddedCatalog.Open(folder.Path);
        Assert.Equal(79.0, catalog.FindAccelerator("H100-SXM")!.Memory.Value / (1 << 30));
        Assert.Equal(EmbeddedCatalog.Open().AcceleratorIds, catalog.AcceleratorIds);
    }

    [Fact]
    public void A_users_offers_come_with_ours_and_replace_the_same_offer()
    {
        var ours = EmbeddedCatalog.Open().HardwareOffers;
        using var folder = new UserFolder().With("prices/hardware.csv", HardwareHeader + Row + "DigitalOcean,gpu-h100x1-80gb,H100-SXM,1,2.50,on-demand,,,,,2026-11-01,a contract,\n");
        var offers = EmbeddedCatalog.Open(folder.Path).HardwareOffers;
        Assert.Equal(ours.Count + 1, offers.Count);
        Assert.Equal(2.50m, offers.Single(offer => offer is { Provider: "DigitalOcean", Accelerator: "H100-SXM", Gpus: 1 }).Price.UsdPerHour);
        Assert.Equal(20m, offers.Single(offer => offer.Provider == "Acme").Price.UsdPerHour);
    }

    [Fact]
    public void A_users_model_can_be_priced_by_the_token()
    {
        var model = File.ReadAllText(Repository.PathOf("catalog/models/openai__gpt-oss-20b.json")).Replace("\"openai/gpt-oss-20b\"", "\"acme/tuned-20b\"", StringComparison.Ordinal);
        using var folder = new UserFolder().With("models/acme__tuned-20b.json", model).With("prices/tokens.csv", TokenHeader + TokenRow.Replace("{0}", "Acme/Tuned-20B", StringComparison.Ordinal));
        var catalog = EmbeddedCatalog.Open(folder.Path);
        Assert.Equal("acme/tuned-20b", catalog.FindModel("tuned-20b")!.Id);
        Assert.Equal("acme/tuned-20b", catalog.TokenOffers[0].Model);
    }

    [Fact]
    public void Every_field_of_an_offer_is_read()
    {
        using var folder = new UserFolder().With("prices/hardware.csv", HardwareHeader + "\"Acme, Inc.\",\"a \"\"big\"\" box\",h100-sxm,8,20.25,spot,eu,PCIe5,400Gbit/s,yes,2026-08-21,https://acme.example,hello\n");
        var offer = EmbeddedCatalog.Open(folder.Path).HardwareOffers[0];
        Assert.Equal(("Acme, Inc.", "a \"big\" box", "H100-SXM", 8, 20.25m), (offer.Provider, offer.Name, offer.Accelerator, offer.Gpus, offer.Price.UsdPerHour));
        Assert.Equal((OfferTerms.Spot, "eu", "PCIe5", 50e9, true), (offer.Terms, offer.Region, offer.Link, offer.FabricPerGpu!.Value.Value, offer.Indicative));
        Assert.Equal(new Source("https://acme.example", new(2026, 8, 21), "hello"), offer.Source);
    }

    // What spreadsheets write: a byte order mark, carriage returns, columns in another order, a last line without an end.
    [Fact]
    public void A_spreadsheets_file_reads_as_the_plain_one()
    {
        byte[] bytes = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes((HardwareHeader + Row).TrimEnd('\n').Replace("\n", "\r\n", StringComparison.Ordinal))];
        using var plain = new UserFolder().With("prices/hardware.csv", HardwareHeader + Row);
        using var spreadsheet = new UserFolder().With("prices/hardware.csv", bytes);
        Assert.Equal(EmbeddedCatalog.Open(plain.Path).HardwareOffers[0], EmbeddedCatalog.Open(spreadsheet.Path).HardwareOffers[0]);
    }

    [Fact]
    public void What_is_wrong_with_a_price_list_is_said_in_one_line()
    {
        var report = new StringBuilder();
        Hardware(report, "empty file", "");
        Hardware(report, "unknown column", HardwareHeader.Replace("terms", "termz", StringComparison.Ordinal) + Row);
        Hardware(report, "strange column", "colour," + HardwareHeader + Row);
        Hardware(report, "missing column", HardwareHeader.Replace(",gpus", "", StringComparison.Ordinal) + Row);
        Hardware(report, "column twice", HardwareHeader.Replace("gpus", "gpus,gpus", StringComparison.Ordinal) + Row);
        Hardware(report, "too few fields", HardwareHeader + "Acme,box\n");
        Hardware(report, "an open quote", HardwareHeader + "\"Acme,box\n");
        Hardware(report, "text after a quote", HardwareHeader + "\"Acme\"x,box\n");
        Hardware(report, "unit in a bare column", HardwareHeader + Row.Replace("20.00", "$20/h", StringComparison.Ordinal));
        Hardware(report, "negative price", HardwareHeader + Row.Replace("20.00", "-20.00", StringComparison.Ordinal));
        Hardware(report, "price of nothing", HardwareHeader + Row.Replace("20.00", "0", StringComparison.Ordinal));
        Hardware(report, "no price", HardwareHeader + Row.Replace("20.00", "", StringComparison.Ordinal));
        Hardware(report, "wrong terms", HardwareHeader + Row.Replace("on-demand", "ondemand", StringComparison.Ordinal));
        Hardware(report, "wrong count", HardwareHeader + Row.Replace(",8,", ",eight,", StringComparison.Ordinal));
        Hardware(report, "wrong unit", HardwareHeader + Row.Replace("on-demand,,,", "on-demand,,,400", StringComparison.Ordinal));
        Hardware(report, "bad date", HardwareHeader + Row.Replace("2026-08-21", "21.08.2026", StringComparison.Ordinal));
        Hardware(report, "no source", HardwareHeader + Row.Replace("https://acme.example", "", StringComparison.Ordinal));
        Hardware(report, "unknown accelerator", HardwareHeader + Row.Replace("H100-SXM", "H100", StringComparison.Ordinal));
        Hardware(report, "the same offer twice", HardwareHeader + Row + Row);
        Hardware(report, "neither yes nor no", HardwareHeader + Row.Replace("on-demand,,,,", "on-demand,,,,maybe", StringComparison.Ordinal));
        Report(report, "UTF-16", folder => folder.With("prices/hardware.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(HardwareHeader + Row)).ToArray()), catalog => catalog.HardwareOffers);
        Report(report, "tokens of no model", folder => folder.With("prices/tokens.csv", TokenHeader + TokenRow.Replace("{0}", "no-such-model", StringComparison.Ordinal)), catalog => catalog.TokenOffers);
        Report(report, "tokens for nothing", folder => folder.With("prices/tokens.csv", TokenHeader + TokenRow.Replace("{0}", "openai/gpt-oss-20b", StringComparison.Ordinal).Replace("0.5", "0", StringComparison.Ordinal)), catalog => catalog.TokenOffers);
        Snapshot.Match(report.ToString());
    }

    [Fact]
    public void What_is_wrong_with_an_accelerator_is_said_in_one_line()
    {
        var report = new StringBuilder();
        Accelerator(report, "empty file", "");
        Accelerator(report, "cut short", H100[..600]);
        Accelerator(report, "not an object", "[1, 2]");
        Accelerator(report, "endless nesting", new string('[', 100_000));
        Accelerator(report, "no unit", H100.Replace("81559MiB", "81559", StringComparison.Ordinal));
        Accelerator(report, "another quantity's unit", H100.Replace("81559MiB", "3.35TB/s", StringComparison.Ordinal));
        Accelerator(report, "negative", H100.Replace("81559MiB", "-80GiB", StringComparison.Ordinal));
        Accelerator(report, "nothing", H100.Replace("\"700W\"", "\"0W\"", StringComparison.Ordinal));
        Accelerator(report, "a number", H100.Replace("\"700W\"", "700", StringComparison.Ordinal));
        Accelerator(report, "misspelt member", H100.Replace("memory_bandwidth", "memory_bandwith", StringComparison.Ordinal));
        Accelerator(report, "missing member", H100.Replace("\"marketed_memory\": { \"value\": \"80 GB\", \"source\": \"aiconfigurator\" },", "", StringComparison.Ordinal));
        Accelerator(report, "member twice", H100.Replace("\"vendor\": \"NVIDIA\",", "\"vendor\": \"NVIDIA\", \"vendor\": \"AMD\",", StringComparison.Ordinal));
        Accelerator(report, "unknown source", H100.Replace("\"source\": \"modal\"", "\"source\": \"hearsay\"", StringComparison.Ordinal));
        Accelerator(report, "no source", H100.Replace(", \"source\": \"modal\"", "", StringComparison.Ordinal));
        Accelerator(report, "bad date", H100.Replace("2025-01-23", "January", StringComparison.Ordinal));
        Accelerator(report, "unknown format", H100.Replace("\"int8\"", "\"int7\"", StringComparison.Ordinal));
        Accelerator(report, "unknown family", H100.Replace("\"hopper\"", "\"hoper\"", StringComparison.Ordinal));
        Accelerator(report, "unknown topology", H100.Replace("\"switched\"", "\"ring\"", StringComparison.Ordinal));
        Accelerator(report, "devices without their noun", H100.Replace("8 devices", "8", StringComparison.Ordinal));
        Accelerator(report, "another id than the file's", H100.Replace("\"H100-SXM\"", "\"H100\"", StringComparison.Ordinal));
        Snapshot.Match(report.ToString());
    }

    [Fact]
    public void A_folder_that_is_no_catalogue_is_refused()
    {
        using var empty = new UserFolder();
        var absent = Assert.Throws<InputException>(() => EmbeddedCatalog.Open(Path.Combine(empty.Path, "absent")));
        var bare = Assert.Throws<InputException>(() => EmbeddedCatalog.Open(empty.Path));
        Snapshot.Match(empty.Hide(absent.Message + "\n" + bare.Message));
    }

    private static void Hardware(StringBuilder report, string title, string text)
        => Report(report, title, folder => folder.With("prices/hardware.csv", text), catalog => catalog.HardwareOffers);

    private static void Accelerator(StringBuilder report, string title, string text)
        => Report(report, title, folder => folder.With("accelerators/H100-SXM.json", text), catalog => catalog.FindAccelerator("H100-SXM"));

    private static void Report(StringBuilder report, string title, Func<UserFolder, UserFolder> fill, Func<ICatalog, object?> read)
    {
        using var folder = new UserFolder();
        var refusal = Assert.Throws<InputException>(() => read(EmbeddedCatalog.Open(fill(folder).Path)));
        Assert.DoesNotContain('\n', refusal.Message);
        report.Append(title).Append("\n    ").Append(folder.Hide(refusal.Message)).Append('\n');
    }
}
