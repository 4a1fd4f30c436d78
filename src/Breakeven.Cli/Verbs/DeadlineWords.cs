using System.Globalization;
using Breakeven.Economics.Advice;
using Breakeven.Economics.Hours;

namespace Breakeven.Cli.Verbs;

/// <summary>What becomes of work with deadlines, in words.</summary>
internal static class DeadlineWords
{
    /// <summary>How much comes when; null where there is none.</summary>
    public static string? Asked(IReadOnlyList<DeadlineWork> works) => works.Count == 0 ? null
        : string.Join("; ", works.GroupBy(one => (one.Name, one.Documents, one.Each)).Select(group => string.Create(
            CultureInfo.InvariantCulture,
            $"{group.Count()} times {CompareTables.Short(group.Key.Documents)} documents, {group.Key.Each.Input.Value:N0} tokens in, {group.Key.Each.Output.Value:N0} out, within {group.First().Due - group.First().From} h from {group.First().From % 24}:00")));

    /// <summary>Where it is done and what that costs; null where there is none.</summary>
    public static string? Of(PlannedChoice choice)
    {
        if (choice.Plan.Deadline is not { } plan) return null;
        var (all, home) = (plan.Results.Sum(one => (double)one.Work.Documents), plan.Results.Sum(one => (double)one.AtHome));
        var (hours, batch) = (plan.Results.Sum(one => one.ReplicaHours), plan.Results.Aggregate(default(Usd), (sum, one) => sum + one.BatchCost));
        List<string> parts = [];
        if (home > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{AdviseWords.Percent(home / all)} at home in {hours:#,0} replica-hours beside the requests"));
        if (home < all) parts.Add($"{AdviseWords.Percent(1 - home / all)} bought {(choice.Way.Batch!.Batch ? "in batch" : "by the token")} from {choice.Way.Batch.Offer.Provider} for {AdviseWords.Money(batch)}");
        var saved = home > 0 && plan.Results.All(one => one.Saved is not null) ? $"; bought so, those at home would cost {AdviseWords.Money(plan.Results.Aggregate(default(Usd), (sum, one) => sum + one.Saved!.Value))}" : "";
        return $"documents: {string.Join(", ", parts)}; with the boxes that they take more they add {AdviseWords.Money(choice.DocumentsCost)} to the month{saved}";
    }
}
