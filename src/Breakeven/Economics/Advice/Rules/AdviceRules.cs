namespace Breakeven.Economics.Advice.Rules;

/// <summary>All rules, those about the traffic first. The same figures give the same words.</summary>
public static class AdviceRules
{
    /// <summary>In the order in which their reasons stand.</summary>
    public static IReadOnlyList<AdviceRule> All { get; } = [.. PatternRules.All, .. FactRules.All];

    /// <summary>What speaks for and against an advice; nothing where there is none.</summary>
    public static IReadOnlyList<Reason> Of(Recommendation advice) =>
        AdviceFigures.Of(advice) is { } figures ? [.. All.Where(rule => rule.Fires(figures)).SelectMany(rule => rule.Reasons(figures))] : [];
}
