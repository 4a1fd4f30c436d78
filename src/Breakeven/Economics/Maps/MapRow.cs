using Breakeven.Sizing;

namespace Breakeven.Economics.Maps;

/// <summary>A stretch of traffic on which one contender is the cheapest; the upper end belongs to it, the lower does not.</summary>
/// <param name="Winner">Its name, as in <see cref="Contender.Name"/>.</param>
/// <param name="From">Where it begins, in the reference model's tokens.</param>
/// <param name="To">Where it ends.</param>
public sealed record MapSegment(string Winner, TokensPerSecond From, TokensPerSecond To);

/// <summary>A traffic at which the cheapest changes.</summary>
/// <param name="Rate">The mean request rate.</param>
/// <param name="Tokens">The same in the reference model's tokens.</param>
/// <param name="Below">The cheapest up to it.</param>
/// <param name="Above">The cheapest beyond it.</param>
/// <param name="Kind">Whether the two bills meet there or one steps over the other.</param>
/// <param name="Interval">Between what traffics it lies in nine of ten cases; null where nothing of the kind of either was measured.</param>
public sealed record MapCrossing(RequestsPerSecond Rate, TokensPerSecond Tokens, string Below, string Above, CrossingKind Kind, CrossingInterval? Interval);

/// <summary>One value of a map's axis: what is cheapest at every traffic.</summary>
public sealed record MapRow
{
    /// <summary>The axis's value.</summary>
    public required double Value { get; init; }

    /// <summary>Upwards and without gaps; empty where nothing that can be bought serves this row as asked.</summary>
    public required IReadOnlyList<MapSegment> Segments { get; init; }

    /// <summary>Every change of the cheapest, upwards: one fewer than the segments.</summary>
    public required IReadOnlyList<MapCrossing> Crossings { get; init; }

    /// <summary>False where two staircases of nearly equal cost change places too often to be told one by one.</summary>
    public required bool IsExact { get; init; }

    /// <summary>True where some deployment serves this row as asked, whatever it costs.</summary>
    public required bool AnyHosted { get; init; }

    /// <summary>Where none does: what comes nearest, and why it is no answer.</summary>
    public Excluded? Nearest { get; init; }

    /// <summary>Models left out of the row, whose context is shorter.</summary>
    public IReadOnlyList<string> TooShort { get; init; } = [];

    /// <summary>The segment that holds a traffic, or null outside the range.</summary>
    public MapSegment? At(TokensPerSecond tokens) => Segments.FirstOrDefault(segment => tokens >= segment.From && tokens <= segment.To);

    /// <summary>True where a traffic lies on either side of a change of the cheapest within its interval, up to the next change.</summary>
    public bool IsDoubtful(TokensPerSecond tokens)
    {
        for (var i = 0; i < Segments.Count; i++)
            if (tokens >= Segments[i].From && tokens <= Segments[i].To)
                return (i > 0 && Crossings[i - 1].Interval is { IsFixed: false } under && !(tokens > under.High)) || (i < Crossings.Count && Crossings[i].Interval is { IsFixed: false } over && !(tokens < over.Low));
        return false;
    }

    /// <summary>The row of a contest, in which contenders compete in whichever of their deployments is the cheapest.</summary>
    internal static MapRow Of(double value, Contest contest, IReadOnlyList<string> tooShort)
    {
        var owners = new Dictionary<Choice, Contender>(ReferenceEqualityComparer.Instance);
        foreach (var contender in contest.Contenders)
            foreach (var choice in Contest.Choices(contender))
                owners[choice] = contender;
        var doubts = new MapDoubts(contest.Request.Range);
        var anyHosted = contest.Contenders.Any(one => one is Contender.OnAccelerator);
        return Of(value, contest.Cheapest, choice => owners[choice].Name, (below, above, kind) => doubts.Between(below, owners[below.Choice], above, owners[above.Choice], kind)) with
        {
            AnyHosted = anyHosted,
            Nearest = anyHosted ? null : Furthest(contest),
            TooShort = tooShort,
        };
    }

    /// <summary>The row of an envelope whose choices go by these names.</summary>
    internal static MapRow Of(double value, Envelope envelope, Func<Choice, string> nameOf, Func<EnvelopePart, EnvelopePart, CrossingKind, CrossingInterval?> intervalOf)
    {
        List<MapSegment> segments = [];
        List<MapCrossing> crossings = [];
        EnvelopePart? last = null;
        foreach (var part in envelope.Parts)
        {
            var winner = nameOf(part.Choice);
            if (last is not null && segments[^1].Winner == winner) segments[^1] = segments[^1] with { To = part.To };
            else
            {
                if (last is not null)
                {
                    var kind = Meet(last, part) ? CrossingKind.Level : CrossingKind.Step;
                    crossings.Add(new(part.FromRate, part.From, segments[^1].Winner, winner, kind, intervalOf(last, part, kind)));
                }
                segments.Add(new(winner, part.From, part.To));
            }
            last = part;
        }
        return new() { Value = value, Segments = segments, Crossings = crossings, IsExact = envelope.IsExact, AnyHosted = segments.Count > 0 };
    }

    private static bool Meet(EnvelopePart below, EnvelopePart above)
    {
        var (one, other) = (below.Choice.Tariff.At(above.FromRate), above.Choice.Tariff.At(above.FromRate));
        return Math.Abs(one.Value - other.Value) <= 1e-9 * Math.Max(one.Value, other.Value);
    }

    // What misses the objective by least; else what came furthest.
    private static Excluded? Furthest(Contest contest) => contest.Excluded
        .OrderByDescending(one => one.Found.Kind == RefusalKind.MissesObjective)
        .ThenByDescending(one => one.Found.Kind == RefusalKind.DoesNotFit)
        .ThenBy(one => one.Found.Overshoot)
        .FirstOrDefault();
}
