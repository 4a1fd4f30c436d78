using Breakeven.Economics;
using Breakeven.Economics.Cascades;

namespace Breakeven.Cli.Verbs;

/// <summary>A share with all that is said of it.</summary>
/// <param name="Bill">What it costs.</param>
/// <param name="LargeName">How the escalated requests are served.</param>
/// <param name="Standing">Against the larger model alone, the cascade being the first.</param>
/// <param name="PerThousand">Dollars a thousand requests.</param>
/// <param name="Quality">To be expected.</param>
/// <param name="Error">How far that may lie off in nine of ten cases, where graded prompts say.</param>
/// <param name="AtRandom">By chance.</param>
/// <param name="Bound">What no router exceeds.</param>
/// <param name="GoodPerUsd">Good answers for a dollar.</param>
internal sealed record CascadeRow(CascadeBill Bill, string? LargeName, Standing Standing, double PerThousand, double? Quality, double? Error, double? AtRandom, double? Bound, double? GoodPerUsd);

/// <summary>A cascade over its shares.</summary>
/// <param name="Rows">From none to all.</param>
/// <param name="Asked">The share that was asked about.</param>
/// <param name="Advised">The cheapest that is good enough, where that is no model alone.</param>
/// <param name="Frontier">Shares that no other beats.</param>
/// <param name="GoodEnough">The cheapest that is good enough.</param>
internal sealed record CascadeTable(IReadOnlyList<CascadeRow> Rows, CascadeRow? Asked, CascadeRow? Advised, IReadOnlyList<FrontierPoint> Frontier, FrontierPoint? GoodEnough)
{
    private const int RowsBetween = 20;

    public static CascadeTable Of(CascadeContest contest, CascadeTerms terms)
    {
        var cascade = contest.Cascade!;
        var requests = cascade.Rate.Value * BillingMonth.Length.Value;
        var frontier = terms.Quality is null ? [] : FrontierPoint.Of(cascade, terms.Quality.Expected);
        var enough = terms.QualityLeast is { } least ? frontier.FirstOrDefault(point => point.Quality >= least - 1e-12) : null;
        return new(
            [.. Enumerable.Range(0, RowsBetween + 1).Select(i => i / (double)RowsBetween).Select(Row)],
            terms.Escalated is { } asked ? Row(asked) : null,
            enough?.Share is { } advised ? Row(advised) : null,
            frontier,
            enough);

        CascadeRow Row(double share)
        {
            var (bill, quality) = (cascade.At(share), terms.Quality);
            var total = bill.Total;
            var expected = quality?.Expected.At(share);
            var standing = Math.Abs(total - cascade.Alone.PerMonth is var gap ? gap.Value : 0) <= 1e-9 * total.Value ? Standing.Equal : gap.Value < 0 ? Standing.FirstCheaper : Standing.SecondCheaper;
            return new(
                bill, bill.LargeChoice is { } choice ? contest.NameOf(choice) : null, standing, total.Value / requests * 1000, expected,
                quality is { Prompts: { } prompts } ? quality.Expected.ErrorAt(share, prompts) : null, quality?.AtRandom.At(share), quality?.Bound.At(share), expected * requests / total.Value);
        }
    }
}
