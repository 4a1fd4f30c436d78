using System.Globalization;
using System.Text.Json;

namespace Breakeven.Prices;

/// <summary>
/// The price list of LiteLLM (model_prices_and_context_window.json): dollars a token, by "provider/model". Of tiers by the length of the
/// prompt the lowest is taken and the next one noted. Prices for priority, flexible and audio tokens are other products and are not read.
/// </summary>
public static class LiteLlmPriceList
{
    private const decimal Million = 1_000_000m;

    private static readonly string[] TextModes = ["chat", "completion", "responses", ""];

    private static readonly string[] Tiers = ["128k", "200k", "256k", "272k", "512k"];

    /// <summary>Every entry, as an offer by the token or with the reason why it is none.</summary>
    public static PriceListing Read(ReadOnlyMemory<byte> json, string where = "the list")
    {
        using var document = PriceListJson.Parse(json, where, JsonValueKind.Object, "an object with one member a model");
        var prices = new List<ListedPrice>();
        var skipped = new List<SkippedEntry>();
        foreach (var entry in document.RootElement.EnumerateObject())
        {
            var (value, tier) = Lowest(entry.Value);
            var (input, output) = (PerMillion(value, "input_cost_per_token"), PerMillion(value, "output_cost_per_token"));
            if (NoText(entry) is { } reason || PriceListJson.NoOffer(entry.Value, input, output) is { } refusal && (reason = refusal).Length > 0) skipped.Add(new(entry.Name, reason));
            else
                prices.Add(new()
                {
                    Key = entry.Name,
                    Seller = PriceListJson.Text(entry.Value, "litellm_provider"),
                    Input = PriceListJson.Price(input)!.Value,
                    Output = PriceListJson.Price(output)!.Value,
                    CachedInput = PriceListJson.Price(PerMillion(value, "cache_read_input_token_cost")),
                    BatchInput = PriceListJson.Price(PerMillion(value, "input_cost_per_token_batches")),
                    BatchOutput = PriceListJson.Price(PerMillion(value, "output_cost_per_token_batches")),
                    Note = tier.Length > 0 ? tier : Above(entry.Value),
                });
        }
        return new(prices, skipped);
    }

    private static decimal? PerMillion(JsonElement entry, string name) => PriceListJson.Number(entry, name) * Million;

    private static string? NoText(JsonProperty entry)
    {
        if (entry.Name == "sample_spec") return "the list's own example";
        if (entry.Value.ValueKind != JsonValueKind.Object) return "not an entry of a model";
        var mode = PriceListJson.Text(entry.Value, "mode");
        return TextModes.Contains(mode) ? null : $"not text to text ({mode.Replace('_', ' ')})";
    }

    // "tiered_pricing" is a list of ranges of prompt lengths with prices of their own; the lowest stands in for the entry.
    private static (JsonElement Prices, string Note) Lowest(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || PriceListJson.Number(entry, "input_cost_per_token") is not null
            || !entry.TryGetProperty("tiered_pricing", out var tiers) || tiers.ValueKind != JsonValueKind.Array || tiers.GetArrayLength() == 0)
            return (entry, "");
        var ordered = tiers.EnumerateArray().OrderBy(tier => Range(tier, 0) ?? 0).ToList();
        if (ordered.Count == 1 || Range(ordered[0], 1) is not { } end) return (ordered[0], "");
        return (ordered[0], Note(end.ToString("#,0", CultureInfo.InvariantCulture), PerMillion(ordered[1], "input_cost_per_token"), PerMillion(ordered[1], "output_cost_per_token")));
    }

    private static decimal? Range(JsonElement tier, int index)
        => tier.ValueKind == JsonValueKind.Object && tier.TryGetProperty("range", out var range) && range.ValueKind == JsonValueKind.Array && range.GetArrayLength() > index
            && range[index].ValueKind == JsonValueKind.Number && range[index].TryGetDecimal(out var tokens) ? tokens : null;

    private static string Above(JsonElement entry)
    {
        foreach (var tier in Tiers)
            if (PerMillion(entry, $"input_cost_per_token_above_{tier}_tokens") is { } input)
                return Note(tier, input, PerMillion(entry, $"output_cost_per_token_above_{tier}_tokens"));
        return "";
    }

    internal static string Note(string tokens, decimal? input, decimal? output)
        => string.Create(CultureInfo.InvariantCulture, $"for prompts up to {tokens} tokens; longer ones ") + (input, output) switch
        {
            ({ } i, { } o) => string.Create(CultureInfo.InvariantCulture, $"{ListedPrice.Plain(i)} in and {ListedPrice.Plain(o)} out"),
            ({ } i, null) => string.Create(CultureInfo.InvariantCulture, $"{ListedPrice.Plain(i)} in"),
            _ => "are dearer",
        };
}
