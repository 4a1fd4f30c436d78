using Breakeven.Performance.Kernels;

namespace Breakeven.Performance.Explanations;

/// <summary>The families of operations that a step is made of.</summary>
public enum StepFamily
{
    /// <summary>Projections and dense layers.</summary>
    Dense,

    /// <summary>Experts that every token passes.</summary>
    SharedExperts,

    /// <summary>The product with the vocabulary.</summary>
    Head,

    RoutedExperts,
    DecodeAttention,
    PrefillAttention,
    Communication,

    /// <summary>Norms, activations, routing and other small kernels, a constant a layer.</summary>
    SmallKernels,

    /// <summary>Scheduling, sampling and the host, a constant a step.</summary>
    Host,

    /// <summary>Host work for each running sequence.</summary>
    Sequences,

    /// <summary>Passes of the drafter, with its share of the head.</summary>
    Drafting,
}

/// <summary>What a part of a step waits for most.</summary>
public enum StepBound
{
    Launch,
    Bandwidth,
    Compute,
    Link,
    Host,
}

/// <summary>One part of a step's time, with the work behind it, on the rank that the others wait for.</summary>
/// <param name="Family">Which operations.</param>
/// <param name="Name">The same in words, with the format or the kind: "dense products, fp8-block".</param>
/// <param name="Time">Its share of the step.</param>
public sealed record StepPart(StepFamily Family, string Name, Seconds Time)
{
    /// <summary>Starting its kernels, whatever the batch.</summary>
    public Seconds Launch { get; init; }

    /// <summary>Reading weights, cache or state, or sending through the link, if nothing else were done.</summary>
    public Seconds Transfer { get; init; }

    /// <summary>Moving activations between the products of experts; after and before the rest.</summary>
    public Seconds Activations { get; init; }

    /// <summary>Its arithmetic, tiles padded, if nothing else were done.</summary>
    public Seconds Compute { get; init; }

    /// <summary>Bytes read and written, or sent by a rank.</summary>
    public Bytes Moved { get; init; }

    /// <summary>Arithmetic without padding.</summary>
    public FlopCount Arithmetic { get; init; }

    /// <summary>The datasheet's rate for what is moved; null where nothing is.</summary>
    public BytesPerSecond? Bandwidth { get; init; }

    /// <summary>The datasheet's dense rate in the format of the arithmetic; null where there is none.</summary>
    public FlopPerSecond? Rate { get; init; }

    /// <summary>The curve that times it; null for what an engine's constants say.</summary>
    public KernelCurve? Curve { get; init; }

    public Basis Basis { get; init; } = Basis.Interpolated;

    /// <summary>Share of the datasheet's bandwidth that it reaches; null where nothing is moved.</summary>
    public double? BandwidthReached => Bandwidth is { } peak && Moved.Value > 0 && Time.Value > 0 ? Moved / peak / Time : null;

    /// <summary>Share of the datasheet's arithmetic that it reaches; null where there is none.</summary>
    public double? RateReached => Rate is { } peak && Arithmetic.Value > 0 && Time.Value > 0 ? Arithmetic / peak / Time : null;

    /// <summary>The longest of starting, moving and computing.</summary>
    public StepBound Bound
    {
        get
        {
            if (Family is StepFamily.Host or StepFamily.Sequences) return StepBound.Host;
            var moving = Transfer + Activations;
            if (Family is StepFamily.SmallKernels || (Launch > moving && Launch > Compute)) return StepBound.Launch;
            if (Family is StepFamily.Communication) return StepBound.Link;
            return Compute > moving ? StepBound.Compute : StepBound.Bandwidth;
        }
    }
}
