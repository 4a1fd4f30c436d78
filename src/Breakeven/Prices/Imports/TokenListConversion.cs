using System.Globalization;
using Breakeven.Catalog;

namespace Breakeven.Prices.Imports;

/// <summary>From a price list's entries to offers in our words: names by the tables, published batch discounts, the source and its day.</summary>
internal sealed class TokenListConversion
{
    public const string LiteLlm = "litellm";

    public const string GenAi = "genai";

    private readonly ModelNaming _names;

    private readonly Dictionary<string, (decimal Percent, string Source)> _batches = [];

    public TokenListConversion(ImportTables tables, IEnumerable<string> modelIds)
    {
        _names = new(tables, modelIds);
        foreach (var row in tables.Rows("batches", "name", "percent", "source")) _batches.TryAdd(row.Text("name", "groq"), (row.Count("percent"), row.Text("source", "https://...")));
    }

    /// <summary>One entry as an offer.</summary>
    public TokenOffer Offer(string list, ListedPrice price, Source source)
    {
        var named = _names.Of(list, price);
        var offer = new TokenOffer
        {
            Provider = named.Provider,
            Model = named.Model,
            Name = price.Key,
            Input = price.Input,
            CachedInput = price.CachedInput,
            Output = price.Output,
            BatchInput = price.BatchInput,
            BatchOutput = price.BatchOutput,
            Source = source with { Note = Joined(named.Note, price.Note) },
        };
        return named.Batch.Length == 0 ? offer : WithBatch(offer, named.Batch);
    }

    // Batch prices that providers publish as a share of the price, not by the model.
    private TokenOffer WithBatch(TokenOffer offer, string name)
    {
        if (!_batches.TryGetValue(name, out var batch))
            throw new InputException($"there is no batch discount \"{name}\"", "imports/models.csv, batch", $"add it to imports/batches.csv, or write one of {string.Join(", ", _batches.Keys)}");
        return offer with
        {
            BatchInput = ListedPrice.PerMillion(offer.Input.Value * batch.Percent / 100),
            BatchOutput = ListedPrice.PerMillion(offer.Output.Value * batch.Percent / 100),
            Source = offer.Source with { Note = Joined(offer.Source.Note, string.Create(CultureInfo.InvariantCulture, $"batch at {batch.Percent} % of the price: {batch.Source}")) },
        };
    }

    private static string Joined(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}; {second}";
}
