using System.Text.Json;
using Breakeven.Catalog;

namespace Breakeven.Models.Configs;

/// <summary>JSON text from a stranger, parsed within limits: size, depth, no member twice.</summary>
internal static class JsonText
{
    // The largest published config read so far takes 3 MB; a weight file given by mistake takes gigabytes.
    public const int SizeMax = 16 << 20;

    private const int DepthMax = 64;

    private static readonly JsonDocumentOptions s_options = new()
    {
        MaxDepth = DepthMax,
        AllowDuplicateProperties = false,
        CommentHandling = JsonCommentHandling.Disallow,
    };

    public static JsonElement Parse(ReadOnlyMemory<byte> json, string where, string example)
    {
        if (json.Length > SizeMax)
            throw new InputException($"the file is larger than {SizeMax >> 20} MiB, which no such file is", where, $"give {example}");
        var start = json.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            // Not disposed: the element lives as long as the reader needs it, and the buffers go with it.
            var root = JsonDocument.Parse(json[start..], s_options).RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? root
                : throw new InputException($"the file holds {KindOf(root)}, not an object", where, $"give {example}");
        }
        catch (JsonException failure)
        {
            throw new InputException("not valid JSON: " + Cause(json.Span[start..], failure), Place(where, failure), $"give {example}");
        }
    }

    public static string KindOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private static string Place(string where, JsonException failure) =>
        failure.LineNumber is { } line ? $"{where}:{line + 1}" : where;

    private static string Cause(ReadOnlySpan<byte> json, JsonException failure)
    {
        if (json.IndexOfAnyExcept(" \t\r\n"u8) < 0) return "the file is empty";
        var text = failure.Message;
        if (text.Contains("depth", StringComparison.Ordinal)) return $"nested deeper than {DepthMax} levels";
        if (text.Contains("uplicate", StringComparison.Ordinal)) return "a member stands twice in one object";
        if (text.Contains("'I'", StringComparison.Ordinal) || text.Contains("'N'", StringComparison.Ordinal)) return "Infinity and NaN are no JSON numbers";
        if (text.Contains("end of data", StringComparison.Ordinal) || text.Contains("reached end", StringComparison.Ordinal)
            || text.Contains("Expected depth to be zero", StringComparison.Ordinal)) return "the text ends too early";
        return text.Split(" Path:", 2)[0].Split(" LineNumber:", 2)[0].Trim().TrimEnd('.');
    }
}
