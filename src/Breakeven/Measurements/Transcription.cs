using System.Globalization;
using System.Text.RegularExpressions;

namespace Breakeven.Measurements;

/// <summary>
/// Public figures that go around under the wrong column, read as their publishers mean them. Each rule names the publication, so that nobody else's rows
/// are touched, and leaves a row alone that is right already.
/// </summary>
internal static partial class Transcription
{
    private const string Overview = "TensorRT-LLM perf-overview";

    public static Measurement Mended(Measurement row) => row.Source switch
    {
        _ when row.Source.Contains(Overview, StringComparison.Ordinal) => TotalOfOutput(FirstToken(row)),
        _ when row.Source.Contains("dstack", StringComparison.Ordinal) => Labelled(row),
        _ => row,
    };

    // Its "token throughput" is of output tokens: docs/source/performance/perf-overview.md of v1.0 names it "Total Output Throughput", and were prompts counted,
    // Llama 3.1 8B in fp8 on an H100 (2048 in, 128 out: 3,460) would work at 55 of its 1,979 TFLOP/s.
    private static Measurement TotalOfOutput(Measurement row) => row.TotalTokensPerSecond is null ? row : row with { TotalCountsOutput = true };

    // The tables of one output token at batch 1 are "1st Token Latency (ms)" (docs/source/performance.md of v0.9.0).
    private static Measurement FirstToken(Measurement row) => row is { OutputTokens: 1, Concurrency: 1, TimeToFirstTokenMs: null, OutputTokensPerSecond: { } latency }
        ? row with { TimeToFirstTokenMs = latency, OutputTokensPerSecond = null }
        : row;

    // "4xMi300x 1FP8" is one replica on four devices, "8xMi300x 2FP8" two of them; the offline rows of the latter are the former doubled, at the batch of
    // one replica (comparison/h100sxm5_vs_mi300x/raw_data/8xMi300x-throughput-quark-2fp8/README.md).
    private static Measurement Labelled(Measurement row)
    {
        if (Label().Match(row.Note) is not { Success: true } label) return row;
        var gpus = int.Parse(label.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var replicas = int.Parse(label.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        if (row.Gpus == gpus && row.Tensor == gpus / replicas) return row;
        return row with { Gpus = gpus, Tensor = gpus / replicas, Concurrency = row.Concurrency * replicas };
    }

    [GeneratedRegex(@"label=([1-8])x\w+ +([12])FP8")]
    private static partial Regex Label();
}
