using System.Text.Json;

namespace Breakeven.Prices;

/// <summary>The price list of LiteLLM (model_prices_and_context_window.json): dollars a token, by "provider/model".</summary>
public static class LiteLlmPriceList
{
    private const decimal Million = 1_000_000m;

    /// <summary>The entries that are sold by the token. Free tiers, embeddings and pictures are left out.</summary>
    public static IReadOnlyList<ListedPrice> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var prices = new List<ListedPrice>();
        foreach (var entry in document.RootElement.EnumerateObject())
            if (Price(entry.Value, "input_cost_per_token") is { } input && Price(entry.Value, "output_cost_per_token") is { } output)
                prices.Add(new()
                {
                    Key = entry.Name,
                    Input = input,
                    Output = output,
                    CachedInput = Price(entry.Value, "cache_read_input_token_cost"),
                    BatchInput = Price(entry.Value, "input_cost_per_token_batches"),
                    BatchOutput = Price(entry.Value, "output_cost_per_token_batches"),
                });
        return prices;
    }

    // The list writes 0 for what is free, and for what it does not know: neither is an offer.
    private static UsdPerMillionTokens? Price(JsonElement entry, string name)
        => entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var dollars) && dollars > 0
            ? ListedPrice.PerMillion(dollars * Million)
            : null;
}
