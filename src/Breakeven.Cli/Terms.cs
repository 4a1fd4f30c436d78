using Breakeven.Catalog;
using Breakeven.Prices;

namespace Breakeven.Cli;

/// <summary>The names of the terms on which things are sold.</summary>
internal static class Terms
{
    /// <summary>Per-token offers have no hardware terms; this is what --terms calls them.</summary>
    public const string Tokens = "tokens";

    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<OfferTerms>().Select(NameOf), Tokens];

    public static string NameOf(OfferTerms terms) => terms switch
    {
        OfferTerms.OnDemand => "on-demand",
        OfferTerms.Reserved => "reserved",
        OfferTerms.Spot => "spot",
        OfferTerms.Dedicated => "dedicated",
        OfferTerms.Serverless => "serverless",
        _ => "owned",
    };

    public static string Parse(string text, string where)
        => Names.FirstOrDefault(name => name.Replace("-", "", StringComparison.Ordinal).Equals(text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase))
           ?? throw new InputException($"there are no terms \"{text}\"", where, $"choose {Mistakes.Listed(Names)}");
}
