using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;
using Breakeven.Testing;

namespace Breakeven.Tests.Simulation;

/// <summary>Runs of vLLM 0.19 that were recorded request by request, beside the same requests simulated.</summary>
public sealed class VllmRunTests
{
    private static RecordedRun Ada => RecordedRun.Read("RTX4090/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", "RTX-4090", "tp=1", new() { SequencesMax = 256, BatchedTokensMax = 2048 });

    private static RecordedRun Blackwell => RecordedRun.Read("RTXPRO6000/Qwen3-32B", "Qwen/Qwen3-32B", "RTX-PRO-6000", "tp=2", new() { SequencesMax = 128, BatchedTokensMax = 2048 });

    // With the general calibration, of which one figure was read off either run: how fast messages pass through the host's memory, and how the memory of a GeForce card
    // compares with its relative's. 192 requests of the first are thrown out on the way.
    [SkippableFact]
    public void A_cache_that_overflows_for_three_minutes_delays_requests_as_it_did() => Compare(Ada, first: 0.15, 0.10);

    [SkippableFact]
    public void A_cap_on_sequences_delays_requests_as_it_did() => Compare(Blackwell, first: 0.06, 0.06);

    [SkippableFact]
    public void Running_and_waiting_requests_go_as_they_went()
    {
        foreach (var (run, folder) in new[] { (Ada, "RTX4090/Llama-3.1-8B"), (Blackwell, "RTXPRO6000/Qwen3-32B") })
        {
            var timeline = Simulate(run).Timeline;
            Assert.Equal(1_000_000_000, timeline.Span);
            var rows = File.ReadLines(ReferenceData.Require($"traces/vllm-requests/{folder}/vllm/timeseries.csv")).Skip(1).Select(line => line.Split(',')).ToList();
            var (running, waiting, most) = (0.0, 0.0, 0.0);
            // The recorder looks at the end of each second.
            for (var i = 0; i < Math.Min(rows.Count, timeline.Count - 1); i++)
            {
                running += Math.Abs(int.Parse(rows[i][3], null) - (timeline.Running(i) + timeline.Running(i + 1)) / 2);
                waiting += Math.Abs(int.Parse(rows[i][4], null) - (timeline.Waiting(i) + timeline.Waiting(i + 1)) / 2);
                most = Math.Max(most, int.Parse(rows[i][4], null));
            }

            Assert.True(running / rows.Count < 3.5, $"{folder}: {running / rows.Count:0.00} running");
            Assert.True(waiting / rows.Count < 0.05 * most, $"{folder}: {waiting / rows.Count:0.00} waiting, of {most}");
        }
    }

    [SkippableFact]
    public void Many_steps_at_once_change_nothing_of_a_recorded_run()
    {
        foreach (var run in (RecordedRun[])[Ada, Blackwell])
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

    private static SimulationResult Simulate(RecordedRun run) => Simulator.Run(ModelOf(run, Facts.Calibration), run.Requests, new());

    private static void Near(double expected, double actual, double within) => Assert.Equal(expected, actual, within * expected);

    private static ReplicaModel ModelOf(RecordedRun run, Breakeven.Performance.Calibration calibration) =>
        new(Sizer.Plan(run.Deployment), calibration, run.Requests.Average(one => one.InputTokens), run.Requests.Average(one => one.OutputTokens));
}
