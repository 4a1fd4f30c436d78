using Breakeven.Workloads;

namespace Breakeven.Economics;

/// <summary>The leader at half or at twice the traffic, and what staying with today's leader costs there.</summary>
/// <param name="Leader">The cheapest that can be chosen there.</param>
/// <param name="Stay">Today's leader there.</param>
public sealed record Shift(ComparisonRow Leader, ComparisonRow Stay)
{
    /// <summary>True where the leader is the same.</summary>
    public bool Holds => ReferenceEquals(Leader.Choice, Stay.Choice) || Stay.Bill.PerMonth <= Leader.Bill.PerMonth;
}

/// <summary>What to do and why, from computed facts alone: the same choices at the same traffic give the same words.</summary>
public sealed record Verdict
{
    /// <summary>The choices at this traffic.</summary>
    public required Comparison Comparison { get; init; }

    /// <summary>The cheapest that can be chosen.</summary>
    public required ComparisonRow Cheapest { get; init; }

    /// <summary>The cheapest of the other kind (by the token against hosted), or null where there is none.</summary>
    public ComparisonRow? OtherKind { get; init; }

    /// <summary>The cheapest of another model, or null where there is none.</summary>
    public ComparisonRow? OtherModel { get; init; }

    /// <summary>The traffic over which the cheapest stays the cheapest, with its neighbours; null outside the range looked at.</summary>
    public EnvelopePart? Holds { get; init; }

    /// <summary>The cheapest just below that traffic, or null at the range's end.</summary>
    public EnvelopePart? Below { get; init; }

    /// <summary>The cheapest just above, or null at the range's end.</summary>
    public EnvelopePart? Above { get; init; }

    /// <summary>How sure the lower end of that traffic is; null where there is none, or nothing to tell it by.</summary>
    public CrossingInterval? FromInterval { get; init; }

    /// <summary>How sure the upper end is.</summary>
    public CrossingInterval? ToInterval { get; init; }

    /// <summary>At half the traffic.</summary>
    public required Shift Halved { get; init; }

    /// <summary>At twice the traffic.</summary>
    public required Shift Doubled { get; init; }

    /// <summary>
    /// The share of the computed capacity that a replica must really reach for the cheapest to undercut the best of the
    /// other kind; null where it is bought by the token or stands alone. It is the one measurement that settles the matter.
    /// </summary>
    public double? CapacityNeeded { get; init; }

    /// <summary>The note with the largest doubt about the cheapest, or null.</summary>
    public Note? Caveat { get; init; }

    /// <summary>One paragraph.</summary>
    public string Text => VerdictText.Of(this);

    /// <summary>The verdict on choices of which at least one can be chosen.</summary>
    public static Verdict Of(Traffic traffic, IReadOnlyList<Choice> choices, IReadOnlyList<Note> notes, TrafficRange range)
    {
        var comparison = Comparison.At(traffic, choices);
        if (comparison.Cheapest is not { } cheapest)
            throw new ArgumentException("A verdict needs a choice that can be chosen.", nameof(choices));
        var others = comparison.Rows.Where(row => row.Choice.CanBeChosen && !ReferenceEquals(row, cheapest)).ToList();
        var otherKind = others.Find(row => row.Choice is Choice.Hosted != cheapest.Choice is Choice.Hosted);
        var parts = Envelope.Of(choices, range).Parts;
        var at = parts.ToList().FindIndex(part => traffic.Rate >= part.FromRate && traffic.Rate <= part.ToRate && ReferenceEquals(part.Choice, cheapest.Choice));
        return new()
        {
            Comparison = comparison,
            Cheapest = cheapest,
            OtherKind = otherKind,
            OtherModel = others.Find(row => row.Choice.Model != cheapest.Choice.Model),
            Holds = at >= 0 ? parts[at] : null,
            Below = at > 0 ? parts[at - 1] : null,
            Above = at >= 0 && at + 1 < parts.Count ? parts[at + 1] : null,
            FromInterval = at > 0 ? IntervalOf(choices, parts[at - 1], parts[at], range) : null,
            ToInterval = at >= 0 && at + 1 < parts.Count ? IntervalOf(choices, parts[at], parts[at + 1], range) : null,
            Halved = ShiftAt(traffic, 0.5, choices, cheapest.Choice),
            Doubled = ShiftAt(traffic, 2, choices, cheapest.Choice),
            CapacityNeeded = otherKind is not null && cheapest.Choice is Choice.Hosted hosted ? CapacityToMatch(hosted, traffic.Rate, otherKind.Bill.PerMonth) : null,
            Caveat = notes.Where(note => note.About is null || ReferenceEquals(note.About, cheapest.Choice)).MaxBy(note => note.Doubt),
        };
    }

    private static CrossingInterval? IntervalOf(IReadOnlyList<Choice> choices, EnvelopePart below, EnvelopePart above, TrafficRange range)
    {
        var (first, second) = (AnswersLike(choices, below.Choice), AnswersLike(choices, above.Choice));
        // Two deployments of one model on one accelerator change places by themselves.
        if (first.Contains(above.Choice)) (first, second) = ([below.Choice], [above.Choice]);
        return OrderDoubt.Between(first, second, range)?.Of(new(above.FromRate, above.From, below.Choice, above.Choice, Standing.SecondCheaper, CrossingKind.Level));
    }

    // Wherever a model on an accelerator is meant, it is in whichever of its deployments is the cheapest.
    private static IReadOnlyList<Choice> AnswersLike(IReadOnlyList<Choice> choices, Choice choice) => choice is Choice.Hosted hosted
        ? [.. choices.Where(other => other is Choice.Hosted { CanBeChosen: true } alike && alike.Model == hosted.Model && alike.Offer.Accelerator == hosted.Offer.Accelerator)]
        : [choice];

    private static Shift ShiftAt(Traffic traffic, double times, IReadOnlyList<Choice> choices, Choice leader)
    {
        var there = Comparison.At(traffic.At(traffic.Rate * times), choices);
        return new(there.Cheapest!, there.Rows.First(row => ReferenceEquals(row.Choice, leader)));
    }

    /// <summary>
    /// With a share f of its capacity c a choice needs ceil(peak / (f c)) replicas. The rival's bill pays for b = floor(rival /
    /// box) boxes, which hold k b (or b / m) replicas; less the spares, R of them must do: f = peak / (c R).
    /// </summary>
    private static double? CapacityToMatch(Choice.Hosted hosted, RequestsPerSecond rate, UsdEstimate rival)
    {
        // Scaled to zero a bill hangs on how long requests take, not on how many fit.
        if (hosted.ScalesToZero) return null;
        var box = hosted.BoxMonth;
        if (!(box > UsdEstimate.Zero)) return 0;
        var boxes = Math.Floor(rival / box * (1 + Tariff.Grain));
        var replicas = Math.Floor(boxes * hosted.ReplicasPerBox / hosted.BoxesPerReplica) - hosted.SpareReplicas;
        return replicas >= 1 ? rate * hosted.Shape.PeakToMean / hosted.CapacityPerReplica / replicas : null;
    }
}
