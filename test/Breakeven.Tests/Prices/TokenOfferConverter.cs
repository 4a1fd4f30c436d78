using System.Globalization;
using System.Text;
using Breakeven.Catalog;
using Breakeven.Prices;

namespace Breakeven.Tests.Prices;

/// <summary>
/// Writes catalog/prices/tokens.csv from two public price lists and a table that says which of their keys are models of ours.
/// The lists stay outside the repository; what is committed is the table, this and the result.
/// </summary>
internal static class TokenOfferConverter
{
    // No open model costs this much a million tokens: a list that says so has the wrong unit (one provider's rows are a million times too large).
    private const decimal Absurd = 100m;

    public static readonly string[] MapColumns = ["list", "key", "provider", "model", "batch", "note"];

    // Batch prices that providers publish as a share of the price, not by the model.
    private static readonly Dictionary<string, (decimal Share, string Source)> Batches = new()
    {
        ["fireworks"] = (0.5m, "https://fireworks.ai/blog/batch-api"),
        ["groq"] = (0.5m, "api-evangelist/groq plans"),
        ["together"] = (0.5m, "https://www.together.ai/blog/batch-api"),
        ["moonshot"] = (0.6m, "https://platform.kimi.ai/docs/pricing/batch"),
    };

    public sealed record PriceList(string Source, DateOnly Date, IReadOnlyList<ListedPrice> Prices);

    public static string Convert(byte[] map, IReadOnlyDictionary<string, PriceList> lists)
    {
        var text = new StringBuilder();
        text.Append(string.Join(',', PriceFile.TokenColumns.ToArray())).Append('\n');
        var found = lists.ToDictionary(list => list.Key, list => list.Value.Prices.ToDictionary(price => price.Key));
        foreach (var row in CsvTable.Read(map, "token-offers.map.csv", MapColumns).Rows)
        {
            var list = lists[row.Text("list", "litellm")];
            var key = row.Text("key", "groq/llama-3.3-70b-versatile");
            if (!found[row.Text("list", "litellm")].TryGetValue(key, out var price))
                throw row.Refuse("key", $"the list has no price for \"{key}\"", "remove the row, or name a key that the list has");
            text.Append(Line(row, list, key, price)).Append('\n');
        }
        return text.ToString();
    }

    private static string Line(CsvRow row, PriceList list, string key, ListedPrice price)
    {
        if (price.Input.Value > Absurd || price.Output.Value > Absurd)
            throw row.Refuse("key", $"\"{key}\" costs {price.Input} in the list, which must be a wrong unit", "remove the row");
        if (price.Output.Value < price.Input.Value)
            throw row.Refuse("key", $"\"{key}\" sells output for less than input, which looks swapped", "remove the row");
        var batch = row.Optional("batch");
        var (batchInput, batchOutput, note) = (price.BatchInput, price.BatchOutput, row.Optional("note"));
        if (batch.Length > 0)
        {
            var (share, source) = Batches[batch];
            batchInput = ListedPrice.PerMillion(price.Input.Value * share);
            batchOutput = ListedPrice.PerMillion(price.Output.Value * share);
            note = (note.Length > 0 ? note + "; " : "") + string.Create(CultureInfo.InvariantCulture, $"batch at {share * 100:0} % of the price: {source}");
        }
        string[] fields =
        [
            row.Text("provider", "Groq"), row.Text("model", "openai/gpt-oss-120b"), key,
            Field(price.Input), Field(price.CachedInput), Field(price.Output), Field(batchInput), Field(batchOutput),
            list.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), list.Source, note,
        ];
        return string.Join(',', fields.Select(Quoted));
    }

    private static string Field(UsdPerMillionTokens? price) => price?.Value.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string field)
        => field.AsSpan().ContainsAny(',', '"', '\n') ? "\"" + field.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : field;
}
