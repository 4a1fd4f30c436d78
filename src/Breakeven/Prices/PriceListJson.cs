using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Prices;

/// <summary>What the readers of both JSON price lists share: the document, its numbers, and the reasons for which an entry is no offer.</summary>
internal static class PriceListJson
{
    // The dearest model ever sold by the token asked for $600 a million; one list has rows of a provider a million times too large.
    private const decimal Absurd = 2_000m;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string where, JsonValueKind root, string expected)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Options);
        }
        catch (JsonException failure)
        {
            throw new InputException("it is not valid JSON", $"{where}:{(failure.LineNumber ?? 0) + 1}:{(failure.BytePositionInLine ?? 0) + 1}", "download the list again; a list cut short ends like this");
        }
        if (document.RootElement.ValueKind == root) return document;
        document.Dispose();
        throw new InputException($"it is no such price list: {expected} is expected", where, "name the format with --format-of, or download the list again");
    }

    public static decimal? Number(JsonElement parent, string name)
        => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;

    public static string Text(JsonElement parent, string name)
        => parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Dollars a million as a price; null for 0, by which the lists mean both what is free and what they do not know.</summary>
    public static UsdPerMillionTokens? Price(decimal? dollarsPerMillion)
        => dollarsPerMillion is > 0 and < Absurd && ListedPrice.PerMillion(dollarsPerMillion.Value) is { Value: > 0 } price ? price : null;

    /// <summary>Why an entry with these prices is no offer, or null where it is one.</summary>
    public static string? NoOffer(JsonElement entry, decimal? input, decimal? output)
    {
        if (Text(entry, "currency") is { Length: > 0 } currency && !currency.Equals("USD", StringComparison.OrdinalIgnoreCase)) return $"priced in {currency}, not in US dollars";
        if (input is null && output is null) return "no price by the token";
        if (input < 0 || output < 0) return "a negative price";
        if (input is 0 && output is 0 or null) return "free, or its price is not stated";
        if (input is null or 0) return "no price of input";
        if (output is null or 0) return "no price of output";
        if (input >= Absurd || output >= Absurd) return $"above ${Absurd:0} a million tokens, which must be a wrong unit";
        return Price(input) is null || Price(output) is null ? "too small to be a price" : null;
    }
}
