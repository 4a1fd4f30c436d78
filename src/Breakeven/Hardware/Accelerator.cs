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

    /// <summary>What the device reports that it may fill, in bytes. Marketing's "80 GB" is <see cref="MarketedMemory"/>; of unified memory it is the GPU's share.</summary>
    public required Bytes Memory { get; init; }

    /// <summary>All that is installed where processor and GPU share one memory; null where the device has its own.</summary>
    public Bytes? InstalledMemory { get; init; }

    /// <summary>The size on the box, decimal or binary as the vendor pleases; shown, never computed with.</summary>
    public required string MarketedMemory { get; init; }

    public required BytesPerSecond MemoryBandwidth { get; init; }

    /// <summary>Dense rates by format. A format that is absent has no hardware.</summary>
    public required IReadOnlyDictionary<NumberFormat, FlopPerSecond> DenseRates { get; init; }

    /// <summary>The largest rate measured for a matrix product of any shape, where somebody measured it; below the dense rate.</summary>
    public IReadOnlyDictionary<NumberFormat, FlopPerSecond> AchievableMatmul { get; init; } = RateTable.None;

    /// <summary>The link between the devices of one node.</summary>
    public required ScaleUpLink Link { get; init; }

    /// <summary>What the vendor says it draws at most; null where nothing is published, as for TPUs.</summary>
    public required Watts? Power { get; init; }

    /// <summary>The sources of this file's facts.</summary>
    public required IReadOnlyList<Source> Sources { get; init; }

    /// <summary>Every fact as its file states it, with its own source and note.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];
}

/// <summary>The link that joins the devices of one node.</summary>
/// <param name="Name">NVLink4, xGMI, PCIe5.</param>
/// <param name="PerDirection">Bytes a second that one device sends to the others together.</param>
/// <param name="Devices">Devices the link can join.</param>
/// <param name="Switched">True where a collective of any devices may use the whole rate; a mesh shares it among the pairs.</param>
public sealed record ScaleUpLink(string Name, BytesPerSecond PerDirection, int Devices, bool Switched)
{
    /// <summary>No link: a device that stands alone.</summary>
    public static ScaleUpLink None { get; } = new("none", new(0), 1, Switched: true);

    /// <summary>True where devices are joined by the host's bus alone.</summary>
    public bool IsHostBus => Name.StartsWith("PCIe", StringComparison.OrdinalIgnoreCase);

    /// <summary>True where devices reach their neighbours only. Rings over all its dimensions keep every link of a torus busy, so a collective has the whole rate.</summary>
    public bool Torus { get; init; }
}
