using System.Text.Json;

namespace Breakeven.Cli.Tests.Scenarios;

/// <summary>A choice of a scenario: what advice without simulation says it costs, and what it costs when it is simulated; null where no load meets the objective.</summary>
internal sealed record ScenarioChoice(string Name, decimal ClosedForm, decimal? Simulated);

/// <summary>What became of a scenario.</summary>
internal sealed record ScenarioOutcome(Scenario Scenario, string Advised, decimal ClosedForm, double Low, double High, double? ReplayDifference, IReadOnlyList<ScenarioChoice> Choices)
{
    // Requests are drawn by chance, and a replay of them differs from a bill of means by a few tenths of a percent.
    private const double Chance = 0.005;

    public static ScenarioOutcome Of(Scenario scenario)
    {
        var run = CliRun.Shipped.Run([.. scenario.Arguments, "--simulate-all", "--within", "1000", "--format", "json"]);
        if (run.Exit == 2) throw new InvalidOperationException($"{scenario.Name}: {run.Error}");
        using var json = JsonDocument.Parse(run.Output);
        var (root, simulation) = (json.RootElement, json.RootElement.GetProperty("simulation"));
        var choices = simulation.GetProperty("choices").EnumerateArray()
            .Select(choice => new ScenarioChoice(choice.GetProperty("choice").GetString()!, choice.GetProperty("closed_form_usd_per_month").GetDecimal(), choice.GetProperty("met").GetBoolean() ? choice.GetProperty("simulated_usd_per_month").GetDecimal() : null)).ToList();
        // What is only bought is arithmetic.
        choices.AddRange(root.GetProperty("choices").EnumerateArray().Where(choice => choice.GetProperty("accelerator").ValueKind == JsonValueKind.Null)
            .Select(choice => new ScenarioChoice(choice.GetProperty("choice").GetString()!, choice.GetProperty("usd_per_month").GetDecimal(), choice.GetProperty("usd_per_month").GetDecimal())));
        var replay = simulation.GetProperty("replay");
        return new(
            scenario,
            simulation.GetProperty("closed_form_advice").GetString()!,
            simulation.GetProperty("closed_form_usd_per_month").GetDecimal(),
            simulation.GetProperty("closed_form_usd_per_month_low").GetDouble(),
            simulation.GetProperty("closed_form_usd_per_month_high").GetDouble(),
            replay.ValueKind == JsonValueKind.Null ? null : replay.GetProperty("difference").GetDouble(),
            choices);
    }

    public ScenarioChoice Best => Choices.Where(choice => choice.Simulated is not null).MinBy(choice => choice.Simulated)!;

    public decimal? AdvisedSimulated => Choices.First(choice => choice.Name == Advised).Simulated;

    /// <summary>What the advised choice costs above the best, as a share; infinite where it misses the objective.</summary>
    public double Excess => AdvisedSimulated is { } cost ? (double)(cost / Best.Simulated!.Value) - 1 : double.PositiveInfinity;

    /// <summary>The same without an allowance for chance.</summary>
    public bool IsStrictlyInside => AdvisedSimulated is { } cost && (double)Math.Round(cost) >= Math.Round(Low) && (double)Math.Round(cost) <= Math.Round(High);

    /// <summary>Whether what the advised choice costs lies in the interval that the advice gave.</summary>
    public bool IsInside => AdvisedSimulated is { } cost && (double)cost >= Low * (1 - Chance) && (double)cost <= High * (1 + Chance);
}
