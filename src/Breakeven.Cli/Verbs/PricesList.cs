using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;
using Breakeven.Prices;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven prices list</summary>
internal static class PricesList
{
    private sealed record Filter(string? Gpu, string? Model, string? Provider, string? Terms)
    {
        // A filter by GPU asks for hardware and one by model for tokens; the terms can ask for either.
        public bool WantsHardware => Model is null && Terms is not Cli.Terms.Tokens;

        public bool WantsTokens => Gpu is null && Terms is null or Cli.Terms.Tokens;
    }

    public static Verb Build(KnownNames known)
    {
        var gpu = new Option<string?>("--gpu") { Description = "Only boxes of this accelerator", HelpName = "id" };
        var model = new Option<string?>("--model") { Description = "Only per-token offers of this model", HelpName = "id" };
        var provider = new Option<string?>("--provider") { Description = "Only what this provider sells", HelpName = "name" };
        var terms = new Option<string?>("--terms") { Description = $"Only on these terms: {Mistakes.Listed(Terms.Names)}", HelpName = "terms" };
        gpu.CompletionSources.Add(known.Accelerators);
        model.CompletionSources.Add(known.Models);
        provider.CompletionSources.Add(known.Providers);
        terms.CompletionSources.Add(_ => Terms.Names.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return new Verb("list", "Offers: boxes of accelerators by the hour and models by the token, cheapest first", call => Run(call, new(
            call.Value(gpu) is { } id ? call.Accelerator(id).Id : null,
            call.Value(model) is { } name ? call.ModelId(name) : null,
            call.Value(provider) is { } seller ? call.Provider(seller) : null,
            call.Value(terms) is { } kind ? Terms.Parse(kind, "--terms") : null)))
        {
            Options = { gpu, model, provider, terms },
            Examples =
            [
                "breakeven prices list --gpu H100-SXM --terms on-demand",
                "breakeven prices list --model meta-llama/Llama-3.3-70B-Instruct",
                "breakeven prices list --provider DigitalOcean --format csv",
            ],
            AnswersNo = "nothing is sold on these terms",
        };
    }

    private static Answer Run(Invocation call, Filter filter)
    {
        var hardware = filter.WantsHardware ? Hardware(call.Catalog, filter) : [];
        var tokens = filter.WantsTokens ? Tokens(call.Catalog, filter) : [];
        var sections = new List<Section>();
        if (filter.WantsHardware)
            sections.Add(new Section.Table("By the hour, cheapest a GPU-hour first", HardwareTable.Columns(withGpu: true), HardwareTable.Rows(hardware, withGpu: true))
            {
                Main = hardware.Count > 0 || !filter.WantsTokens,
                WhenEmpty = "no box is sold on these terms",
            });
        if (filter.WantsTokens)
            sections.Add(new Section.Table("By the token, dollars a million, cheapest output first", TokenTable.Columns, TokenTable.Rows(tokens)) { WhenEmpty = "no model is sold on these terms" });
        if (call.Format == Format.Csv && hardware.Count > 0 && tokens.Count > 0)
            call.Warn($"csv holds one table, the hardware; {tokens.Count} per-token offers are left out: ask for them with --terms tokens");
        var record = new PricesListRecord([.. hardware.Select(HardwareOfferRecord.Of)], [.. tokens.Select(TokenOfferRecord.Of)]);
        return new Answer(new Report(sections), record, () => PricesListJson.Default.PricesListRecord, hardware.Count + tokens.Count == 0 ? ExitCode.AnsweredNo : ExitCode.Answered);
    }

    private static List<HardwareOffer> Hardware(ICatalog catalog, Filter filter) =>
    [
        .. catalog.HardwareOffers
            .Where(offer => (filter.Gpu is null || offer.Accelerator == filter.Gpu)
                && (filter.Provider is null || offer.Provider.Equals(filter.Provider, StringComparison.OrdinalIgnoreCase))
                && (filter.Terms is null || Terms.NameOf(offer.Terms) == filter.Terms))
            .OrderBy(offer => offer.Accelerator, StringComparer.Ordinal)
            .ThenBy(offer => offer.UsdPerGpuHour)
            .ThenBy(offer => offer.Gpus),
    ];

    private static List<TokenOffer> Tokens(ICatalog catalog, Filter filter) =>
    [
        .. catalog.TokenOffers
            .Where(offer => (filter.Model is null || offer.Model == filter.Model)
                && (filter.Provider is null || offer.Provider.Equals(filter.Provider, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(offer => offer.Model, StringComparer.OrdinalIgnoreCase)
            .ThenBy(offer => offer.Output.Value)
            .ThenBy(offer => offer.Input.Value),
    ];
}

internal sealed record PricesListRecord(IReadOnlyList<HardwareOfferRecord> Hardware, IReadOnlyList<TokenOfferRecord> Tokens) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PricesListRecord))]
internal sealed partial class PricesListJson : JsonSerializerContext;
