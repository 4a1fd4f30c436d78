using System.Text;
using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Workloads.Traces;

/// <summary>
/// What vllm bench serve saves: lists with an entry a request. start_times are when the client sent it, which is what reached the server where the client held requests back.
/// </summary>
internal static class VllmBenchResult
{
    private const string Remedy = "save it anew with vllm bench serve --save-result --save-detailed";

    public static IEnumerable<(string Place, Func<RawRequest?> Read)> Records(JsonElement root, string name)
    {
        var inputs = List(root, "input_lens", name);
        var outputs = List(root, "output_lens", name);
        var starts = List(root, "start_times", name);
        var errors = root.TryGetProperty("errors", out var said) && said.ValueKind == JsonValueKind.Array ? [.. said.EnumerateArray()] : Array.Empty<JsonElement>();
        if (inputs.Length != outputs.Length || inputs.Length != starts.Length)
            throw new InputException($"it has {inputs.Length} input_lens, {outputs.Length} output_lens and {starts.Length} start_times", name, Remedy);
        for (var index = 0; index < inputs.Length; index++)
        {
            var at = index;
            yield return ($"request {at + 1}", () => Read(inputs[at], outputs[at], starts[at], at < errors.Length && errors[at].ValueKind == JsonValueKind.String && !errors[at].ValueEquals("")));
        }
    }

    private static RawRequest? Read(JsonElement inputLength, JsonElement outputLength, JsonElement start, bool failed)
    {
        var (input, output) = (TokenCounts.Read(Text(inputLength), 1, "input length"), TokenCounts.Read(Text(outputLength), 1, "output length"));
        return failed || output == 0 ? null : new(TraceTime.Read(Text(start), 1_000_000_000, 1), TokenCounts.AtLeastOne(input, 1, "input length"), output);
    }

    private static JsonElement[] List(JsonElement root, string member, string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array
        ? [.. list.EnumerateArray()]
        : throw new InputException($"the result has no {member}", name, Remedy);

    private static byte[] Text(JsonElement element) => element.ValueKind == JsonValueKind.Number ? Encoding.ASCII.GetBytes(element.GetRawText()) : [];
}
