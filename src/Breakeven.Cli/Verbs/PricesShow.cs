using System.CommandLine;
using System.Text.Json.Serialization;
using Breakeven.Catalog;
using Breakeven.Cli.Reports;

namespace Breakeven.Cli.Verbs;

/// <summary>breakeven prices show</summary>
internal static class PricesShow
{
    public static Verb Build(KnownNames known)
    {
        var offer = new Argument<string>("provider") { Description = "A provider, or one of its offers as provider/name" };
        offer.CompletionSources.Add(known.Providers);
        return new Verb("show", "What one provider sells, or one offer in full, with sources", call => Run(call, call.Value(offer)))
        {
            Arguments = { offer },
            Examples = ["breakeven prices show DigitalOcean", "breakeven prices show DigitalOcean --format markdown"],
        };
    }

    private static Answer Run(Invocation call, string text)
    {
        var (provider, name) = Split(call, text);
        var hardware = call.Catalog.HardwareOffers.Where(offer => Same(offer.Provider, provider)).ToList();
        var tokens = call.Catalog.TokenOffers.Where(offer => Same(offer.Provider, provider)).ToList();
        if (name is not null)
        {
            var names = hardware.Select(offer => offer.Name).Concat(tokens.Select(offer => offer.Name)).ToList();
            var known = Names.Resolve(name, names.Distinct()) ?? throw new InputException(
                $"{provider} sells nothing called \"{name}\"", call.Place, Mistakes.DidYouMean(name, names.Distinct(), $"breakeven prices show {provider} shows all it sells"));
            hardware.RemoveAll(offer => offer.Name != known);
            tokens.RemoveAll(offer => offer.Name != known);
        }

        var sections = new List<Section>();
        if (hardware.Count > 0)
            sections.Add(new Section.Table($"{provider}: by the hour", HardwareTable.Columns(withGpu: true), HardwareTable.Rows(hardware, withGpu: true)) { Main = true });
        if (tokens.Count > 0)
            sections.Add(new Section.Table($"{provider}: by the token, dollars a million", TokenTable.Columns, TokenTable.Rows(tokens)));
        var sources = hardware.Select(offer => offer.Source).Concat(tokens.Select(offer => offer.Source)).Select(source => source with { Note = "" }).Distinct();
        sections.Add(new Section.Notes("Sources", [.. sources.Select(SourceText.Of)]));
        var record = new PricesShowRecord(provider, [.. hardware.Select(HardwareOfferRecord.Of)], [.. tokens.Select(TokenOfferRecord.Of)]);
        return new Answer(new Report(sections), record, () => PricesShowJson.Default.PricesShowRecord);
    }

    // Providers and offers may both have slashes in their names; the provider is the part that is one.
    private static (string Provider, string? Name) Split(Invocation call, string text)
    {
        var providers = call.Catalog.Providers;
        if (Names.Resolve(text, providers) is { } whole) return (whole, null);
        for (var slash = text.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = text.IndexOf('/', slash + 1))
            if (Names.Resolve(text[..slash], providers) is { } provider) return (provider, text[(slash + 1)..]);
        return (call.Provider(text.Split('/')[0]), null);
    }

    private static bool Same(string a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}

internal sealed record PricesShowRecord(string Provider, IReadOnlyList<HardwareOfferRecord> Hardware, IReadOnlyList<TokenOfferRecord> Tokens) : WireRecord;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(PricesShowRecord))]
internal sealed partial class PricesShowJson : JsonSerializerContext;
