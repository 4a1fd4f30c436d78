using System.Collections.Concurrent;
using Breakeven.Performance.Kernels;
using Breakeven.Performance.Local;
using Breakeven.Sizing;
using Breakeven.Sizing.Support;

namespace Breakeven.Performance;

/// <summary>All that was fitted to measurements: kernel curves, and what each engine adds to them.</summary>
public sealed class Calibration(KernelTable kernels, IReadOnlyDictionary<string, ServingConstants> serving, LocalResiduals local)
{
    private static readonly Lazy<Calibration> s_embedded = new(() => new(KernelTable.Embedded, ServingFile.ReadEmbedded(), LocalResiduals.Embedded));

    /// <summary>The calibration that ships with the library.</summary>
    public static Calibration Embedded => s_embedded.Value;

    public KernelTable Kernels { get; } = kernels;

    /// <summary>What measurements say where there are any near.</summary>
    public LocalResiduals Local { get; } = local;

    /// <summary>All constants, by <see cref="ServingConstants.Engine"/>.</summary>
    public IReadOnlyDictionary<string, ServingConstants> AllServing => serving;

    private readonly ConcurrentDictionary<(string Id, string Version), ServingConstants> _found = new();

    /// <summary>The constants of an engine: of the oldest entry that reaches to its version, else of its newest.</summary>
    public ServingConstants Serving(Engine engine) => _found.TryGetValue((engine.Id, engine.Version), out var known) ? known : _found[(engine.Id, engine.Version)] = Find(engine);

    private ServingConstants Find(Engine engine)
    {
        ServingConstants? best = null;
        foreach (var one in serving.Values)
        {
            var (id, until) = one.Engine.Split(' ') is [var name, var version] ? (name, version) : (one.Engine, null);
            if (!id.Equals(engine.Id, StringComparison.OrdinalIgnoreCase)) continue;
            if (until is null) best ??= one;
            // "0.5" is any of 0.5.0 to 0.5.14, and taken for the newest.
            else if (engine.Version.Count('.') >= until.Count('.') && EngineVersion.IsVersion(engine.Version) && EngineVersion.Compare(engine.Version, until) <= 0) return Ablated.Constants(Without, one);
        }

        return best is not null ? Ablated.Constants(Without, best) : throw new InvalidOperationException($"no constants for {engine.Id}");
    }

    /// <summary>Where the figures of a deployment come from, in a line.</summary>
    public string SourceOf(Deployment deployment)
    {
        var curve = Kernels.Find(deployment.Accelerator.Id, deployment.Engine.Id, KernelFamily.DecodeAttention, KernelPrecision.Bf16)?.Curve;
        return $"kernel curves of {curve?.Accelerator} ({curve?.Engine} {curve?.EngineVersion}), {deployment.Engine.Id}'s constants fitted to public serving measurements: catalog/calibration";
    }

    /// <summary>The same kernels under other constants, and no local corrections.</summary>
    public Calibration With(IReadOnlyDictionary<string, ServingConstants> constants) => new(Kernels, constants, LocalResiduals.Empty) { Without = Without };

    /// <summary>The same constants, corrected by what they miss at these measurements.</summary>
    public Calibration With(LocalResiduals residuals) => new(Kernels, AllServing, residuals) { Without = Without };

    internal Calibration Ablate(Ablation without) => new(Kernels, AllServing, Local) { Without = without };

    /// <summary>What is left out on purpose; nothing, but for the table of what each part buys.</summary>
    internal Ablation Without { get; init; }
}
