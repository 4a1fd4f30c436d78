using System.Text;
using Breakeven.Catalog;
using Breakeven.Economics.Cascades;

namespace Breakeven.Tests.Economics.Cascades;

public sealed class QualityCurveTests
{
    // Right by the smaller: q1 and q3; by the larger: q1, q2 and q4.
    private const string Graded = "id,small,large,confidence\nq1,1,1,0.9\nq2,0,1,0.2\nq3,1,0,0.8\nq4,no,yes,0.4\n";

    [Fact]
    public void By_chance_quality_lies_on_the_line_between_the_two()
    {
        var curve = QualityCurve.AtRandom(0.71, 0.83);
        Assert.Equal([0.71, 0.77, 0.83], new[] { 0, 0.5, 1 }.Select(share => Math.Round(curve.At(share), 12)));
    }

    // At most 0.29 of the requests are wrong by the smaller and right by the larger: escalating those gives 1.00 at 0.29. Then 0.17 must be right by the smaller alone, escalated last: 1.83 - p from 0.83.
    [Fact]
    public void No_router_exceeds_what_the_two_qualities_allow()
    {
        var curve = QualityCurve.Bound(0.71, 0.83);
        Assert.Equal([0.71, 0.81, 1, 1, 0.93, 0.83], new[] { 0, 0.1, 0.29, 0.83, 0.9, 1 }.Select(share => Math.Round(curve.At(share), 12)));
        // 0.2 + 0.3 is all that can be right at all.
        Assert.Equal([0.2, 0.5, 0.5, 0.3], new[] { 0, 0.3, 0.8, 1 }.Select(share => Math.Round(QualityCurve.Bound(0.2, 0.3).At(share), 12)));
    }

    // 0.7 x 0.9 + 0.3 x 0.83.
    [Fact]
    public void What_the_smaller_keeps_counts_at_its_quality_there()
    {
        Assert.Equal(0.879, QualityCurve.Kept(0.71, 0.83, 0.3, 0.9).At(0.3), 1e-12);
        // 0.7 x 1.0 is within 0.71; of 0.65 on what is kept 0.455 would be right, which leaves 0.255 for the other 0.3, and of 1.02 nothing is left.
        var refused = Assert.Throws<InputException>(() => QualityCurve.Kept(0.6, 0.83, 0.3, 0.9));
        Assert.Contains("give between 0.429 and 0.857", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Graded_prompts_give_the_curves_of_chance_of_the_threshold_and_of_one_who_knows()
    {
        var prompts = Read(Graded);
        Assert.Equal((4, 0.5, 0.75, true), (prompts.Count, prompts.Small, prompts.Large, prompts.HasConfidence));
        // Least confident first: q2 0 to 1, q4 0 to 1, q3 1 to 0, q1 1 to 1.
        Assert.Equal([0.5, 0.75, 1, 0.75, 0.75], prompts.ByConfidence!.Points.Select(point => point.Quality));
        // One who knows: q2 and q4, then q1, then q3.
        Assert.Equal([(0, 0.5), (0.5, 1), (0.75, 1), (1, 0.75)], prompts.Bound.Points.Select(point => (point.Share, point.Quality)));
        Assert.Equal(0.625, prompts.AtRandom.At(0.5), 1e-12);
        // Between two thresholds some are drawn: half of q2's quarter gives half of its gain.
        Assert.Equal(0.625, prompts.ByConfidence!.At(0.125), 1e-12);
    }

    // At share 0 half of 4 are right: a deviation of 0.5, over the root of 4, times 1.645.
    [Fact]
    public void How_sure_a_mean_is_follows_from_the_scores()
    {
        var curve = Read(Graded).ByConfidence!;
        Assert.Equal(1.6448536 * 0.25, curve.ErrorAt(0, 4), 1e-6);
        Assert.Equal(0, curve.ErrorAt(0.5, 4), 1e-9);
    }

    [Fact]
    public void Prompts_that_are_equally_confident_are_told_apart_by_chance_alone()
    {
        var curve = Read(Graded.Replace("0.9", "0.5").Replace("0.2", "0.5").Replace("0.8", "0.5").Replace("0.4", "0.5")).ByConfidence!;
        Assert.Equal([(0, 0.5), (1, 0.75)], curve.Points.Select(point => (point.Share, point.Quality)));
    }

    [Theory]
    [InlineData("id,small,large\n", "g.csv: it has no prompt")]
    [InlineData("id,small,large\nq1,1,2\n", "g.csv:2: the large score \"2\" is not between 0 and 1")]
    [InlineData("id,small,large\nq1,1,0\nq1,1,1\n", "g.csv:3: the prompt \"q1\" stands twice")]
    [InlineData("id,small,large,confidence\nq1,1,0,0.5\nq2,1,1,\n", "g.csv:3: some prompts have a confidence and others none")]
    [InlineData("id,small,large,confidence\nq1,1,0,sure\n", "g.csv:2: the confidence \"sure\" is not a number")]
    [InlineData("id,small,big\nq1,1,0\n", "g.csv:1: no column \"big\" is known")]
    public void What_is_no_grading_is_refused_by_its_line(string text, string message) => Assert.StartsWith(message, Assert.Throws<InputException>(() => Read(text)).Message, StringComparison.Ordinal);

    private static GradedPrompts Read(string text) => GradedPrompts.Read(Encoding.UTF8.GetBytes(text), "g.csv");
}
