using Breakeven.Sizing;

namespace Breakeven.Economics;

/// <summary>How long a replica takes from nothing to its first request: its weights come from storage, then the engine warms up.</summary>
/// <param name="Weights">What all its devices read, copies counted.</param>
/// <param name="Storage">The rate at which they read it together.</param>
public sealed record ColdStart(Bytes Weights, BytesPerSecond Storage)
{
    // Assumed: a network disk or an object store as one box sees it. A local NVMe disk reads several GB/s, a cold registry a tenth of one.
    /// <summary>What weights are read at from network storage, unless somebody knows better.</summary>
    public static BytesPerSecond UsualStorage { get; } = BytesPerSecond.GigabytesPerSecond(1);

    /// <summary>From weights that are read to the first request: starting processes, compiling, capturing graphs. Assumed.</summary>
    public static Seconds WarmUp { get; } = new(60);

    /// <summary>Reading the weights.</summary>
    public Seconds Load => Weights / Storage;

    /// <summary>All of it.</summary>
    public Seconds Total => Load + WarmUp;

    /// <summary>Of one replica of a plan.</summary>
    public static ColdStart Of(MemoryPlan plan, BytesPerSecond? storage = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(plan.WeightTotal * plan.Deployment.Layout.Gpus, storage ?? UsualStorage);
    }
}
