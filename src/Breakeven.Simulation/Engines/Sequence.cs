using Breakeven.Workloads;

namespace Breakeven.Simulation.Engines;

/// <summary>A request inside a rank: a slot that is used again once it has ended.</summary>
internal struct Sequence
{
    public long Id;
    public long Arrival;

    /// <summary>When it reached its replica: later than it arrived where that had to be started.</summary>
    public long Came;

    /// <summary>When its first token came; -1 before.</summary>
    public long First;

    /// <summary>When it was first taken into a step; -1 before.</summary>
    public long Scheduled;

    public int Input;
    public int Output;

    /// <summary>Tokens generated before it was admitted the last time.</summary>
    public int Generated;

    /// <summary>Tokens to process until the next one comes: its prompt and what it had generated.</summary>
    public int Target;

    /// <summary>Of those, processed or found in the cache.</summary>
    public int Computed;

    /// <summary>Index of the decode step after the one that processed its prompt.</summary>
    public long Joined;

    /// <summary>Blocks that only it holds, with those for windows and state.</summary>
    public int Private;

    /// <summary>Of those, what does not hold tokens.</summary>
    public int Fixed;

    public PrefixChain? Prefix;

    /// <summary>Segments of its prefix of which it holds the blocks; those from <see cref="Claimed"/> on it fills.</summary>
    public int HeldSegments;
    public int Claimed;
    public int ClaimedEnd;

    /// <summary>What of its own is left in the cache since it was pre-empted; -1 for nothing.</summary>
    public int Remnant;

    public int Previous;
    public int Next;

    /// <summary>Counts up when it is admitted or leaves, so that what was noted of it before is known to be stale.</summary>
    public int Stamp;

    public byte Preemptions;
    public bool Decoding;
}
