using System.Text;
using Breakeven.Prices;
using Breakeven.Prices.Imports;

namespace Breakeven.Tests.Prices;

/// <summary>
/// Writes catalog/prices/tokens.csv from two public price lists, by the importer's own tables: what catalog/imports/models.csv names is an
/// offer of ours. What the other list says of the same offer goes to second-opinions.csv, for `prices check` to compare. The lists stay
/// outside the repository; what is committed is the tables, this and the result.
/// </summary>
internal static class TokenOfferConverter
{
    public sealed record PriceList(string Source, DateOnly Date, IReadOnlyList<ListedPrice> Prices);

    public static (string Offers, string SecondOpinions) Convert(ImportTables tables, IReadOnlyDictionary<string, PriceList> lists, IEnumerable<string> modelIds)
    {
        var conversion = new TokenListConversion(tables, modelIds);
        var found = lists.ToDictionary(list => list.Key, list => list.Value.Prices.ToDictionary(price => price.Key));
        var offers = new List<(string List, TokenOffer Offer)>();
        foreach (var row in tables.Rows("models", ImportTables.ModelColumns))
        {
            var list = row.Text("list", "litellm");
            if (!found.ContainsKey(list)) continue;
            var key = row.Text("key", "groq/llama-3.3-70b-versatile");
            if (!found[list].TryGetValue(key, out var price))
                throw row.Refuse("key", $"the list has no price for \"{key}\"", "remove the row, or name a key that the list has");
            if (price.Output.Value < price.Input.Value)
                throw row.Refuse("key", $"\"{key}\" sells output for less than input, which looks swapped", "remove the row");
            offers.Add((list, Offer(list, price)));
        }
        var ours = offers.ToLookup(pair => PriceFile.IdentityOf(pair.Offer), pair => pair.List, StringComparer.OrdinalIgnoreCase);
        var opinions = from list in lists.Keys
                       from price in lists[list].Prices
                       let offer = Offer(list, price)
                       let chosen = ours[PriceFile.IdentityOf(offer)].ToList()
                       where chosen.Count > 0 && !chosen.Contains(list)
                       select offer;
        return (Text(offers.Select(pair => pair.Offer)), Text(opinions));

        TokenOffer Offer(string list, ListedPrice price) => conversion.Offer(list, price, new(lists[list].Source, lists[list].Date));
    }

    private static string Text(IEnumerable<TokenOffer> offers)
    {
        var text = new StringBuilder().Append(string.Join(',', PriceFile.TokenColumns)).Append('\n');
        foreach (var offer in offers.Select(offer => OfferRow.Of(offer)).DistinctBy(row => row.Key)) text.Append(offer.Line(PriceFile.TokenColumns)).Append('\n');
        return text.ToString();
    }
}
