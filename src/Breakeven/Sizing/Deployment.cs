using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>A model in a precision on an accelerator, laid out over devices, under an engine with its settings.</summary>
public sealed record Deployment
{
    public required Model Model { get; init; }

    public required PrecisionScheme Precision { get; init; }

    public required Accelerator Accelerator { get; init; }

    public required Layout Layout { get; init; }

    public Engine Engine { get; init; } = Engine.Vllm;

    public EngineSettings Settings { get; init; } = new();

    /// <summary>Devices that share the scale-up link in the box at hand; null means as many as the accelerator's link joins.</summary>
    public int? BoxGpus { get; init; }

    /// <summary>The network between boxes, per device and direction; null when there is none.</summary>
    public BytesPerSecond? Fabric { get; init; }

    /// <summary>Ranks may lie in several boxes, as some measured runs do; no search offers that, since no source prices such collectives.</summary>
    public bool SpansBoxes { get; init; }

    /// <summary>What sources say of this model, precision, device and engine.</summary>
    public Support.SupportScope Support { get; init; } = Sizing.Support.SupportScope.Unread;

    /// <summary>Devices that one scale-up link joins here.</summary>
    public int LinkedGpus => BoxGpus is { } box ? Math.Min(box, Accelerator.Link.Devices) : Accelerator.Link.Devices;

    public double MemoryFraction => Settings.MemoryFraction ?? Engine.MemoryFraction;
}
