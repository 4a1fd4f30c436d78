namespace Breakeven.Economics.Advice;

/// <summary>What a choice may come to cost where speeds, prices and traffic are not as supposed, its boxes for good being kept and the rest chosen anew.</summary>
/// <param name="Choice">The choice, planned for what is predicted.</param>
/// <param name="Expected">The mean over the cases. Where it misses the objective the cheapest that does not takes its place, three days of the choice's own bill having been paid.</param>
/// <param name="Low">One case in twenty costs less.</param>
/// <param name="High">One in twenty costs more; infinite where nothing serves the traffic in more than that.</param>
/// <param name="ChanceCheapest">The share of cases in which it is the cheapest of those looked at.</param>
/// <param name="ChanceUnserved">The share of cases in which it misses the objective, and another takes its place.</param>
/// <param name="RegretMost">What it costs above the cheapest of those looked at where that is most, half and twice the traffic among the cases, there above the cheapest of all; infinite where it cannot be served and another can.</param>
/// <param name="ChanceNothing">The share of cases in which nothing that was weighed serves; they have no cost and are left out of the mean.</param>
public sealed record ChoiceOutlook(PlannedChoice Choice, UsdEstimate Expected, UsdEstimate Low, UsdEstimate High, double ChanceCheapest, double ChanceUnserved, UsdEstimate RegretMost, double ChanceNothing)
{
    /// <summary>One that is as likely to be left as that is no advice while there are others.</summary>
    public const double UnservedMost = 0.25;
}
