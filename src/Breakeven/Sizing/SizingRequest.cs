using Breakeven.Hardware;
using Breakeven.Models;

namespace Breakeven.Sizing;

/// <summary>What must fit: a model in a precision, so many sequences of so many tokens at once, on one kind of accelerator.</summary>
public sealed record SizingRequest
{
    public required Model Model { get; init; }

    public required PrecisionScheme Precision { get; init; }

    public required Accelerator Accelerator { get; init; }

    public Engine Engine { get; init; } = Engine.Vllm;

    public required EngineSettings Settings { get; init; }

    /// <summary>Tokens of one sequence.</summary>
    public required TokenCount Context { get; init; }

    /// <summary>Sequences that a replica holds at once.</summary>
    public required long Concurrency { get; init; }

    /// <summary>The shapes in which it is sold; empty where nobody sells it, and then one node is supposed.</summary>
    public required IReadOnlyList<BoxShape> Boxes { get; init; }

    /// <summary>What sources say of where models run.</summary>
    public Support.SupportTable Support { get; init; } = Sizing.Support.SupportTable.Empty;

    /// <summary>The most devices a replica may take; by default the largest link that is sold, GB200's 72.</summary>
    public int GpusMax { get; init; } = 72;
}

/// <summary>How so many devices are had.</summary>
/// <param name="Box">Devices of the smallest box that holds them, or of each of several joined boxes; null where none is sold.</param>
/// <param name="Count">Boxes of that size.</param>
/// <param name="Idle">Devices that are paid for and not used.</param>
public readonly record struct Purchase(int? Box, int Count, int Idle)
{
    /// <summary>Whether the devices fill boxes that somebody sells.</summary>
    public bool IsSold => Box is not null && Idle == 0;
}

/// <summary>A layout that the engine accepts and that holds what was asked for.</summary>
/// <param name="Plan">Where the memory of its fullest device goes.</param>
/// <param name="Purchase">In what boxes its devices are sold.</param>
/// <param name="HeldBySequence">What one sequence of the asked length holds on a device.</param>
/// <param name="ConcurrencyMax">Sequences of that length that the replica's cache holds.</param>
/// <param name="ContextMax">The longest context at which the asked number of sequences fits.</param>
public sealed record FittingLayout(MemoryPlan Plan, Purchase Purchase, Bytes HeldBySequence, long ConcurrencyMax, TokenCount ContextMax)
{
    public Layout Layout => Plan.Deployment.Layout;
}

/// <summary>A layout that is no answer, and why.</summary>
/// <param name="Deployment">What was tried.</param>
/// <param name="Refusal">Why it is refused, and the nearest that passes.</param>
/// <param name="Short">Memory that each device lacks; null where memory is not the reason.</param>
public sealed record RefusedLayout(Deployment Deployment, Refusal Refusal, Bytes? Short)
{
    public Layout Layout => Deployment.Layout;
}

/// <summary>All that a search for layouts found.</summary>
/// <param name="Fitting">Layouts that hold what was asked for, best first.</param>
/// <param name="Refused">Layouts that were tried and are no answer, in the order tried.</param>
public sealed record SizingResult(IReadOnlyList<FittingLayout> Fitting, IReadOnlyList<RefusedLayout> Refused)
{
    /// <summary>The best layout, or null where nothing fits.</summary>
    public FittingLayout? Best => Fitting.Count > 0 ? Fitting[0] : null;

    /// <summary>The refusal that came nearest to passing: the least short of memory on the most devices, else the first rule broken.</summary>
    public RefusedLayout? Nearest => Refused
        .Where(refused => refused.Short is not null)
        .OrderByDescending(refused => refused.Layout.Gpus)
        .ThenBy(refused => refused.Short!.Value.Value)
        .FirstOrDefault() ?? (Refused.Count > 0 ? Refused[0] : null);
}
