namespace Breakeven.Economics.Cascades;

/// <summary>A share of escalated requests at which the order of the cascade and of the larger model alone changes.</summary>
/// <param name="Share">Of all requests, 0 to 1.</param>
/// <param name="Above">How they stand just above, the cascade being the first.</param>
/// <param name="Kind">Whether the bills meet there or a box more or fewer is rented.</param>
public readonly record struct CascadeCrossing(double Share, Standing Above, CrossingKind Kind);

/// <summary>What a cascade costs a month at a share of escalated requests.</summary>
/// <param name="Share">Of all requests that reach the larger model.</param>
/// <param name="Small">The smaller model's bill: it sees every request.</param>
/// <param name="Large">The larger model's bill, of the escalated ones.</param>
/// <param name="LargeChoice">How those are served; null where there are none.</param>
public sealed record CascadeBill(double Share, UsdEstimate Small, UsdEstimate Large, Choice? LargeChoice)
{
    /// <summary>Both together: what is escalated is paid at both.</summary>
    public UsdEstimate Total => Small + Large;
}

/// <summary>
/// A smaller model that answers first, and a larger one that answers again what is escalated, beside the larger one alone. Bills are those of a comparison: the smaller
/// model's at all of the traffic, the larger one's at its share of it, each in boxes as sold or by the token.
/// </summary>
public sealed class Cascade
{
    // Shares below a millionth are as good as none.
    private const double ShareLeast = 1e-6;

    private readonly Envelope _escalated;
    private readonly double _relief;
    private readonly List<SharePiece> _pieces;

    private Cascade(Choice small, Envelope escalated, Bill alone, RequestsPerSecond rate, double written)
    {
        (Small, _escalated, Alone, Rate) = (small, escalated, alone, rate);
        _relief = (1 - written) * OutputShare(small);
        _pieces = SharePiece.Sum(SharePiece.OfRelieved(small.Tariff, rate, _relief), SharePiece.OfEscalated(escalated, rate));
    }

    /// <summary>How the smaller model is served.</summary>
    public Choice Small { get; }

    /// <summary>The larger model alone.</summary>
    public Bill Alone { get; }

    /// <summary>All requests.</summary>
    public RequestsPerSecond Rate { get; }

    /// <summary>Every share at which the order of the cascade and of the larger model alone changes, upwards.</summary>
    public IReadOnlyList<CascadeCrossing> Crossings => field ??= CrossingsOf();

    /// <summary>How they stand just above no escalation at all, the cascade being the first.</summary>
    public Standing AtStart => StandingOf(_pieces[0].At(_pieces[0].From)) is not Standing.Equal and var standing ? standing : StandingOf(_pieces[0].At(_pieces[0].To));

    /// <summary>The greatest share of each step: up to it nothing more is rented.</summary>
    public IEnumerable<double> StepEnds => _pieces.Select(piece => piece.To);

    /// <summary>A cascade of choices at a traffic.</summary>
    /// <param name="small">How the smaller model is served: it sees every request.</param>
    /// <param name="escalated">How the larger one may be, for a request as it is when escalated.</param>
    /// <param name="alone">How it may be alone, for a request as it comes.</param>
    /// <param name="rate">Of all requests.</param>
    /// <param name="written">The part of the smaller model's answer that is there before a request is known to escalate, 0 to 1.</param>
    public static Cascade Of(Choice small, IReadOnlyList<Choice> escalated, IReadOnlyList<Choice> alone, RequestsPerSecond rate, double written = 1)
    {
        ArgumentNullException.ThrowIfNull(small);
        if (!(written is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(written), written, "A share lies between 0 and 1.");
        var envelope = Envelope.Of(escalated, RangeOf(escalated[0].Shape, rate));
        var bill = alone.Where(choice => choice.CanBeChosen).Select(choice => choice.BillAt(rate)).MinBy(one => one.PerMonth.Value);
        return new(small, envelope, bill, rate, written);
    }

    /// <summary>What the cascade costs at a share.</summary>
    public CascadeBill At(double share)
    {
        if (!(share is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(share), share, "A share lies between 0 and 1.");
        var small = Small.Tariff.At(Rate * (1 - _relief * share));
        if (share == 0) return new(0, small, UsdEstimate.Zero, null);
        var rate = Rate * Math.Max(share, ShareLeast);
        var choice = _escalated.PartAt(rate)!.Choice;
        return new(share, small, choice.Tariff.At(Rate * share), choice);
    }

    /// <summary>The rates that shares of a rate may be.</summary>
    internal static TrafficRange RangeOf(TrafficShape shape, RequestsPerSecond rate) => new(rate * shape.Tokens * (ShareLeast / 2), rate * shape.Tokens * (1 + 1e-9));

    // What an answer cut short saves: of a box the time that goes into answers, of tokens what they cost. Scaled to zero a start is paid all the same.
    private static double OutputShare(Choice small) => small switch
    {
        Choice.Hosted { ScalesToZero: true } => 0,
        Choice.Hosted hosted => 1 - hosted.PrefillShare,
        _ => 1 - small.BillAt(new(1)).InputShare,
    };

    private List<CascadeCrossing> CrossingsOf()
    {
        var crossings = new List<CascadeCrossing>();
        var standing = AtStart;
        foreach (var (piece, i) in _pieces.Select((piece, i) => (piece, i)))
        {
            var (low, high) = (StandingOf(piece.At(piece.From)), StandingOf(piece.At(piece.To)));
            // On a line that only touches the other bill at an end, the other end says who is cheaper.
            var first = low == Standing.Equal ? high : low;
            if (i > 0) Add(piece.From, first, Same(_pieces[i - 1].At(piece.From), piece.At(piece.From)) ? CrossingKind.Level : CrossingKind.Step);
            if (low != Standing.Equal && high != Standing.Equal && low != high) Add((Alone.PerMonth.Value - piece.Level) / piece.Slope, high, CrossingKind.Level);
        }
        return crossings;

        void Add(double share, Standing above, CrossingKind kind)
        {
            if (above == standing) return;
            crossings.Add(new(share, standing = above, kind));
        }
    }

    private Standing StandingOf(double bill)
    {
        var alone = Alone.PerMonth.Value;
        return Same(bill, alone) ? Standing.Equal : bill < alone ? Standing.FirstCheaper : Standing.SecondCheaper;
    }

    // Sums of a few products differ by rounding alone.
    private static bool Same(double one, double other) => Math.Abs(one - other) <= 1e-12 * Math.Max(one, other);
}
