using Breakeven.Hardware;

namespace Breakeven.Sizing.Machines;

/// <summary>One computer: accelerators, memory, disk. Weights lie in all three, as llama.cpp and KTransformers place them.</summary>
public sealed record Machine
{
    /// <summary>Null for a computer without.</summary>
    public Accelerator? Accelerator { get; init; }

    public int Accelerators { get; init; } = 1;

    /// <summary>The host's memory.</summary>
    public required Bytes Memory { get; init; }

    /// <summary>What the host's memory can deliver at best: channels x transfers a second x 8 bytes.</summary>
    public required BytesPerSecond MemoryBandwidth { get; init; }

    /// <summary>What the disk delivers; null where weights may not lie on it.</summary>
    public BytesPerSecond? DiskBandwidth { get; init; }

    /// <summary>Memory kept for the system and everything else that runs.</summary>
    public Bytes Reserve { get; init; } = Bytes.Gibibytes(4);

    /// <summary>What passes between host and accelerator, in each direction.</summary>
    public BytesPerSecond HostLink => Accelerator is { } device && device.Link.Name.StartsWith("PCIe", StringComparison.Ordinal) ? device.Link.PerDirection : s_usualLink;

    // PCIe 5.0, 16 lanes: what boxes with NVLink or xGMI between their devices have towards the host.
    private static readonly BytesPerSecond s_usualLink = new(64e9);
}

/// <summary>Where weights lie, nearest first.</summary>
public enum Tier
{
    Accelerator,
    Memory,
    Disk,
}
