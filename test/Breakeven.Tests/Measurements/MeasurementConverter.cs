using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Breakeven.Catalog;
using Breakeven.Measurements;

namespace Breakeven.Tests.Measurements;

/// <summary>
/// Writes catalog/measurements/*.csv from public points that were gathered elsewhere: names as ours, five significant digits, one row for a point that is
/// listed twice, and none for what was computed and not measured. The gathering stays outside the repository; what is committed is this and the result.
/// </summary>
internal static partial class MeasurementConverter
{
    /// <summary>A file of the catalogue.</summary>
    /// <param name="Name">Its name without the extension.</param>
    /// <param name="Remark">What a reader should know of all its rows.</param>
    /// <param name="Sources">By the key that rows name them by: how the gathering calls it, and who measured it and where it was read.</param>
    public sealed record Target(string Name, string Remark, IReadOnlyDictionary<string, (string Gathered, string Where)> Sources);

    private const string TensorRt = "docs/source/performance";

    public static IReadOnlyList<Target> Targets { get; } =
    [
        new("serving-inferencex", "closed-loop serving at a fixed concurrency; lengths are drawn between 0.8 and 1 of those stated", Sources(
            ("inferencex", "aiconfigurator silicon_sample (InferenceX)", "SemiAnalysis InferenceX, as gathered in aiconfigurator silicon_sample: ai-dynamo/aiconfigurator@ed133e9d1e97 src/aiconfigurator/systems/silicon_sample.csv (Apache-2.0), read 2026-08-22"))),
        new("serving-nvidia", "closed-loop serving at a fixed concurrency", Sources(
            ("nvidia", "aiconfigurator silicon_sample (NVIDIA)", "NVIDIA, aiconfigurator silicon_sample: ai-dynamo/aiconfigurator@ed133e9d1e97 src/aiconfigurator/systems/silicon_sample.csv (Apache-2.0), read 2026-08-22"))),
        new("tensorrt-llm", "offline, all requests queued; rates are of output tokens; v0.9 ran static batches, and its first-token latencies are at batch 1", Sources(
            ("trtllm-0.9", "TensorRT-LLM perf-overview v0.9", $"NVIDIA, TensorRT-LLM perf-overview v0.9: NVIDIA/TensorRT-LLM@v0.9.0 {TensorRt}.md (Apache-2.0), read 2026-08-22"),
            ("trtllm-0.14", "TensorRT-LLM perf-overview v0.14", $"NVIDIA, TensorRT-LLM perf-overview v0.14: NVIDIA/TensorRT-LLM@v0.14.0 {TensorRt}/perf-overview.md (Apache-2.0), read 2026-08-22"),
            ("trtllm-1.0", "TensorRT-LLM perf-overview v1.0", $"NVIDIA, TensorRT-LLM perf-overview v1.0: NVIDIA/TensorRT-LLM@v1.0.0 {TensorRt}/perf-overview.md (Apache-2.0), read 2026-08-22"))),
        new("mlperf-4.1", "the best that submitters reached; server rows within bounds on the 99th percentile; lengths are those of the benchmark's dataset", Sources(
            ("mlperf-4.1", "MLPerf Inference v4.1", "MLCommons, MLPerf Inference v4.1: mlcommons/inference_results_v4.1@main closed and open, SUBMITTER/results (Apache-2.0), published 2024-08-28, read 2026-08-22"))),
        new("dstack-405b", "vLLM's benchmark_throughput (all requests at once) and benchmark_serving (requests at a rate), November 2024", Sources(
            ("dstack", "dstack benchmarks", "dstack with Hot Aisle and Lambda: dstackai/benchmarks@85a2fe177aab comparison/h100sxm5_vs_mi300x and @9ece94363401 amd/inference, read 2026-08-22"))),
        new("decode-by-context", "closed-loop serving of short outputs after prompts of many lengths", Sources(
            ("inferencex-position", "InferenceX experimental token_position_decode_slo", "SemiAnalysis, SemiAnalysisAI/InferenceX@bba639e42276 experimental/token_position_decode_slo (Apache-2.0), read 2026-08-22"))),
        new("deepseek-production", "means of 24 hours over a fleet, a node of 8 devices", Sources(
            ("deepseek", "DeepSeek open-infra-index day 6", "DeepSeek, open-infra-index day 6: deepseek-ai/open-infra-index@main 202502OpenSourceWeek/day_6_one_more_thing_deepseekV3R1_inference_system_overview.md, published 2025-03-01, read 2026-08-22"))),
    ];

    private static readonly string[] s_gathered = ["serving", "trtllm-offline", "mlperf-v4.1", "h100-mi300x-405b", "decode-by-context", "deepseek-production"];

    private static readonly string[] s_required = ["input_tokens", "output_tokens"];

    /// <summary>The text of each target, and each row that none of them takes with the reason.</summary>
    public static (IReadOnlyDictionary<string, string> Files, IReadOnlyList<(Measurement Row, string Reason)> Left) Convert(Func<string, byte[]> read, ICatalog catalog)
    {
        var rows = s_gathered.SelectMany(name => MeasurementFile.Read(read(name), name)).ToList();
        var left = rows.Select(row => (Row: row, Reason: LeftOut(row))).Where(pair => pair.Reason is not null).ToList();
        var kept = rows.Except(left.Select(pair => pair.Row)).Select(row => Normal(row, catalog)).ToList();
        var first = kept.GroupBy(Point).Select(alike => alike.MinBy(row => row.Id, StringComparer.Ordinal)!).ToList();
        left.AddRange(kept.Except(first).Select(row => (row, (string?)"listed twice")));
        return (Targets.ToDictionary(target => target.Name, target => Text(target, first)), [.. left.Select(pair => (pair.Row, pair.Reason!))]);
    }

    // What is no measurement of the model it names.
    private static string? LeftOut(Measurement row)
    {
        if (row.Note.Contains("_DepthPruned", StringComparison.Ordinal) || row.Note.Contains("_Sparse", StringComparison.Ordinal)) return "a pruned model of the open division";
        if (row.Scenario == "production fleet") return "a day's total and no rate";
        return row.Note.Contains(" 2FP8", StringComparison.Ordinal) && row.Concurrency is not null ? "computed: twice the row of one replica" : null;
    }

    private static Measurement Normal(Measurement row, ICatalog catalog) => row with
    {
        Accelerator = catalog.FindAccelerator(row.Accelerator)?.Id ?? row.Accelerator,
        Engine = EngineOf(row),
        EngineVersion = VersionOf(row),
        Precision = row.Precision switch
        {
            "as published" => "native",
            "fp4" => row.Model.StartsWith("openai/gpt-oss", StringComparison.Ordinal) ? "mxfp4" : "nvfp4",
            var precision => precision,
        },
        Scenario = row.Note.Contains("qps", StringComparison.Ordinal) ? "open-loop" : row.Scenario,
        OutputTokensPerSecond = row.TotalCountsOutput ? row.TotalTokensPerSecond : row.OutputTokensPerSecond,
        TotalTokensPerSecond = row.TotalCountsOutput ? null : row.TotalTokensPerSecond,
        Note = NoteOf(row),
    };

    private static string EngineOf(Measurement row) => row.Engine switch
    {
        "trtllm" => "tensorrt-llm",
        "vllm" or "sglang" or "DeepSeek in-house" => row.Engine,
        // The submitters that name a launcher or a platform: Red Hat's OpenShift AI and Neural Magic's runs are of vLLM.
        _ when row.Note.Contains("vLLM", StringComparison.Ordinal) || row.Note.Contains("RedHat", StringComparison.Ordinal) => "vllm",
        var engine => throw new InvalidOperationException($"{row.Where}: which engine is {engine}?"),
    };

    private static string VersionOf(Measurement row) => row.EngineVersion switch
    {
        "v1.0 docs" => "1.0.0",
        // By the environment that the repository lists: 0.6.3.post2.dev308 on the H100, 0.6.3.dev109 on the MI300X.
        "vLLM" or "~0.6.x (Nov 2024)" => "0.6.3",
        var text when text.StartsWith("vLLM ", StringComparison.Ordinal) => text[5..text.IndexOf(',', StringComparison.Ordinal)],
        var text when text.StartsWith("TensorRT ", StringComparison.Ordinal) => text[..text.IndexOf(',', StringComparison.Ordinal)],
        var text when text.StartsWith("Automated", StringComparison.Ordinal) || text.StartsWith("Red Hat", StringComparison.Ordinal) => "",
        var text when text.StartsWith("Private git", StringComparison.Ordinal) => "preview",
        var text => text,
    };

    private static string NoteOf(Measurement row)
    {
        if (row.Note.StartsWith("submitter=", StringComparison.Ordinal)) return Submitter().Replace(row.Note, "$1, $2");
        if (row.Note.StartsWith("tp given as", StringComparison.Ordinal)) return "ranks given as tp*ep, read as tp=ep on the same devices";
        if (row.Note.StartsWith("multi-token", StringComparison.Ordinal)) return "multi-token prediction may have been on";
        // The ranks have columns, the load is the scenario's, and the file's remark says that rates are of output.
        var parts = row.Note.Split("; ").Where(part => !Ranks().IsMatch(part) && !part.StartsWith("load: max", StringComparison.Ordinal) && !part.StartsWith("doc column", StringComparison.Ordinal) && !part.StartsWith("per 8xH800", StringComparison.Ordinal));
        return string.Join("; ", parts).Replace("fp8 engines use fp8 KV cache", row.Precision == "fp8" ? "fp8 KV cache" : "", StringComparison.Ordinal).Trim();
    }

    private static string Point(Measurement row) => string.Join('|', Values(row, "").Skip(1));

    private static string Text(Target target, IEnumerable<Measurement> rows)
    {
        var keys = target.Sources.ToDictionary(source => source.Value.Gathered, source => source.Key);
        var values = rows.Where(row => keys.ContainsKey(row.SourceKey)).Select(row => Values(row, keys[row.SourceKey])).ToList();
        // A column that no row fills is left out, as the schema allows.
        var columns = Enumerable.Range(0, MeasurementFile.Columns.Count).Where(column => s_required.Contains(MeasurementFile.Columns[column]) || values.Exists(row => row[column].Length > 0)).ToList();
        values.Sort(CompareRows);
        var text = new StringBuilder().Append("# ").Append(target.Remark).Append('\n');
        foreach (var (key, source) in target.Sources) text.Append(CultureInfo.InvariantCulture, $"# source {key}: {source.Where}\n");
        text.AppendJoin(',', columns.Select(column => MeasurementFile.Columns[column])).Append('\n');
        foreach (var row in values) text.AppendJoin(',', columns.Select(column => Quoted(row[column]))).Append('\n');
        return text.ToString();
    }

    // Neighbours are of one configuration, in the order of their load; the id comes last, so that it decides nothing but ties.
    private static int CompareRows(string[] one, string[] other)
    {
        for (var column = 1; column <= one.Length; column++)
        {
            var (left, right) = (one[column % one.Length], other[column % one.Length]);
            var order = double.TryParse(left, CultureInfo.InvariantCulture, out var low) && double.TryParse(right, CultureInfo.InvariantCulture, out var high)
                ? low.CompareTo(high)
                : string.CompareOrdinal(left, right);
            if (order != 0) return order;
        }
        return 0;
    }

    private static string[] Values(Measurement row, string source) =>
    [
        row.Id, source, row.Measured, row.Model, row.Accelerator, Whole(row.Gpus), row.Engine, row.EngineVersion, row.Precision, Whole(row.Tensor), Whole(row.Pipeline), Whole(row.Expert), Whole(row.Data),
        row.Scenario, Digits(row.InputTokens), Digits(row.OutputTokens), row.LengthRatio == 1 ? "" : Digits(row.LengthRatio), Digits(row.Concurrency),
        Digits(row.TimeToFirstTokenMs), Digits(row.TimePerOutputTokenMs), Digits(row.OutputTokensPerSecond), Digits(row.TotalTokensPerSecond), row.Note,
    ];

    private static string Whole(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";

    // Five significant digits, and never an exponent.
    private static string Digits(double? value)
    {
        if (value is not { } known) return "";
        var scale = Math.Pow(10, Math.Floor(Math.Log10(known)) - 4);
        var rounded = (decimal)Math.Round(known / scale) * (decimal)scale;
        return rounded.ToString("0.##########", CultureInfo.InvariantCulture);
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static Dictionary<string, (string, string)> Sources(params (string Key, string Gathered, string Where)[] sources) => sources.ToDictionary(source => source.Key, source => (source.Gathered, source.Where));

    [GeneratedRegex("^submitter=([^;]*); platform=([^;]*);.*$")]
    private static partial Regex Submitter();

    [GeneratedRegex("^([TP]P[0-9]+(,PP[0-9]+)?|tp[0-9]+(\\+ep[0-9]+)?)$")]
    private static partial Regex Ranks();
}
