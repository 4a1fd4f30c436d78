using System.Text.Json;
using Breakeven.Sizing;
using Breakeven.Statistics;
using Breakeven.Testing;
using Breakeven.Workloads;
using static Breakeven.Tests.Facts;

namespace Breakeven.Tests.Simulation;

/// <summary>
/// A run of a real engine, request by request. Arrivals are read from the benchmark's clock and tokens from the engine's; the two are brought together where
/// a request reached the engine soonest after it was sent, so that times to first token count from the moment of sending.
/// </summary>
internal sealed record RecordedRun(Deployment Deployment, IReadOnlyList<TraceRequest> Requests, double[] First, double[] PerToken, double[] EndToEnd)
{
    private const string AdaFolder = "RTX4090/Llama-3.1-8B";
    private const string BlackwellFolder = "RTXPRO6000/Qwen3-32B";

    public static RecordedRun Ada => Read(AdaFolder, "meta-llama/Llama-3.1-8B", "RTX-4090", "tp=1", new() { SequencesMax = 256, BatchedTokensMax = 2048 });

    public static RecordedRun Blackwell => Read(BlackwellFolder, "Qwen/Qwen3-32B", "RTX-PRO-6000", "tp=2", new() { SequencesMax = 128, BatchedTokensMax = 2048 });

    public static IReadOnlyList<(string Folder, RecordedRun Run)> All => [(AdaFolder, Ada), (BlackwellFolder, Blackwell)];

    public static RecordedRun Read(string folder, string model, string gpu, string layout, EngineSettings settings)
    {
        var path = ReferenceData.Require($"traces/vllm-requests/{folder}/vllm/requests.jsonl");
        var rows = File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Row>(line, s_names)!).OrderBy(row => row.ArrivalTime).ToList();
        var clocks = rows.Min(row => row.QueuedTs - row.ArrivalTime);
        return new(
            Deploy(model, gpu, "bf16", layout, settings),
            [.. rows.Select(row => new TraceRequest((long)((row.ArrivalTime - rows[0].ArrivalTime) * 1e9), row.InputToks, row.OutputToks))],
            [.. rows.Select(row => row.FirstTokenTs - row.ArrivalTime - clocks)],
            [.. rows.Select(row => (row.LastTokenTs - row.FirstTokenTs) / (row.OutputToks - 1))],
            [.. rows.Select(row => row.LastTokenTs - row.ArrivalTime - clocks)]);
    }

    /// <summary>Mean, median and 95th percentile.</summary>
    public static double[] Summary(double[] times)
    {
        var sorted = times.Order().ToArray();
        return [times.Average(), Quantile.Of(sorted, 0.5), Quantile.Of(sorted, 0.95)];
    }

    private static readonly JsonSerializerOptions s_names = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private sealed record Row(double ArrivalTime, double QueuedTs, double FirstTokenTs, double LastTokenTs, int InputToks, int OutputToks);
}
