using Breakeven.Catalog;
using Breakeven.Models;

namespace Breakeven.Hardware;

/// <summary>One device as an engine sees it: real bytes, real bandwidth, dense rates.</summary>
public sealed record Accelerator
{
    /// <summary>The name on the command line, such as "H100-SXM".</summary>
    public required string Id { get; init; }

    /// <summary>The vendor's name for it.</summary>
    public required string Name { get; init; }

    public required string Vendor { get; init; }

    /// <summary>The generation whose kernels it shares, such as "hopper"; efficiency constants belong to a family.</summary>
    public required string Family { get; init; }

    /// <summary>What the device reports, in bytes. Marketing's "80 GB" is <see cref="MarketedMemory"/>.</summary>
    public required Bytes Memory { get; init; }

    /// <summary>The size on the box, decimal or binary as the vendor pleases; shown, never computed with.</summary>
    public required string MarketedMemory { get; init; }

    public required BytesPerSecond MemoryBandwidth { get; init; }

    /// <summary>Dense rates by format. A format that is absent has no hardware.</summary>
    public required IReadOnlyDictionary<NumberFormat, FlopPerSecond> DenseRates { get; init; }

    /// <summary>The largest rate measured for a matrix product of any shape, where somebody measured it; below the dense rate.</summary>
    public IReadOnlyDictionary<NumberFormat, FlopPerSecond> AchievableMatmul { get; init; } = RateTable.None;

    /// <summary>The link between the devices of one node.</summary>
    public required ScaleUpLink Link { get; init; }

    public required Watts Power { get; init; }

    /// <summary>The sources of this file's facts.</summary>
    public required IReadOnlyList<Source> Sources { get; init; }

    /// <summary>Every fact as its file states it, with its own source and note.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];
}

/// <summary>The link that joins the devices of one node.</summary>
/// <param name="Name">NVLink4, xGMI, PCIe5.</param>
/// <param name="PerDirection">Bytes a second that one device sends to the others together.</param>
/// <param name="Devices">Devices the link can join.</param>
/// <param name="Switched">True where any pair may use the whole rate; a mesh shares it among the pairs.</param>
public sealed record ScaleUpLink(string Name, BytesPerSecond PerDirection, int Devices, bool Switched);
