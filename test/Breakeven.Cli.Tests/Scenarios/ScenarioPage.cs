using System.Globalization;
using System.Text;

namespace Breakeven.Cli.Tests.Scenarios;

/// <summary>The outcomes as a page.</summary>
internal static class ScenarioPage
{
    public static string Of(IReadOnlyList<ScenarioOutcome> outcomes)
    {
        var text = new StringBuilder();
        text.AppendLine("# Scenarios");
        text.AppendLine();
        text.AppendLine("Is the advice right? A dozen months of traffic, written by `./build scenarios`. `breakeven advise` answers each by the closed form, in a second or two. Then every choice that any of the models and accelerators has is simulated in full");
        text.AppendLine("(`--simulate-all --within 1000`): what its replicas carry, the cheapest plan for that, and the plan replayed request by request over its first days, its capacity lowered until the objective is met. *Above the best* compares what the advised choice then");
        text.AppendLine("costs with the cheapest of them. The interval is the one that the advice gave; a replay of requests drawn by chance lies half a percent off a bill of means, which is allowed for at its ends.");
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"At most {Percent(outcomes.Max(one => one.Excess))} above the best; inside the interval in {outcomes.Count(one => one.IsInside)} of {outcomes.Count} (to the dollar, without that allowance, in {outcomes.Count(one => one.IsStrictlyInside)}); the final plans' replays are at most {Percent(outcomes.Max(one => Math.Abs(one.ReplayDifference ?? 0)))} off their bills.");
        text.AppendLine();
        text.AppendLine("| scenario | advised | says $/month | interval | simulated | above the best | inside |");
        text.AppendLine("|---|---|---:|---|---:|---:|---|");
        foreach (var one in outcomes)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {one.Scenario.Name} | {one.Advised} | {one.ClosedForm:N0} | {one.Low:N0} to {one.High:N0} | {(one.AdvisedSimulated is { } cost ? cost.ToString("N0", CultureInfo.InvariantCulture) : "misses")} | {Percent(one.Excess)} | {(one.IsInside ? "yes" : "no")} |");
        foreach (var one in outcomes)
        {
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"## {char.ToUpperInvariant(one.Scenario.Name[0])}{one.Scenario.Name[1..]}");
            text.AppendLine();
            text.AppendLine(CultureInfo.InvariantCulture, $"{char.ToUpperInvariant(one.Scenario.Pattern[0])}{one.Scenario.Pattern[1..]}.");
            text.AppendLine();
            text.AppendLine("```text");
            text.AppendLine(one.Scenario.Line);
            text.AppendLine("```");
            text.AppendLine();
            text.AppendLine("| choice | closed form $/month | simulated $/month | off by |");
            text.AppendLine("|---|---:|---:|---:|");
            foreach (var choice in one.Choices.OrderBy(choice => choice.Simulated ?? decimal.MaxValue))
                text.AppendLine(CultureInfo.InvariantCulture, $"| {choice.Name} | {choice.ClosedForm:N0} | {(choice.Simulated is { } cost ? cost.ToString("N0", CultureInfo.InvariantCulture) : "misses")} | {(choice.Simulated is { } found ? Signed((double)(choice.ClosedForm / found) - 1) : "")} |");
        }
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static string Percent(double share) => double.IsFinite(share) ? share.ToString("0.0 %", CultureInfo.InvariantCulture) : "misses";

    private static string Signed(double share) => share.ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture);
}
