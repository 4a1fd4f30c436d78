using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Testing;

namespace Breakeven.Tests.Simulation;

/// <summary>Runs of vLLM 0.19 that were recorded request by request, beside the same requests simulated.</summary>
public sealed class VllmRunTests
{
    private const string Page = "docs/reference/simulation.md";

    // With the general calibration, of which one figure was read off either run: how fast messages pass through the host's memory, and how the memory of a GeForce card
    // compares with its relative's. 192 requests of the first are thrown out on the way.
    [SkippableFact]
    public void A_cache_that_overflows_for_three_minutes_delays_requests_as_it_did() => Compare(RecordedRun.Ada, first: 0.15, 0.10);

    [SkippableFact]
    public void A_cap_on_sequences_delays_requests_as_it_did() => Compare(RecordedRun.Blackwell, first: 0.06, 0.06);

    [SkippableFact]
    public void Running_and_waiting_requests_go_as_they_went()
    {
        foreach (var (folder, run) in RecordedRun.All)
        {
            var timeline = TimelineOf(folder, run);
            Assert.True(timeline.RunningApart < 3.5, $"{folder}: {timeline.RunningApart:0.00} running");
            Assert.True(timeline.WaitingApart < 0.05 * timeline.MostWaiting, $"{folder}: {timeline.WaitingApart:0.00} waiting, of {timeline.MostWaiting}");
        }
    }

    // Twelve moments a run, and the sum that the limits above hold: so that a reader sees where they part.
    [SkippableFact]
    public void Running_and_waiting_requests_are_as_the_page_shows_them()
    {
        var text = string.Concat(RecordedRun.All.Select(one => $"{one.Run.Deployment.Model.Id} {one.Run.Deployment.Layout} on {one.Run.Deployment.Accelerator.Id}\n{TimelineOf(one.Folder, one.Run)}"));
        var page = RepositoryFiles.Read(Page);
        Assert.Contains("<!-- recorded timelines -->", page, StringComparison.Ordinal);
        Snapshot.MatchFile(MarkdownBlock.Rewrite(Page, page, block => block.Marker == "recorded timelines" ? text : null), Repository.PathOf(Page));
    }

    [SkippableFact]
    public void Many_steps_at_once_change_nothing_of_a_recorded_run()
    {
        foreach (var run in (RecordedRun[])[RecordedRun.Ada, RecordedRun.Blackwell])
        {
            var model = ModelOf(run, Facts.Calibration);
            Assert.Equal(Simulator.Run(model, run.Requests, new() { StepByStep = true }).Hash, Simulator.Run(model, run.Requests, new()).Hash);
        }
    }

    private static void Compare(RecordedRun run, double first, double within)
    {
        var result = Simulate(run);
        foreach (var (recorded, samples) in new[] { (run.First, result.TimeToFirstToken), (run.PerToken, result.TimePerOutputToken), (run.EndToEnd, result.EndToEnd) })
        {
            double[] made = [samples.Mean, samples.At(50), samples.At(95)];
            foreach (var (real, simulated) in RecordedRun.Summary(recorded).Zip(made)) Near(real, simulated, ReferenceEquals(recorded, run.First) ? first : within);
        }
    }

    private static RecordedTimeline TimelineOf(string folder, RecordedRun run) => RecordedTimeline.Of(folder, Simulate(run).Timeline);

    private static SimulationResult Simulate(RecordedRun run) => Simulator.Run(ModelOf(run, Facts.Calibration), run.Requests, new());

    private static void Near(double expected, double actual, double within) => Assert.Equal(expected, actual, within * expected);

    private static ReplicaModel ModelOf(RecordedRun run, Breakeven.Performance.Calibration calibration) =>
        new(Sizer.Plan(run.Deployment), calibration, run.Requests.Average(one => one.InputTokens), run.Requests.Average(one => one.OutputTokens));
}
