using Breakeven.Testing;

namespace Breakeven.Cli.Tests.Scenarios;

/// <summary>Advice against simulation; `./build scenarios` runs all of it.</summary>
public sealed class ScenarioTests
{
    private const string Page = "docs/reference/scenarios.md";

    // The advised choice may cost so much more than the best.
    private const double ExcessMost = 0.05;
    private const int InsideLeast = 10;

    [SkippableFact]
    [Trait("Category", "Scenarios")]
    public void The_advised_choice_is_nearly_the_best_when_all_are_simulated()
    {
        Skip.If(Environment.GetEnvironmentVariable("UPDATE_SCENARIOS") is null, "takes a quarter of an hour: ./build scenarios");
        var outcomes = Scenario.All.Select(ScenarioOutcome.Of).ToList();
        File.WriteAllText(Repository.PathOf(Page), ScenarioPage.Of(outcomes));
        Assert.All(outcomes, one => Assert.True(one.Excess <= ExcessMost, $"{one.Scenario.Name}: {one.Excess:P1} above the best"));
        Assert.True(outcomes.Count(one => one.IsInside) >= InsideLeast, $"{outcomes.Count(one => one.IsInside)} inside");
        Assert.All(outcomes, one => Assert.InRange(one.ReplayDifference ?? 0, -0.02, 0.02));
    }

    [Fact]
    public void The_page_is_of_the_scenarios_as_they_stand()
    {
        var page = RepositoryFiles.Read(Page);
        Assert.All(Scenario.All, scenario => Assert.Contains(scenario.Line, page, StringComparison.Ordinal));
        Assert.Equal(Scenario.All.Count, page.Split('\n').Count(line => line.StartsWith("## ", StringComparison.Ordinal)));
    }

    // The closed form's answer of each, which takes a second, is the one that the page was written for: else it is to be written again.
    [Fact]
    public void The_page_names_what_is_advised_today()
    {
        var page = RepositoryFiles.Read(Page);
        foreach (var scenario in Scenario.All)
        {
            var run = CliRun.Shipped.Run([.. scenario.Arguments, "--format", "json"]);
            using var json = System.Text.Json.JsonDocument.Parse(run.Output);
            var answer = json.RootElement.GetProperty("answer");
            var row = page.Split('\n').Single(line => line.StartsWith($"| {scenario.Name} |", StringComparison.Ordinal));
            Assert.StartsWith(FormattableString.Invariant($"| {scenario.Name} | {answer.GetProperty("choice").GetString()} | {answer.GetProperty("usd_per_month").GetDecimal():N0} |"), row, StringComparison.Ordinal);
        }
    }
}
