using System.Text.Json;

namespace Breakeven.Prices;

/// <summary>The price list of pydantic/genai-prices (data.json): dollars a million tokens, by provider and model.</summary>
public static class GenAiPriceList
{
    /// <summary>The entries with one price at all hours and lengths, under "provider/model". Prices by time of day or prompt length are left out.</summary>
    public static IReadOnlyList<ListedPrice> Read(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var prices = new List<ListedPrice>();
        foreach (var provider in document.RootElement.EnumerateArray())
            foreach (var model in provider.GetProperty("models").EnumerateArray())
                if (model.TryGetProperty("prices", out var listed) && Price(listed, "input_mtok") is { } input && Price(listed, "output_mtok") is { } output)
                    prices.Add(new()
                    {
                        Key = $"{provider.GetProperty("id").GetString()}/{model.GetProperty("id").GetString()}",
                        Input = input,
                        Output = output,
                        CachedInput = Price(listed, "cache_read_mtok"),
                    });
        return prices;
    }

    private static UsdPerMillionTokens? Price(JsonElement listed, string name)
        => listed.ValueKind == JsonValueKind.Object && listed.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var dollars) && dollars > 0
            ? ListedPrice.PerMillion(dollars)
            : null;
}
