using Breakeven.Catalog;
using Breakeven.Hardware;
using Breakeven.Models;
using Breakeven.Prices;

namespace Breakeven.Tests.Catalog;

/// <summary>A catalogue of the offers that a test names.</summary>
internal sealed record SmallCatalog : ICatalog
{
    public IReadOnlyList<string> ModelIds { get; init; } = [];

    public IReadOnlyList<string> AcceleratorIds => [];

    public IReadOnlyList<HardwareOffer> HardwareOffers { get; init; } = [];

    public IReadOnlyList<TokenOffer> TokenOffers { get; init; } = [];

    public IReadOnlyList<TokenOffer> SecondOpinions { get; init; } = [];

    public Model? FindModel(string id) => null;

    public Accelerator? FindAccelerator(string id) => null;
}
