namespace Breakeven.Economics.Cascades;

/// <summary>What is known of how good the answers of a cascade are.</summary>
public sealed record CascadeQuality
{
    /// <summary>The smaller model's quality on everything.</summary>
    public required double Small { get; init; }

    /// <summary>The larger model's.</summary>
    public required double Large { get; init; }

    /// <summary>Escalation by chance: what any router must beat.</summary>
    public required QualityCurve AtRandom { get; init; }

    /// <summary>The router that the user has; null where nothing is known of one.</summary>
    public QualityCurve? Routed { get; init; }

    /// <summary>What no router exceeds.</summary>
    public required QualityCurve Bound { get; init; }

    /// <summary>Graded prompts behind it; null where figures were given.</summary>
    public int? Prompts { get; init; }

    /// <summary>The curve to decide by.</summary>
    public QualityCurve Expected => Routed ?? AtRandom;

    /// <summary>From two figures.</summary>
    public static CascadeQuality Of(double small, double large, QualityCurve? routed = null) => new()
    {
        Small = small,
        Large = large,
        AtRandom = QualityCurve.AtRandom(small, large),
        Routed = routed,
        Bound = QualityCurve.Bound(small, large),
    };

    /// <summary>From prompts that both models answered.</summary>
    public static CascadeQuality Of(GradedPrompts prompts)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return new()
        {
            Small = prompts.Small,
            Large = prompts.Large,
            AtRandom = prompts.AtRandom,
            Routed = prompts.ByConfidence,
            Bound = prompts.Bound,
            Prompts = prompts.Count,
        };
    }
}

/// <summary>A cascade at a share, or the larger model alone, that nothing else gives more quality for less money.</summary>
/// <param name="Share">The escalated share; null for the larger model alone.</param>
/// <param name="PerMonth">What it costs.</param>
/// <param name="Quality">What is to be expected of it.</param>
public sealed record FrontierPoint(double? Share, UsdEstimate PerMonth, double Quality)
{
    private const int Shares = 100;

    // Ends of steps beyond these are closer to each other than the percents between them.
    private const int StepEndsMost = 200;

    /// <summary>The frontier of a cascade, the cheapest first, of every whole percent and of the ends of steps.</summary>
    public static IReadOnlyList<FrontierPoint> Of(Cascade cascade, QualityCurve quality)
    {
        ArgumentNullException.ThrowIfNull(cascade);
        ArgumentNullException.ThrowIfNull(quality);
        var shares = Enumerable.Range(0, Shares + 1).Select(i => i / (double)Shares).Concat(cascade.StepEnds.Take(StepEndsMost)).Distinct();
        var all = shares.Select(share => new FrontierPoint(share, cascade.At(share).Total, quality.At(share)))
            .Append(new(null, cascade.Alone.PerMonth, quality.At(1)));
        var frontier = new List<FrontierPoint>();
        foreach (var point in all.OrderBy(point => point.PerMonth.Value).ThenByDescending(point => point.Quality))
            if (frontier.Count == 0 || point.Quality > frontier[^1].Quality + 1e-12) frontier.Add(point);
        return frontier;
    }
}
