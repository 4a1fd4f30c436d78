using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Prices;

namespace Breakeven.Tests.Catalog;

/// <summary>A catalogue of the offers that a test names.</summary>
internal sealed class SmallCatalog : ICatalog
{
    public IReadOnlyList<string> ModelIds => [];

    public IReadOnlyList<string> AcceleratorIds => [];

    public IReadOnlyList<HardwareOffer> HardwareOffers { get; init; } = [];

    public IReadOnlyList<TokenOffer> TokenOffers { get; init; } = [];

    public Model? FindModel(string id) => null;

    public Accelerator? FindAccelerator(string id) => null;
}
