using Breakeven.Performance;
using Breakeven.Simulation;
using Breakeven.Simulation.Engines;
using Breakeven.Sizing;

namespace Breakeven.Tests.Simulation;

/// <summary>Runs of vLLM 0.19 that were recorded request by request, beside the same requests simulated.</summary>
public sealed class VllmRunTests
{
    private static RecordedRun Ada => RecordedRun.Read("RTX4090/Llama-3.1-8B", "meta-llama/Llama-3.1-8B", "RTX-4090", "tp=1", new() { SequencesMax = 256, BatchedTokensMax = 2048 });

    private static RecordedRun Blackwell => RecordedRun.Read("RTXPRO6000/Qwen3-32B", "Qwen/Qwen3-32B", "RTX-PRO-6000", "tp=2", new() { SequencesMax = 128, BatchedTokensMax = 2048 });

    // The schedule alone, with the time of kernels taken from the run: with the products of the 4090 at 0.75 of what its relative L40S says (its memory feeds them at 83 %
    // of the data sheet's rate and not at 63 %), and their arithmetic at 0.9 of that, every figure follows from who runs when. 192 requests are thrown out on the way.
    [SkippableFact]
    public void A_cache_that_overflows_for_three_minutes_delays_requests_as_it_did() =>
        Compare(Ada, constants => constants with { Dense = 0.75 * constants.Dense, Compute = 0.9 * constants.Compute, Attention = 0.9 * constants.Attention }, 0.03, 0.04, 0.04, firstTail: 0.08);

    // The same with attention and collectives at twice what the tables say, of which none was timed on this card over PCIe.
    [SkippableFact]
    public void A_cap_on_sequences_delays_requests_as_it_did() =>
        Compare(Blackwell, constants => constants with { Attention = 2 * constants.Attention, Collectives = 2 * constants.Collectives }, 0.03, 0.03, 0.03, firstTail: 0.03);

    [SkippableFact]
    public void Many_steps_at_once_move_no_percentile_of_a_recorded_run_by_a_thousandth()
    {
        foreach (var run in (RecordedRun[])[Ada, Blackwell])
        {
            var model = ModelOf(run, Facts.Calibration);
            var (fast, exact) = (Simulator.Run(model, run.Requests, new()), Simulator.Run(model, run.Requests, new() { StepByStep = true }));
            foreach (var percentile in (double[])[5, 25, 50, 75, 90, 95, 99, 100])
            {
                Near(exact.TimeToFirstToken.At(percentile), fast.TimeToFirstToken.At(percentile), 1e-3);
                Near(exact.TimePerOutputToken.At(percentile), fast.TimePerOutputToken.At(percentile), 1e-3);
                Near(exact.EndToEnd.At(percentile), fast.EndToEnd.At(percentile), 1e-3);
            }
        }
    }

    private static void Compare(RecordedRun run, Func<ServingConstants, ServingConstants> scaled, double first, double perToken, double endToEnd, double firstTail)
    {
        var calibration = Facts.Calibration.With(Facts.Calibration.AllServing.ToDictionary(pair => pair.Key, pair => scaled(pair.Value)));
        var result = Simulator.Run(ModelOf(run, calibration), run.Requests, new());
        double[] Simulated(LatencySamples samples) => [samples.Mean, samples.At(50), samples.At(95)];
        foreach (var (recorded, samples, within) in new[] { (run.First, result.TimeToFirstToken, first), (run.PerToken, result.TimePerOutputToken, perToken), (run.EndToEnd, result.EndToEnd, endToEnd) })
        {
            var (real, made) = (RecordedRun.Summary(recorded), Simulated(samples));
            Near(real[0], made[0], within);
            Near(real[1], made[1], within);
            Near(real[2], made[2], ReferenceEquals(recorded, run.First) ? firstTail : within);
        }
    }

    private static void Near(double expected, double actual, double within) => Assert.Equal(expected, actual, within * expected);

    private static ReplicaModel ModelOf(RecordedRun run, Breakeven.Performance.Calibration calibration) =>
        new(Sizer.Plan(run.Deployment), calibration, run.Requests.Average(one => one.InputTokens), run.Requests.Average(one => one.OutputTokens));
}
