using Breakeven.Performance.Kernels;
using Breakeven.Sizing;

namespace Breakeven.Performance;

/// <summary>All that was fitted to measurements: kernel curves, and what each engine adds to them.</summary>
public sealed class Calibration(KernelTable kernels, IReadOnlyDictionary<string, ServingConstants> serving)
{
    private static readonly Lazy<Calibration> s_embedded = new(() => new(KernelTable.Embedded, ServingFile.ReadEmbedded()));

    /// <summary>The calibration that ships with the library.</summary>
    public static Calibration Embedded => s_embedded.Value;

    public KernelTable Kernels { get; } = kernels;

    /// <summary>The constants of an engine.</summary>
    public ServingConstants Serving(Engine engine) => serving[engine.Id];

    /// <summary>Where the figures of a deployment come from, in a line.</summary>
    public string SourceOf(Deployment deployment)
    {
        var curve = Kernels.Find(deployment.Accelerator.Id, deployment.Engine.Id, KernelFamily.DecodeAttention, KernelPrecision.Bf16)?.Curve;
        return $"kernel curves of {curve?.Accelerator} ({curve?.Engine} {curve?.EngineVersion}), {deployment.Engine.Id}'s constants fitted to public serving measurements: catalog/calibration";
    }

    /// <summary>The same kernels under other constants.</summary>
    public Calibration With(IReadOnlyDictionary<string, ServingConstants> constants) => new(Kernels, constants);
}
