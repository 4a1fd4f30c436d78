using Breakeven.Catalog;

namespace Breakeven.Prices;

/// <summary>On what terms hardware is had.</summary>
public enum OfferTerms
{
    OnDemand,
    Reserved,
    Spot,
    Dedicated,
    Serverless,
    Owned,
}

/// <summary>A box of accelerators at a price per hour. Devices of two boxes share no link unless a fabric is named.</summary>
public sealed record HardwareOffer
{
    public required string Provider { get; init; }

    /// <summary>The provider's name for it, such as "gpu-mi300x8-1536gb".</summary>
    public required string Name { get; init; }

    /// <summary>The accelerator's id in the catalogue.</summary>
    public required string Accelerator { get; init; }

    /// <summary>Devices in the box.</summary>
    public required int Gpus { get; init; }

    /// <summary>The whole box, per hour.</summary>
    public required HourlyPrice Price { get; init; }

    public required OfferTerms Terms { get; init; }

    public required string Region { get; init; }

    /// <summary>The link inside the box where it differs from the accelerator's own, such as "PCIe5"; empty means the accelerator's own.</summary>
    public string Link { get; init; } = "";

    /// <summary>The network between boxes, per device and direction; null when none was stated, and then a replica stays in one box.</summary>
    public BytesPerSecond? FabricPerGpu { get; init; }

    public required Source Source { get; init; }

    /// <summary>A price that cannot be had at will (a marketplace average or an auction's floor) is shown but never chosen.</summary>
    public bool Indicative { get; init; }
}
