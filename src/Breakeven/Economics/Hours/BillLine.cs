using Breakeven.Prices;

namespace Breakeven.Economics.Hours;

/// <summary>What money was for.</summary>
public enum LineKind
{
    /// <summary>Box time in which requests were served, or would have been were each replica full.</summary>
    Work,

    /// <summary>Box time that was paid and served nothing, spares left out.</summary>
    Idle,

    /// <summary>The places in boxes of replicas that are not counted on, since any may fail or be taken away.</summary>
    Spares,

    /// <summary>Box time before a box serves, and fees of starts; on spot, those after interruptions too.</summary>
    StartUps,

    /// <summary>Electricity of owned boxes.</summary>
    Power,

    /// <summary>Their space and cooling.</summary>
    Colocation,

    /// <summary>People.</summary>
    Staff,

    /// <summary>Uncached input bought by the token.</summary>
    Input,

    /// <summary>Cached input bought by the token.</summary>
    CachedInput,

    /// <summary>Output bought by the token.</summary>
    Output,

    /// <summary>Deadline work bought in batch.</summary>
    Batch,
}

/// <summary>A line of a bill, hour by hour in whole cents.</summary>
public sealed record BillLine
{
    /// <summary>What the money was for.</summary>
    public required LineKind Kind { get; init; }

    /// <summary>On what terms the boxes were had; null for tokens.</summary>
    public OfferTerms? Terms { get; init; }

    /// <summary>Whose boxes or tokens.</summary>
    public required string Name { get; init; }

    /// <summary>Cents of each hour. The running total is rounded to the cent, halves up, and an hour gets what it grew by, so an hour may be a cent off and the sum half a cent.</summary>
    public required IReadOnlyList<long> CentsByHour { get; init; }

    /// <summary>All hours.</summary>
    public Usd Total => new(CentsByHour.Sum() / 100m);
}
