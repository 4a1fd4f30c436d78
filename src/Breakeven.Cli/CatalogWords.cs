using Breakeven.Catalog;
using Breakeven.Prices;

namespace Breakeven.Cli;

/// <summary>What the command line asks of a catalogue that the estimator does not.</summary>
internal static class CatalogWords
{
    extension(ICatalog catalog)
    {
        /// <summary>All who sell hardware or tokens, sorted.</summary>
        public IReadOnlyList<string> Providers => [.. catalog.HardwareOffers.Select(offer => offer.Provider)
            .Concat(catalog.TokenOffers.Select(offer => offer.Provider))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)];

        /// <summary>Ids of models that are sold by the token and of which nothing else is known, sorted.</summary>
        public IReadOnlyList<string> SoldModels => [.. catalog.TokenOffers.Select(offer => offer.Model)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Except(catalog.ModelIds, StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.OrdinalIgnoreCase)];

        /// <summary>What a model's file says of it, or null where the file cannot be read.</summary>
        public Models.ModelSummary? FindSummaryOrNull(string id)
        {
            try
            {
                return catalog.FindSummary(id);
            }
            catch (InputException)
            {
                return null;
            }
        }
    }

    extension(HardwareOffer offer)
    {
        /// <summary>A box's price shared out over its devices.</summary>
        public decimal UsdPerGpuHour => offer.Price.UsdPerHour / offer.Gpus;
    }
}
