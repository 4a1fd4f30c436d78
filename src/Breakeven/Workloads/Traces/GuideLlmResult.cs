using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>
/// GuideLLM's benchmarks.json: the requests of every benchmark of the file that succeeded, with when they began, prompt_tokens and output_tokens. Since 0.4 the moment is called
/// request_start_time and also stands in info.timings; before, it was start_time.
/// </summary>
internal static class GuideLlmResult
{
    private static readonly string[] Moments = ["request_start_time", "start_time"];

    private static readonly string[] Statuses = ["successful", "incomplete", "errored"];

    public static IEnumerable<(string Place, Func<RawRequest?> Read)> Records(JsonElement root, string name)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("benchmarks", out var benchmarks) || benchmarks.ValueKind != JsonValueKind.Array)
            throw new InputException("it has no list of benchmarks", name, "give the benchmarks.json of guidellm benchmark");
        var number = 0;
        foreach (var benchmark in benchmarks.EnumerateArray())
        {
            number++;
            if (benchmark.ValueKind != JsonValueKind.Object || !benchmark.TryGetProperty("requests", out var requests) || requests.ValueKind != JsonValueKind.Object)
                throw new InputException($"benchmark {number} keeps no requests", name, "run guidellm benchmark with --output-path benchmarks.json, and without a limit of samples");
            foreach (var status in Statuses)
            {
                if (!requests.TryGetProperty(status, out var list) || list.ValueKind != JsonValueKind.Array) continue;
                var index = 0;
                foreach (var request in list.EnumerateArray())
                {
                    var place = $"benchmark {number}, {status} request {++index}";
                    yield return (place, () => status == Statuses[0] ? Read(request) : null);
                }
            }
        }
    }

    private static RawRequest? Read(JsonElement request)
    {
        var moment = Moments.Select(member => ResultRecords.NumberOf(request, member)).FirstOrDefault(found => found is not null)
            ?? (request.ValueKind == JsonValueKind.Object && request.TryGetProperty("info", out var info) && info.ValueKind == JsonValueKind.Object && info.TryGetProperty("timings", out var timings) ? ResultRecords.NumberOf(timings, "request_start") : null)
            ?? throw Lacks("request_start_time");
        var input = TokenCounts.Read(ResultRecords.NumberOf(request, "prompt_tokens") ?? throw Lacks("prompt_tokens"), 1, "input length");
        var output = TokenCounts.Read(ResultRecords.NumberOf(request, "output_tokens") ?? throw Lacks("output_tokens"), 1, "output length");
        return output == 0 ? null : new(TraceTime.Read(moment, 1_000_000_000, 1), TokenCounts.AtLeastOne(input, 1, "input length"), output);
    }

    private static LineFault Lacks(string member) => new(1, $"it has no {member}", "give the benchmarks.json of guidellm benchmark as it was written");
}
