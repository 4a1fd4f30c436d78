using System.Globalization;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Prices;

/// <summary>
/// The price list of pydantic/genai-prices (data.json): dollars a million tokens, by provider and model. Of prices that change on a day,
/// those of the day asked for are taken; of prices by the hour of day the dearest, and of tiers by prompt length the lowest, both noted.
/// </summary>
public static class GenAiPriceList
{
    /// <summary>Every entry under "provider/model" as its prices stand on a day, or the reason why it is no offer.</summary>
    public static PriceListing Read(ReadOnlyMemory<byte> json, DateOnly day, string where = "the list")
    {
        using var document = PriceListJson.Parse(json, where, JsonValueKind.Array, "an array of providers");
        var prices = new List<ListedPrice>();
        var skipped = new List<SkippedEntry>();
        foreach (var provider in document.RootElement.EnumerateArray())
        {
            var seller = Id(provider, where, "a provider");
            if (!provider.TryGetProperty("models", out var models) || models.ValueKind != JsonValueKind.Array)
                throw new InputException($"the provider \"{seller}\" has no array \"models\"", where, "name the format with --format-of, or download the list again");
            foreach (var model in models.EnumerateArray())
            {
                var key = $"{seller}/{Id(model, where, $"a model of {seller}")}";
                if (Read(model, day, new() { Key = key, Seller = seller, Input = default, Output = default }, out var reason) is { } price) prices.Add(price);
                else skipped.Add(new(key, reason));
            }
        }
        return new(prices, skipped);
    }

    private static string Id(JsonElement element, string where, string what)
        => PriceListJson.Text(element, "id") is { Length: > 0 } id ? id : throw new InputException($"{what} has no \"id\"", where, "name the format with --format-of, or download the list again");

    private static ListedPrice? Read(JsonElement model, DateOnly day, ListedPrice empty, out string reason)
    {
        if (!model.TryGetProperty("prices", out var listed))
        {
            reason = "no price by the token";
            return null;
        }
        var (prices, note) = listed.ValueKind == JsonValueKind.Array ? OfTheDay(listed, day) : (listed, "");
        var (input, output) = (Of(prices, "input_mtok"), Of(prices, "output_mtok"));
        reason = PriceListJson.NoOffer(model, input, output) ?? "";
        if (reason.Length > 0) return null;
        var remarks = new[] { note, Tier(prices), Requests(prices), model.TryGetProperty("deprecated", out var old) && old.ValueKind == JsonValueKind.True ? "deprecated" : "" };
        return empty with
        {
            Input = PriceListJson.Price(input)!.Value,
            Output = PriceListJson.Price(output)!.Value,
            CachedInput = PriceListJson.Price(Of(prices, "cache_read_mtok")),
            Note = string.Join("; ", remarks.Where(remark => remark.Length > 0)),
        };
    }

    private static decimal? Of(JsonElement prices, string name)
        => PriceListJson.Number(prices, name) ?? (prices.ValueKind == JsonValueKind.Object && prices.TryGetProperty(name, out var tiered) ? PriceListJson.Number(tiered, "base") : null);

    // The list's own rule: from last to first, the first whose condition holds; the first of all where none does.
    private static (JsonElement Prices, string Note) OfTheDay(JsonElement conditional, DateOnly day)
    {
        var rules = conditional.EnumerateArray().Where(rule => rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty("prices", out _)).ToList();
        if (rules.Count == 0) return (default, "");
        var dated = rules.Where(rule => Constraint(rule, "start_time").Length == 0).ToList();
        var now = dated.LastOrDefault(rule => Constraint(rule, "start_date") is var start && (start.Length == 0 || (Day(start) is { } from && from <= day)), dated.FirstOrDefault());
        var hourly = rules.Where(rule => Constraint(rule, "start_time").Length > 0).ToList();
        var dearest = (now.ValueKind == JsonValueKind.Object ? hourly.Prepend(now) : hourly).MaxBy(rule => Of(rule.GetProperty("prices"), "output_mtok") ?? 0);
        return (dearest.GetProperty("prices"), hourly.Count == 0 ? "" : "the dearest of its prices by the hour of day");
    }

    private static string Constraint(JsonElement rule, string name) => rule.TryGetProperty("constraint", out var constraint) ? PriceListJson.Text(constraint, name) : "";

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Tier(JsonElement prices)
    {
        if (FirstTier(prices, "input_mtok") is not { } input) return "";
        var output = FirstTier(prices, "output_mtok");
        return LiteLlmPriceList.Note(PriceListJson.Number(input, "start")?.ToString("#,0", CultureInfo.InvariantCulture) ?? "some", PriceListJson.Number(input, "price"), output is { } tier ? PriceListJson.Number(tier, "price") : null);
    }

    private static JsonElement? FirstTier(JsonElement prices, string name)
        => prices.TryGetProperty(name, out var price) && price.ValueKind == JsonValueKind.Object && price.TryGetProperty("tiers", out var tiers) && tiers.ValueKind == JsonValueKind.Array && tiers.GetArrayLength() > 0 ? tiers[0] : null;

    private static string Requests(JsonElement prices)
        => PriceListJson.Number(prices, "requests_kcount") is { } dollars and > 0 ? string.Create(CultureInfo.InvariantCulture, $"and ${dollars} a thousand requests") : "";
}
