using Breakeven.Prices;

namespace Breakeven.Sizing;

/// <summary>A box as sold: devices on one link, and the network to the next box if there is one.</summary>
public readonly record struct BoxShape(int Gpus, BytesPerSecond? Fabric)
{
    /// <summary>The distinct boxes among offers of one accelerator.</summary>
    public static IReadOnlyList<BoxShape> Of(IEnumerable<HardwareOffer> offers) =>
        [.. offers.Select(offer => new BoxShape(offer.Gpus, offer.FabricPerGpu)).Distinct().OrderBy(box => box.Gpus)];
}
